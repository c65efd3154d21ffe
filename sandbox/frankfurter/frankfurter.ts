import { z } from 'zod'
import { sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import { createFaultQueue, faultDetails, playWireFault, type RefuseWith } from '../faults.ts'

export const FrankfurterFault = z.object({
  /** `garbage`: JSON of another shape, with 200. */
  kind: z.enum(['429', '500', '502', 'hang', 'slow', 'cut', 'truncated', 'garbage']),
  ...faultDetails,
})
export type FrankfurterFault = z.infer<typeof FrankfurterFault>

export interface FrankfurterStandIn {
  /** The queries of the accepted requests, oldest first. */
  readonly requests: readonly Record<string, string>[]
  misbehave(fault: FrankfurterFault): void
  reset(): void
}

/** What a euro is worth. Made up, and always the same. */
const RATES: Record<string, number> = {
  AUD: 1.65,
  BRL: 6.25,
  CAD: 1.5,
  CHF: 0.95,
  CNY: 8,
  GBP: 0.85,
  INR: 96,
  JPY: 165,
  MXN: 21.5,
  PLN: 4.25,
  SEK: 11,
  USD: 1.1,
}
const DATE = '2026-11-20'

/** Frankfurter's `/v1/latest`. */
export function createFrankfurter(): FrankfurterStandIn & { handle: Handler } {
  const requests: Record<string, string>[] = []
  const faults = createFaultQueue<FrankfurterFault>()
  const notFound = ({ response }: Exchange) => sendJson(response, 404, { message: 'not found' })

  async function handle(exchange: Exchange): Promise<void> {
    const { method, path, query, response } = exchange
    if (path !== '/v1/latest' || method !== 'GET') return notFound(exchange)
    const fault = faults.take(() => true)
    if (fault?.kind === 'garbage') return sendJson(response, 200, { rates: [1, 2], date: 'today' })
    const refuse: RefuseWith = (status, headers) =>
      sendJson(response, status, { message: 'out of order' }, headers)
    if (fault && (await playWireFault(exchange, fault, refuse))) return
    const base = query.get('base') ?? 'EUR'
    const all = new Map(Object.entries({ ...RATES, EUR: 1 }))
    const perEuro = all.get(base)
    const wanted = query.get('symbols')?.split(',') ?? [...all.keys()]
    const found = wanted.filter((code) => code !== base && all.has(code))
    if (perEuro === undefined || found.length === 0) return notFound(exchange)
    requests.push(Object.fromEntries(query))
    const rates = Object.fromEntries(
      found.map((code) => [code, Number(((all.get(code) ?? 0) / perEuro).toPrecision(5))]),
    )
    const answer = { amount: 1, base, date: DATE, rates }
    if (fault?.kind === 'truncated')
      return sendText(response, 200, JSON.stringify(answer).slice(0, 20), 'application/json')
    sendJson(response, 200, answer)
  }

  return {
    handle,
    requests,
    misbehave: (fault) => faults.add(FrankfurterFault.parse(fault)),
    reset() {
      faults.clear()
      requests.length = 0
    },
  }
}
