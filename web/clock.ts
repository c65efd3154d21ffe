import { useSyncExternalStore } from 'react'
import { field } from './phone-message.ts'
import { postJson } from './post-json.ts'

/** The sandbox's time, which may be moved: it is one for all phones and pages. */
export interface PageClock {
  now(): Date
  /** Milliseconds from the real time. */
  shiftMs(): number
  /** Throws what `reasonOf` puts into words. */
  move(change: { move: number } | { reset: true }): Promise<void>
  subscribe(listener: () => void): () => void
}

/** Another page may have moved it. */
const ASK_EVERY_MS = 10_000

function createPageClock(): PageClock {
  let shiftMs = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const listeners = new Set<() => void>()
  const set = (answer: unknown) => {
    const next = Number(field(answer, 'shiftMs') ?? 0) || 0
    if (next === shiftMs) return
    shiftMs = next
    for (const listener of listeners) listener()
  }
  const ask = async () => {
    try {
      if (document.hidden) return
      const response = await fetch('/api/clock', { signal: AbortSignal.timeout(ASK_EVERY_MS) })
      if (response.ok) set(await response.json())
    } catch {
      // The sandbox may be starting; it is asked again.
    }
  }
  const askNow = () => void ask()
  return {
    now: () => new Date(Date.now() + shiftMs),
    shiftMs: () => shiftMs,
    async move(change) {
      const response = await postJson('/api/clock', change)
      set(await response.json())
    },
    subscribe(listener) {
      listeners.add(listener)
      if (!timer) {
        timer = setInterval(askNow, ASK_EVERY_MS)
        document.addEventListener('visibilitychange', askNow)
        askNow()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
        document.removeEventListener('visibilitychange', askNow)
      }
    },
  }
}

export const clock = createPageClock()

export function useClockShift(): number {
  return useSyncExternalStore(clock.subscribe, clock.shiftMs)
}

/** `Clock: +1 d 2 h`. */
export function clockWords(shiftMs: number): string {
  const minutes = Math.round(Math.abs(shiftMs) / 60_000)
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return `Clock: ${shiftMs < 0 ? '−' : '+'}${words.join(' ') || '0 h'}`
}
