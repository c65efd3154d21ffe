/** The same work, of which no more than `most` is under way; the rest waits its turn. */
export function fewAtOnce<Args extends unknown[]>(
  work: (...args: Args) => Promise<void>,
  most: number,
): (...args: Args) => Promise<void> {
  let running = 0
  const queued: (() => void)[] = []
  return async (...args) => {
    if (running >= most) await new Promise<void>((go) => void queued.push(go))
    else running += 1
    try {
      await work(...args)
    } finally {
      const next = queued.shift()
      if (next) next()
      else running -= 1
    }
  }
}
