import { z } from 'zod'

/**
 * The sandbox's own time: the real one, moved. It lives in memory alone, so a restart is at the real time. What others
 * measure against their own clock (a token's hour, how long the list lags) stays in real time.
 */
export interface SandboxClock {
  readonly shiftMs: number
  now(): Date
  /** Moves it further; negative: back. Resolves when every listener is done. */
  move(ms: number): Promise<void>
  set(shiftMs: number): Promise<void>
  /** Back to the real time. */
  reset(): Promise<void>
  /** Returns the function that ends the subscription. */
  onMoved(listener: (shiftMs: number) => void | Promise<void>): () => void
}

/** What `Date` can still hold with room to spare, in milliseconds: some 100 years. */
const FARTHEST_MS = 3_155_760_000_000

/** What a page or another process asks of it; `reset` before `set` before `move`. */
export const ClockMove = z.object({
  /** Milliseconds further. */
  move: z.number().min(-FARTHEST_MS).max(FARTHEST_MS).optional(),
  set: z.number().min(-FARTHEST_MS).max(FARTHEST_MS).optional(),
  reset: z.boolean().optional(),
})

export function createClock(): SandboxClock {
  let shiftMs = 0
  const listeners = new Set<(shiftMs: number) => void | Promise<void>>()
  async function set(to: number): Promise<void> {
    const next = Math.min(Math.max(Math.round(to), -FARTHEST_MS), FARTHEST_MS)
    if (next === shiftMs) return
    shiftMs = next
    await Promise.all([...listeners].map(async (listener) => listener(next)))
  }
  return {
    get shiftMs() {
      return shiftMs
    },
    now: () => new Date(Date.now() + shiftMs),
    move: (ms) => set(shiftMs + ms),
    set,
    reset: () => set(0),
    onMoved(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
