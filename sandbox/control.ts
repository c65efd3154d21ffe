import { z } from 'zod'
import { ClockMove } from './clock.ts'
import { EmbeddingsFault } from './embeddings/embeddings.ts'
import { parseJson, sendJson, sendText, type Exchange, type Handler } from './exchange.ts'
import { FrankfurterFault } from './frankfurter/frankfurter.ts'
import { AddedEvent } from './google/added-event.ts'
import { GoogleFault } from './google/google-faults.ts'
import { ModelFault } from './model/model-faults.ts'
import { WrittenReply } from './model/script.ts'
import { OpenMeteoFault } from './open-meteo/open-meteo.ts'
import type { Sandbox } from './sandbox.ts'
import { SpeakerFault, TranscriberFault } from './speech/speech-faults.ts'
import { Heard } from './speech/transcriber.ts'
import { TavilyFault } from './tavily/tavily.ts'
import { InboundMessage } from './twilio/inbound-fields.ts'
import { TwilioFault } from './twilio/twilio-faults.ts'
import { WikipediaFault } from './wikipedia/wikipedia.ts'

const Replies = z.object({
  replies: z.array(WrittenReply).min(1),
  /** Only for requests whose last user message contains this. */
  whenSaid: z.string().optional(),
  times: z.number().optional(),
})
const Settings = z.object({
  serviceUrl: z.string().optional(),
  thinkMs: z.number().optional(),
  callbacks: z
    .object({
      level: z.enum(['none', 'sent', 'delivered', 'read']).optional(),
      delayMs: z.number().optional(),
    })
    .optional(),
})

const Of = z.object({ email: z.string() })
const Granted = Of.extend({ scopes: z.array(z.string()).optional(), timeZone: z.string().optional() })
const Consented = Of.extend({
  url: z.url(),
  scopes: z.array(z.string()).optional(),
  deny: z.boolean().optional(),
})
const Added = Of.extend({ event: AddedEvent })
const CalendarOf = Of.extend({
  id: z.string(),
  summary: z.string(),
  accessRole: z.enum(['owner', 'writer', 'reader']),
})

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Lets another process on this machine direct the sandbox. Paths are those after `/control`. */
export function createControl(sandbox: () => Sandbox): Handler {
  let release: (() => void) | undefined

  const posts: Record<string, (body: unknown) => unknown> = {
    '/twilio/misbehave': (body) => sandbox().twilio.misbehave(TwilioFault.parse(body)),
    '/twilio/inbound': (body) => sandbox().twilio.inbound(InboundMessage.parse(body)),
    '/twilio/read': (body) => sandbox().twilio.read(z.object({ address: z.string() }).parse(body).address),
    '/model/misbehave': (body) => sandbox().model.misbehave(ModelFault.parse(body)),
    '/model/replies': (body) => {
      const { replies, whenSaid, times } = Replies.parse(body)
      const when = whenSaid
        ? {
            when: (request: { messages: { role: string; text: string }[] }) =>
              lastSaid(request).includes(whenSaid),
          }
        : {}
      for (const reply of replies) sandbox().model.replies(reply, { ...when, times })
    },
    '/model/hold': (body) => {
      release?.()
      release = z.object({ on: z.boolean() }).parse(body).on ? sandbox().model.hold() : undefined
    },
    '/transcriber/hears': (body) => {
      const { times, ...heard } = Heard.extend({ times: z.number().optional() }).parse(body)
      sandbox().transcriber.hears(heard, { times })
    },
    '/transcriber/misbehave': (body) => sandbox().transcriber.misbehave(TranscriberFault.parse(body)),
    '/speaker/misbehave': (body) => sandbox().speaker.misbehave(SpeakerFault.parse(body)),
    '/embeddings/misbehave': (body) => sandbox().embeddings.misbehave(EmbeddingsFault.parse(body)),
    '/tavily/misbehave': (body) => sandbox().tavily.misbehave(TavilyFault.parse(body)),
    '/open-meteo/misbehave': (body) => sandbox().openMeteo.misbehave(OpenMeteoFault.parse(body)),
    '/wikipedia/misbehave': (body) => sandbox().wikipedia.misbehave(WikipediaFault.parse(body)),
    '/frankfurter/misbehave': (body) => sandbox().frankfurter.misbehave(FrankfurterFault.parse(body)),
    '/google/misbehave': (body) => sandbox().google.misbehave(GoogleFault.parse(body)),
    '/google/grant': (body) => {
      const { email, ...options } = Granted.parse(body)
      return sandbox().google.grant(email, options)
    },
    '/google/consent': (body) => {
      const { url, ...consent } = Consented.parse(body)
      return { location: sandbox().google.consent(url, consent) }
    },
    '/google/add': (body) => {
      const { email, event } = Added.parse(body)
      return sandbox().google.add(email, event)
    },
    '/google/calendar': (body) => {
      const { email, ...calendar } = CalendarOf.parse(body)
      sandbox().google.addCalendar(email, calendar)
    },
    '/google/revoke': (body) => sandbox().google.revoke(Of.parse(body).email),
    '/google/expire': (body) => sandbox().google.expireTokens(Of.parse(body).email),
    '/clock': async (body) => {
      const { move, set, reset } = ClockMove.parse(body)
      const { clock } = sandbox()
      if (reset) await clock.reset()
      if (set !== undefined) await clock.set(set)
      if (move !== undefined) await clock.move(move)
      return { shiftMs: clock.shiftMs, now: clock.now().toISOString() }
    },
    '/settings': (body) => {
      const { serviceUrl, thinkMs, callbacks } = Settings.parse(body)
      if (serviceUrl !== undefined) sandbox().serviceUrl = serviceUrl
      if (thinkMs !== undefined) sandbox().model.thinkMs = thinkMs
      Object.assign(sandbox().twilio.callbacks, callbacks)
    },
    '/reset': () => {
      const { twilio, model, transcriber, speaker, embeddings, tavily, google, clock } = sandbox()
      for (const part of [twilio, model, transcriber, speaker, embeddings, tavily, google]) part.reset()
      const { openMeteo, wikipedia, frankfurter } = sandbox()
      for (const part of [openMeteo, wikipedia, frankfurter]) part.reset()
      return clock.reset().then(() => ({ ok: true }))
    },
  }

  const gets: Record<string, (exchange: Exchange) => unknown> = {
    '/twilio/sent': ({ query }) => {
      const [to, from] = [query.get('to'), Number(query.get('skip') ?? 0)]
      return {
        sent: sandbox()
          .twilio.sent.slice(from)
          .filter((message) => !to || message.to === to)
          .map((message) => ({ ...message, media: message.media.map(weighed) })),
      }
    },
    '/model/requests': () => ({
      requests: sandbox().model.requests.map((request) => ({
        ...request,
        messages: request.messages.map((message) => ({
          ...message,
          pictures: message.pictures.map(weighed),
        })),
      })),
    }),
    '/transcriber/requests': () => ({ requests: sandbox().transcriber.requests }),
    '/speaker/requests': () => ({ requests: sandbox().speaker.requests }),
    '/google/events': ({ query }) => {
      const options = { deleted: query.get('deleted') === 'true' }
      return { events: sandbox().google.events(query.get('email') ?? '', options) }
    },
    '/google/accounts': () => ({ accounts: sandbox().google.accounts }),
    '/google/requests': () => ({ requests: sandbox().google.requests }),
    '/google/notified': () => ({ notified: sandbox().google.notified }),
    '/clock': () => {
      const { clock } = sandbox()
      return { shiftMs: clock.shiftMs, now: clock.now().toISOString() }
    },
    '/stats': () => {
      const { twilio, model, transcriber, speaker, tavily, google } = sandbox()
      return {
        twilio: { ...twilio.requests, sent: twilio.sent.length, recorded: twilio.log.all.length },
        model: model.counts,
        transcriber: transcriber.counts,
        speaker: speaker.requests.length,
        tavily: tavily.requests.length,
        google: { requests: google.requests.length, notified: google.notified.length },
      }
    },
  }

  return async (exchange) => {
    const { method, path, request, response } = exchange
    if (!LOOPBACK.has(request.socket.remoteAddress ?? ''))
      return sendText(response, 403, 'Only from this machine')
    const get = gets[path]
    if (method === 'GET' && get) return sendJson(response, 200, get(exchange))
    const post = posts[path]
    if (method !== 'POST' || !post) return sendText(response, 404, 'Not found')
    // Keeps pages of other origins from directing it.
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return sendText(response, 415, 'Send application/json')
    }
    try {
      sendJson(response, 200, (await post(parseJson(exchange.body || '{}'))) ?? { ok: true })
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      sendJson(response, 400, { error: z.prettifyError(error) })
    }
  }
}

/** How many bytes there are instead of the bytes. */
const weighed = <T extends { bytes?: Buffer }>({ bytes, ...rest }: T) => ({ ...rest, bytes: bytes?.length })

const lastSaid = ({ messages }: { messages: { role: string; text: string }[] }) =>
  messages.findLast((message) => message.role === 'user')?.text ?? ''
