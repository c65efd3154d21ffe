import { z } from 'zod'
import { ClockMove, type SandboxClock } from '../clock.ts'
import { parseJson, sendJson, sendText, type Exchange, type Handler } from '../exchange.ts'
import type { TwilioStandIn } from '../twilio/twilio.ts'
import type { Sample } from '../speech/samples.ts'
import { sendMedia } from '../twilio/send-media.ts'
import { asVoiceNote } from './voice-note.ts'
import { createPhoneEvents } from './phone-events.ts'

/** What WhatsApp takes through Twilio (PROTOCOLS 1.6). */
const FILE_LIMIT = 16 * 1024 * 1024
const File = z.object({
  base64: z.string().min(1),
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+(?:;[\x20-\x7e]*)?$/, 'must be a media type'),
  fileName: z.string().max(255).optional(),
})

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
  media: z.array(File).max(1, 'one file a message').optional(),
})

/** The API behind the phone page: what people write, and what they see. Paths are those after `/api`. */
export function createPhoneApi(
  twilio: TwilioStandIn,
  samples: readonly Sample[],
  clock: SandboxClock,
  config: () => { whatsappFrom: string; smsFrom: string; assistantUrl: string },
): { handle: Handler; close(): void } {
  const events = createPhoneEvents(twilio.log)

  async function write(exchange: Exchange) {
    const parsed = Written.safeParse(parseJson(exchange.body))
    if (!parsed.success) return sendJson(exchange.response, 400, { error: z.prettifyError(parsed.error) })
    const { address: from, place, media: files = [], ...rest } = parsed.data
    if (!rest.body && !rest.buttonPayload && !place && files.length === 0) {
      return sendJson(exchange.response, 400, { error: 'Nothing to send.' })
    }
    const media = files.map(({ base64, contentType, fileName }) => ({
      bytes: Buffer.from(base64, 'base64'),
      // WhatsApp hands on the bare type.
      contentType: contentType.replace(/;.*/, ''),
      fileName,
    }))
    if (media.some(({ bytes }) => bytes.length > FILE_LIMIT)) {
      return sendJson(exchange.response, 413, {
        error: 'This file is too large: WhatsApp takes up to 16 MB.',
      })
    }
    for (const item of media) {
      // A file has a name. What has none comes from the page's microphone, and a phone would have recorded Ogg/Opus.
      const recorded = item.fileName === undefined && /^audio\/(webm|mp4)$/.test(item.contentType)
      const note = recorded ? await asVoiceNote(item.bytes) : undefined
      if (note) Object.assign(item, { bytes: note, contentType: 'audio/ogg' })
    }
    const { latitude, longitude, name: label, address } = place ?? {}
    const { sid } = twilio.receive({ ...rest, from, latitude, longitude, label, address, media })
    sendJson(exchange.response, 202, { sid })
  }

  const time = () => ({ shiftMs: clock.shiftMs, now: clock.now().toISOString() })

  async function moveClock({ body, response }: Exchange) {
    const asked = ClockMove.safeParse(parseJson(body))
    if (!asked.success) return sendJson(response, 400, { error: z.prettifyError(asked.error) })
    const { reset, set, move } = asked.data
    if (reset) await clock.reset()
    if (set !== undefined) await clock.set(set)
    if (move !== undefined) await clock.move(move)
    sendJson(response, 200, time())
  }

  function handle(exchange: Exchange): void | Promise<void> {
    const { method, path, query, request, response } = exchange
    if (method === 'GET' && path === '/config') return sendJson(response, 200, config())
    if (method === 'GET' && path === '/clock') return sendJson(response, 200, time())
    if (method === 'GET' && path === '/samples') return sendJson(response, 200, samples.map(listed))
    const sample = samples.find(({ id }) => path === `/samples/${id}.ogg`)
    if (method === 'GET' && sample) {
      return sendMedia(exchange, { sid: sample.id, contentType: 'audio/ogg' }, sample.bytes)
    }
    const file = path.startsWith('/media/') ? twilio.media(path.slice('/media/'.length)) : undefined
    if (method === 'GET' && file) return sendMedia(exchange, file.item, file.bytes)
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
    if (path === '/clock') return moveClock(exchange)
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

const listed = ({ id, label, language, transcript, seconds }: Sample) => ({
  id,
  label,
  language,
  transcript,
  seconds,
  url: `/api/samples/${id}.ogg`,
})
