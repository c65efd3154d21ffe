/**
 * Runs calls together: what comes while one run is under way goes into the next, so that nothing waits while there is
 * nothing to wait for, and a crowd shares one commit. `run` returns a result for each item in their order. When a run
 * of several fails, each is tried alone, so that one cannot take the others with it.
 */
export function batched<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  most = 200,
): (item: Item) => Promise<Result> {
  let waiting: { item: Item; done: PromiseWithResolvers<Result> }[] = []
  let running = false

  async function settle(batch: typeof waiting): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item))
      batch.forEach(({ done }, at) => done.resolve(results[at] as Result))
    } catch (error) {
      if (batch.length === 1) batch[0]?.done.reject(error)
      else for (const one of batch) await settle([one])
    }
  }

  async function drain(): Promise<void> {
    running = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      await settle(batch)
    }
    running = false
  }

  return (item) => {
    const done = Promise.withResolvers<Result>()
    waiting.push({ item, done })
    if (!running) void drain()
    return done.promise
  }
}
