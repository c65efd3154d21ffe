import { join, resolve } from 'node:path'
import { createBackground } from './background.ts'
import { createControl } from './control.ts'
import { listen, sendText, type Handler } from './exchange.ts'
import { createModel, type ModelStandIn } from './model/model.ts'
import { openJournal } from './phone/journal.ts'
import { servePages } from './phone/page-files.ts'
import { createPhoneApi } from './phone/phone-api.ts'
import { readSamples, readSandboxVoice } from './speech/samples.ts'
import { createSpeaker, type SpeakerStandIn } from './speech/speaker.ts'
import { createTranscriber, type TranscriberStandIn } from './speech/transcriber.ts'
import { createTavily, type TavilyStandIn } from './tavily/tavily.ts'
import type { CallbackSettings } from './twilio/status-callbacks.ts'
import { createTwilio, type TwilioStandIn } from './twilio/twilio.ts'

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
  /** Folder that keeps the phones' messages and their files across restarts; none: memory only. */
  dataDir?: string
}

/** HTTP stand-ins for Twilio, OpenAI, Anthropic and Tavily on one server, and the phones people write from. */
export interface Sandbox extends AsyncDisposable {
  readonly url: string
  serviceUrl: string
  readonly twilio: TwilioStandIn
  readonly model: ModelStandIn
  /** What listens and what speaks at OpenAI. */
  readonly transcriber: TranscriberStandIn
  readonly speaker: SpeakerStandIn
  readonly tavily: TavilyStandIn
  /** The settings that point the service here, by the names of `.env`. */
  settings(): Record<string, string>
}

/** Starts the sandbox. Disposing it cuts every open connection, hanging requests included. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  await using stack = new AsyncDisposableStack()
  const background = stack.adopt(createBackground(), (work) => work.close())
  const kept = options.dataDir ? openJournal(options.dataDir) : undefined
  if (kept) stack.defer(() => kept.journal.close())
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
  const tavily = createTavily()
  const phone = createPhoneApi(twilio, samples, () => ({ whatsappFrom, smsFrom, assistantUrl: serviceUrl }))
  stack.defer(() => phone.close())

  const routes = new Map<string, Handler>([
    ['/twilio', twilio.handle],
    ['/openai', model.openai],
    ['/openai/v1/audio/transcriptions', transcriber.handle],
    ['/openai/v1/audio/speech', speaker.handle],
    ['/anthropic', model.anthropic],
    ['/tavily', tavily.handle],
    ['/api', phone.handle],
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
    tavily,
    settings: () => ({
      TWILIO_BASE_URL: `${url}/twilio`,
      OPENAI_BASE_URL: `${url}/openai/v1`,
      ANTHROPIC_BASE_URL: `${url}/anthropic`,
      TAVILY_BASE_URL: `${url}/tavily`,
    }),
    [Symbol.asyncDispose]: async () => {
      // First, so that callbacks that fail because we are going are nobody's concern.
      background.close()
      await owned.disposeAsync()
    },
  }
  return sandbox
}

const trimmed = (url: string) => url.replace(/\/+$/, '')
export { QUICK_REPLIES_2, QUICK_REPLIES_3 } from './twilio/contents.ts'
