import { z } from 'zod'
import { parseJson, sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import type { TwilioStandIn } from '../twilio/twilio.ts'
import { createPhoneEvents } from './phone-events.ts'

const Address = z.string().regex(/^(whatsapp:)?\+[1-9]\d{6,14}$/, 'must be +<digits> or whatsapp:+<digits>')
const Written = z.object({
  address: Address,
  profileName: z.string().max(100).optional(),
  body: z.string().max(1600).optional(),
  buttonPayload: z.string().optional(),
  buttonText: z.string().optional(),
  repliesToSid: z.string().optional(),
  place: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional(),
})

/** The API behind the phone page: what people write, and what they see. Paths are those after `/api`. */
export function createPhoneApi(
  twilio: TwilioStandIn,
  config: () => { whatsappFrom: string; smsFrom: string; assistantUrl: string },
): { handle: Handler; close(): void } {
  const events = createPhoneEvents(twilio.log)

  function write(exchange: Exchange) {
    const parsed = Written.safeParse(parseJson(exchange.body))
    if (!parsed.success) return sendJson(exchange.response, 400, { error: z.prettifyError(parsed.error) })
    const { address: from, place, ...rest } = parsed.data
    if (!rest.body && !rest.buttonPayload && !place) {
      return sendJson(exchange.response, 400, { error: 'Nothing to send.' })
    }
    const { latitude, longitude, name: label, address } = place ?? {}
    const { sid } = twilio.receive({ ...rest, from, latitude, longitude, label, address })
    sendJson(exchange.response, 202, { sid })
  }

  function handle(exchange: Exchange): void {
    const { method, path, query, request, response } = exchange
    if (method === 'GET' && path === '/config') return sendJson(response, 200, config())
    if (method === 'GET' && path === '/phones/events') {
      const address = Address.safeParse(query.get('address')?.replace(/^((?:whatsapp:)?) /, '$1+'))
      if (!address.success) return sendJson(response, 400, { error: z.prettifyError(address.error) })
      return events.open(address.data, response)
    }
    if (method !== 'POST') return sendText(response, 404, 'Not found')
    // No page of another origin can send this type without asking first, and nobody answers that question.
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return sendText(response, 415, 'Send application/json')
    }
    if (path === '/phones/messages') return write(exchange)
    if (path === '/phones/read') {
      const read = z.object({ address: Address }).safeParse(parseJson(exchange.body))
      if (!read.success) return sendJson(response, 400, { error: z.prettifyError(read.error) })
      twilio.read(read.data.address)
      return sendJson(response, 200, { ok: true })
    }
    sendText(response, 404, 'Not found')
  }

  return { handle, close: () => events.close() }
}
