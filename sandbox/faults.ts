import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { hungUp, sendText, type Exchange } from './exchange.ts'

/** What every fault can carry; which of them count depends on `kind`. */
export const faultDetails = {
  /** How many requests (or messages) it hits before it is used up; 1 when absent. */
  times: z.number().optional(),
  /** For the kinds that wait. */
  ms: z.number().optional(),
  /** Seconds, sent as `Retry-After`. */
  retryAfter: z.number().optional(),
}

const Fault = z.object({ kind: z.string(), ...faultDetails })
export type Fault = z.infer<typeof Fault>

/** Faults waiting for their request, oldest first. */
export interface FaultQueue<F extends Fault> {
  add(fault: F): void
  /** The oldest fault that fits, counted down; undefined when none does. */
  take(fits: (fault: F) => boolean): F | undefined
  clear(): void
}

export function createFaultQueue<F extends Fault>(): FaultQueue<F> {
  const waiting: { fault: F; left: number }[] = []
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    take(fits) {
      const index = waiting.findIndex(({ fault }) => fits(fault))
      const entry = waiting[index]
      if (!entry) return undefined
      entry.left -= 1
      if (entry.left <= 0) waiting.splice(index, 1)
      return entry.fault
    },
    clear() {
      waiting.length = 0
    },
  }
}

/** Answers as the provider does with this HTTP status. */
export type RefuseWith = (status: number, headers: Record<string, string>) => void

const BAD_GATEWAY =
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>'

/**
 * Plays the faults that are the same at every provider: a status number (`429`, `500`, …), `502` with an HTML
 * body, `hang`, `cut` and `slow`. Resolves to true when the exchange is over, false when the answer is still to come.
 */
export async function playWireFault(exchange: Exchange, fault: Fault, refuse: RefuseWith): Promise<boolean> {
  switch (fault.kind) {
    case 'hang':
      return true
    case 'cut':
      exchange.request.socket.destroy()
      return true
    case 'slow':
      await pause(fault.ms ?? 1000, hungUp(exchange.response))
      return exchange.response.destroyed
    case '502':
      sendText(exchange.response, 502, BAD_GATEWAY, 'text/html')
      return true
  }
  const status = Number(fault.kind)
  if (!Number.isInteger(status)) return false
  refuse(status, fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) })
  return true
}

/** Waits, but no longer than until the signal aborts; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
