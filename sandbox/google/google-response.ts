import { sendJson, type Exchange } from '../exchange.ts'
import { playWireFault, type FaultQueue } from '../faults.ts'
import { hits, type GoogleFault, type GoogleRoute } from './google-faults.ts'
import { GoogleRefusal, refusalAnswer, type GoogleAnswer } from './google-refusal.ts'

/** Answers a request, or plays the fault that waits for its route. */
export type Responder = (
  exchange: Exchange,
  route: GoogleRoute,
  /** Carries the call out; may throw `GoogleRefusal`. */
  answer: () => GoogleAnswer,
  /** The words of this endpoint for a fault. */
  refuse: (kind: string, headers: Record<string, string>) => GoogleAnswer,
) => Promise<void>

export function createResponder(faults: FaultQueue<GoogleFault>): Responder {
  return async (exchange, route, answer, refuse) => {
    const fault = faults.take((one) => hits(one, route))
    const kind = fault?.kind ?? ''
    if (fault && /^(?:hang|slow|cut|502)$/.test(kind)) {
      if (await playWireFault(exchange, fault, () => undefined)) return
    } else if (fault && /^\d{3}(?:-(?!after)\w+)?$|^invalid_grant$/.test(kind)) {
      const { retryAfter } = fault
      return send(
        exchange,
        refuse(kind, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      )
    }
    const result = answered(answer)
    if (kind === 'cut-after') exchange.request.socket.destroy()
    else if (kind === '500-after') send(exchange, refuse('500', {}))
    else if (kind === 'empty-page') send(exchange, emptyPage(result, exchange.query))
    else if (kind !== 'hang-after') send(exchange, result, kind === 'truncated')
  }
}

function answered(answer: () => GoogleAnswer): GoogleAnswer {
  try {
    return answer()
  } catch (error) {
    if (error instanceof GoogleRefusal) return refusalAnswer(error)
    throw error
  }
}

/** No events on it, and the token of the page that was asked for. */
function emptyPage(answer: GoogleAnswer, query: URLSearchParams): GoogleAnswer {
  if (answer.status !== 200 || typeof answer.body !== 'object') return answer
  const body: Record<string, unknown> = { ...answer.body }
  delete body.nextSyncToken
  return { ...answer, body: { ...body, items: [], nextPageToken: query.get('pageToken') ?? 'p0' } }
}

export function send(
  { response }: Exchange,
  { status, body, headers = {} }: GoogleAnswer,
  half = false,
): void {
  if (body === undefined) {
    response.writeHead(status, headers).end()
    return
  }
  if (typeof body !== 'string' && !half) return sendJson(response, status, body, headers)
  const whole = typeof body === 'string' ? body : JSON.stringify(body)
  const text = half ? whole.slice(0, Math.floor(whole.length / 2)) : whole
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
