/** Work that goes on after its request was answered: status callbacks, webhooks on their way. */
export interface Background {
  readonly signal: AbortSignal
  /** How many pieces of work are going on. */
  readonly size: number
  /** Starts `work`; a failure after the sandbox closed is of no interest, any other reaches `idle`. */
  run(work: (signal: AbortSignal) => Promise<void>): void
  /** Resolves when nothing is going on any more. */
  idle(): Promise<void>
  close(): void
}

export function createBackground(): Background {
  const closing = new AbortController()
  const going = new Set<Promise<void>>()
  let failure: unknown
  return {
    signal: closing.signal,
    get size() {
      return going.size
    },
    run(work) {
      const piece: Promise<void> = work(closing.signal)
        .catch((error: unknown) => {
          if (!closing.signal.aborted) failure ??= error
        })
        .finally(() => going.delete(piece))
      going.add(piece)
    },
    async idle() {
      while (going.size > 0) await Promise.all(going)
      const error = failure
      failure = undefined
      if (error !== undefined) throw error
    },
    close() {
      closing.abort()
    },
  }
}
