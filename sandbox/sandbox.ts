import { join, resolve } from 'node:path'
import { createBackground } from './background.ts'
import { createClock, type SandboxClock } from './clock.ts'
import { createControl } from './control.ts'
import { createEmbeddings, type EmbeddingsStandIn } from './embeddings/embeddings.ts'
import { listen, sendText, type Handler } from './exchange.ts'
import { createFrankfurter, type FrankfurterStandIn } from './frankfurter/frankfurter.ts'
import { createCalendarPageApi } from './google/calendar-page-api.ts'
import { openGoogleJournal } from './google/google-journal.ts'
import { createGoogle, type GoogleStandIn } from './google/google.ts'
import { createModel, type ModelStandIn } from './model/model.ts'
import { createOpenMeteo, type OpenMeteoStandIn } from './open-meteo/open-meteo.ts'
import { openJournal } from './phone/journal.ts'
import { servePages } from './phone/page-files.ts'
import { createPhoneApi } from './phone/phone-api.ts'
import { readSamples, readSandboxVoice } from './speech/samples.ts'
import { createSpeaker, type SpeakerStandIn } from './speech/speaker.ts'
import { createTranscriber, type TranscriberStandIn } from './speech/transcriber.ts'
import { createTavily, type TavilyStandIn } from './tavily/tavily.ts'
import type { CallbackSettings } from './twilio/status-callbacks.ts'
import { createTwilio, type TwilioStandIn } from './twilio/twilio.ts'
import { createWikipedia, type WikipediaStandIn } from './wikipedia/wikipedia.ts'

export interface SandboxOptions {
  /** 0, the default: any free port. */
  port?: number
  /** 127.0.0.1 by default. */
  host?: string
  /** What the service uses; every Twilio request is checked against them. */
  accountSid: string
  authToken: string
  /** e.g. `whatsapp:+14155238886` */
  whatsappFrom: string
  smsFrom: string
  /** Webhooks go to `${serviceUrl}/webhooks/twilio`; may be set later through `sandbox.serviceUrl`. */
  serviceUrl?: string
  /** How long the model takes to answer, ms; 0 by default. */
  thinkMs?: number
  /** How far messages get by themselves: delivered, at once, by default. */
  callbacks?: Partial<CallbackSettings>
  /** Folder of the built phone page, served at `/`. */
  pages?: string
  /** Folder that keeps messages, their files and the calendars across restarts; none: memory only. */
  dataDir?: string
  /** The OAuth client that Google knows; `GOOGLE_CLIENT_ID` and `GOOGLE_CLIENT_SECRET` by default. */
  googleClientId?: string
  googleClientSecret?: string
  /** Awaited before whoever moved the clock hears that it was moved. */
  onClockMoved?: (shiftMs: number) => void | Promise<void>
  /** WhatsApp's 24 hours of people who never wrote: `shut` is how it really is, `open` (the default) spares a first word. */
  strangersWindow?: 'open' | 'shut'
}

/** HTTP stand-ins for Twilio, OpenAI, Anthropic, Google and what tools look up, on one server, and the phones people write from. */
export interface Sandbox extends AsyncDisposable {
  readonly url: string
  serviceUrl: string
  readonly twilio: TwilioStandIn
  readonly model: ModelStandIn
  /** What listens and what speaks at OpenAI. */
  readonly transcriber: TranscriberStandIn
  readonly speaker: SpeakerStandIn
  /** What makes vectors of texts at OpenAI. */
  readonly embeddings: EmbeddingsStandIn
  readonly tavily: TavilyStandIn
  readonly openMeteo: OpenMeteoStandIn
  readonly wikipedia: WikipediaStandIn
  /** Exchange rates. */
  readonly frankfurter: FrankfurterStandIn
  /** Google Calendar, and the accounts that have one. */
  readonly google: GoogleStandIn
  /** What time it is for messages, and what can be moved. */
  readonly clock: SandboxClock
  /** The settings that point the service here, by the names of `.env`. */
  settings(): Record<string, string>
}

/** Starts the sandbox. Disposing it cuts every open connection, hanging requests included. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await using stack = new AsyncDisposableStack()
  const background = stack.adopt(createBackground(), (work) => work.close())
  const kept = options.dataDir ? openJournal(options.dataDir) : undefined
  if (kept) stack.defer(() => kept.journal.close())
  const calendars = options.dataDir ? openGoogleJournal(options.dataDir) : undefined
  if (calendars) stack.defer(() => calendars.journal.close())
  const clock = createClock()
  const { onClockMoved } = options
  if (onClockMoved) clock.onMoved((shiftMs) => onClockMoved(shiftMs))
  let url = ''
  let serviceUrl = trimmed(options.serviceUrl ?? '')

  const { accountSid, authToken, whatsappFrom, smsFrom } = options
  const twilio = createTwilio({
    accountSid,
    authToken,
    whatsappFrom,
    smsFrom,
    callbacks: { level: 'delivered', delayMs: 0, ...options.callbacks },
    background,
    webhookUrl: () => (serviceUrl ? `${serviceUrl}/webhooks/twilio` : undefined),
    url: () => `${url}/twilio`,
    mediaFolder: options.dataDir && join(options.dataDir, 'media'),
    contentCreated: (content) => kept?.journal.content(content),
    now: () => clock.now(),
    strangersWindow: options.strangersWindow ?? 'open',
  })
  stack.defer(() => twilio.close())
  for (const content of kept?.contents ?? []) twilio.restore.content(content)
  for (const message of kept?.messages ?? []) twilio.restore.message(message)
  if (kept) twilio.log.subscribe((event) => event.kind !== 'typing' && kept.journal.message(event.message))

  const model = createModel(options.thinkMs ?? 0)
  stack.defer(() => model.close())
  const [samples, voice] = await Promise.all([readSamples(), readSandboxVoice()])
  const transcriber = createTranscriber(samples)
  const speaker = createSpeaker(voice)
  const embeddings = createEmbeddings()
  const tavily = createTavily()
  const openMeteo = createOpenMeteo(() => clock.now())
  const wikipedia = createWikipedia()
  const frankfurter = createFrankfurter()
  const google = createGoogle({
    clientId: options.googleClientId ?? GOOGLE_CLIENT_ID,
    clientSecret: options.googleClientSecret ?? GOOGLE_CLIENT_SECRET,
    now: () => clock.now(),
    url: () => url,
    journal: calendars,
  })
  const config = () => ({ whatsappFrom, smsFrom, assistantUrl: serviceUrl })
  const phone = createPhoneApi(twilio, samples, clock, config)
  stack.defer(() => phone.close())
  const calendarPage = createCalendarPageApi(google, clock)
  stack.defer(() => calendarPage.close())

  const routes = new Map<string, Handler>([
    ['/twilio', twilio.handle],
    ['/openai', model.openai],
    ['/openai/v1/audio/transcriptions', transcriber.handle],
    ['/openai/v1/audio/speech', speaker.handle],
    ['/openai/v1/embeddings', embeddings.handle],
    ['/anthropic', model.anthropic],
    ['/tavily', tavily.handle],
    ['/open-meteo', openMeteo.handle],
    ['/wikipedia', wikipedia.handle],
    ['/frankfurter', frankfurter.handle],
    ['/google', google.handle],
    // Google's client library keeps only the origin of an address it is given once and for all (PROTOCOLS 6.1).
    ['/calendar/v3', google.handleCalendar],
    ['/api', phone.handle],
    ['/api/calendar', calendarPage.handle],
    ['/control', createControl(() => sandbox)],
    ['/healthz', ({ response }) => sendText(response, 200, 'ok')],
    ['/', servePages(options.pages && resolve(options.pages))],
  ])
  const { server, url: bound } = await listen(routes, options.port ?? 0, options.host ?? '127.0.0.1')
  url = bound
  stack.defer(async () => {
    const closed = new Promise<void>((done) => server.close(() => done()))
    server.closeAllConnections()
    await closed
  })
  const owned = stack.move()

  const sandbox: Sandbox = {
    url,
    get serviceUrl() {
      return serviceUrl
    },
    set serviceUrl(value) {
      serviceUrl = trimmed(value)
    },
    twilio,
    model,
    transcriber,
    speaker,
    embeddings,
    tavily,
    openMeteo,
    wikipedia,
    frankfurter,
    google,
    clock,
    settings: () => ({
      TWILIO_BASE_URL: `${url}/twilio`,
      OPENAI_BASE_URL: `${url}/openai/v1`,
      ANTHROPIC_BASE_URL: `${url}/anthropic`,
      TAVILY_BASE_URL: `${url}/tavily`,
      OPEN_METEO_BASE_URL: `${url}/open-meteo`,
      WIKIPEDIA_BASE_URL: `${url}/wikipedia`,
      FRANKFURTER_BASE_URL: `${url}/frankfurter`,
      GOOGLE_BASE_URL: `${url}/google`,
    }),
    [Symbol.asyncDispose]: async () => {
      // First, so that callbacks that fail because we are going are nobody's concern.
      background.close()
      await owned.disposeAsync()
    },
  }
  return sandbox
}

/** The OAuth client that the sandbox's Google knows when it is told of no other. */
export const GOOGLE_CLIENT_ID = 'sandbox-client.apps.googleusercontent.test'
export const GOOGLE_CLIENT_SECRET = 'sandbox-client-secret'

const trimmed = (url: string) => url.replace(/\/+$/, '')
export { NOTICE_TEMPLATE, QUICK_REPLIES_2, QUICK_REPLIES_3 } from './twilio/contents.ts'
