import { createServer, type RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { createAnnounce } from './announce.ts'
import { createAnswer } from './answer.ts'
import type { Channel } from './channels/channel.ts'
import { createTwilioChannel } from './channels/twilio.ts'
import type { Config } from './config.ts'
import type { Reach } from './crash-points.ts'
import { createDeliver } from './deliver.ts'
import { PermanentError } from './errors.ts'
import { createAgent } from './graph/agent.ts'
import { loadTools, type ToolState } from './graph/load-tools.ts'
import { openModels } from './graph/models.ts'
import { loadPrompts } from './graph/prompt.ts'
import { createHear } from './hear.ts'
import { createHttp } from './http.ts'
import { closeServer, listen } from './http-server.ts'
import { createAgenda } from './calendars/create-agenda.ts'
import { openCalendars } from './open-calendars.ts'
import { openReminders } from './reminders/open-reminders.ts'
import { countWaiting } from './store/waiting.ts'
import { createDecoder } from './media/decode.ts'
import { createMediaAddress } from './media-address.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createReadMessages } from './read-messages.ts'
import { playedBySandbox, type SandboxEdge } from './sandbox-edge.ts'
import { createReceive } from './receive.ts'
import { createSpeak } from './speak.ts'
import { LatestCheckpointSaver } from './store/checkpointer.ts'
import { type Database, isMigrated, migrate, openDatabase } from './store/database.ts'
import { createEffectLedger } from './store/effects.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { readPictures, readVoice } from './store/media.ts'
import { openQueue, type Queue } from './store/queue.ts'
import { moveClock } from './store/clock.ts'
import { sharedSecret } from './store/secrets.ts'
import { type Claim, renewClaims } from './store/turns.ts'
import { createSweep } from './sweep.ts'
import { createTidyMedia } from './tidy-media.ts'
import { createTranscribe } from './transcribe.ts'
import { createUnderstand } from './understand.ts'
import { createVoiceAnswer } from './voice-answer.ts'
import { startWorker } from './worker.ts'

/** One process at a time brings the schemas forward; four may boot at once. A database-wide constant. */
const START_LOCK = 7_305_114_202
/** How many conversations one process works on at once. */
const TURNS_AT_ONCE = 64
const DELIVERIES_AT_ONCE = 32
/** They come in crowds, at full hours, and share commits. */
const REMINDERS_AT_ONCE = 100
const RENEW_MS = 3_000
/** An hour of speech is converted in less, on a slow machine too, in milliseconds. */
const DECODE_MS = 60_000
/** What running turns are given at a stop, in milliseconds; the whole stop takes less than 10 s. */
const GRACE_MS = 7_000

/** What the process gives the service from outside. */
export interface Edges {
  log: Logger
  /** The settings of tools are read from here. */
  env: Record<string, string | undefined>
  pid: number
  reach: Reach
  /** Default: `src/tools/`. */
  toolsFolder?: string | undefined
}

export interface Service extends AsyncDisposable {
  /** Where it listens, e.g. `http://localhost:3000`. */
  url: string
  /** The page with the phone, when the sandbox plays Twilio. */
  phoneUrl: string | undefined
  tools: ToolState[]
}

/** Builds everything in order; what is half built undoes itself, and disposing goes in reverse. */
export async function startService(
  config: Config,
  { log, env, pid, reach, toolsFolder }: Edges,
): Promise<Service> {
  await using stack = new AsyncDisposableStack()
  const folder = toolsFolder ?? fileURLToPath(new URL('./tools/', import.meta.url))

  // The port first: a taken one is known before anything else is started.
  let answerRequest: RequestListener = (_request, response) => response.writeHead(503).end('starting')
  const server = stack.adopt(
    createServer((request, response) => answerRequest(request, response)),
    closeServer,
  )
  const url = await listen(server, config)

  const postgres = config.databaseUrl
    ? undefined
    : stack.use(await startEmbeddedPostgres(config.dataDir, pid))
  if (postgres?.adopted) log.info('took over the Postgres that a killed process left behind')
  const databaseUrl = config.databaseUrl ?? postgres?.url ?? ''
  const database = stack.use(openDatabase(databaseUrl, log))
  const checkpointer = new LatestCheckpointSaver(database.pool)
  const queue = stack.use(
    await database.exclusively(START_LOCK, async () => {
      await migrate(database)
      await checkpointer.setup()
      return openQueue(databaseUrl, database, log)
    }),
  )

  await moveClock(database, 0) // a sandbox's that ended may have been moved
  const sandbox: SandboxEdge | undefined = await playedBySandbox(config, url, (shiftMs) =>
    moveClock(database, shiftMs),
  )
  if (sandbox) stack.use(sandbox)
  const settings = sandbox?.config ?? config
  const loaded = await loadTools(folder, { ...env, ...sandbox?.env })
  const channels = openChannels(settings, url, log)
  const metrics = createMetrics()
  const { assistantName, language, timeZone } = config
  const publicUrl = settings.publicUrl ?? url
  const announce = createAnnounce({ queue, channels, mostPerHour: config.noticesPerHour })
  const { google, encryptionKeys, dataDir } = settings
  const { calendars, feed, connect, pages } = await openCalendars({
    database,
    announce,
    google,
    encryptionKeys,
    dataDir,
    feedSecret: await sharedSecret(database.pool, 'feed'),
    publicUrl,
    assistantName,
    language,
    log,
  })
  const addresses = createMediaAddress(await sharedSecret(database.pool, 'media'))
  const deleteMedia = config.deleteProviderMedia
  const receive = createReceive({
    database,
    queue,
    metrics,
    log,
    reach,
    assistantName,
    language,
    deleteMedia,
  })

  if (config.role !== 'web') {
    const claims = new Set<Claim>()
    const agent = createAgent({
      checkpointer,
      models: openModels(modelSettings(settings), log),
      prompts: loadPrompts(fileURLToPath(new URL('../prompts', import.meta.url)), assistantName),
      tools: loaded.tools,
      ledger: watched(createEffectLedger(database.pool), reach),
      fetch: globalThis.fetch,
      observe: (tool, outcome, seconds) => metrics.tools.observe({ tool, outcome }, seconds),
      pictures: (conversation, ids) => readPictures(database.pool, conversation, ids),
      windowTokens: config.windowTokens,
      maxToolRounds: config.maxToolRounds,
    })
    const { coalesceMs, turnTimeoutMs, keepMediaDays, deleteProviderMedia } = config
    const common = { database, queue, channels, metrics, log, reach }
    const deliver = createDeliver({
      ...common,
      language,
      voiceUrl: (id) => publicUrl + addresses.pathFor(id),
    })
    const zone = { timeZone, timeZoneChosen: config.timeZoneChosen }
    const reminders = openReminders({
      ...common,
      announce,
      deliver,
      calendarsOf: async (person) => (await calendars.of(person)).all,
      mostPerHour: config.noticesPerHour,
      zone,
      language,
    })
    const decoder = createDecoder({ timeoutMs: DECODE_MS })
    const timeoutMs = Math.min(60_000, turnTimeoutMs / 2)
    const transcribe = settings.hearing && createTranscribe({ ...settings.hearing, timeoutMs })
    const speak = settings.speaking && createSpeak({ ...settings.speaking, timeoutMs, decoder })
    const hear = createHear({ decoder, transcribe, reach })
    const understand = createUnderstand({ database, decoder, hear, keepMediaDays, metrics, reach })
    const answer = createAnswer({
      ...common,
      agent,
      messages: createReadMessages({ database, understand, assistantName }),
      voiceAnswer: createVoiceAnswer({ database, speak }),
      canSpeak: speak !== undefined,
      deleteProviderMedia,
      deliver,
      claims,
      language,
      ...zone,
      agendaOf: createAgenda({ database, calendars, connect, feed, publicUrl: () => publicUrl }),
      remindersOf: reminders.remindersOf,
      zoneChanged: reminders.zoneChanged,
      coalesceMs,
      turnTimeoutMs,
    })
    const stopping = new AbortController()
    const sweep = createSweep({ database, queue, channels, receive, log, stop: stopping.signal })
    const tidyMedia = createTidyMedia({ database, channels, log, stop: stopping.signal })
    stack.use(keepClaims(database, claims, log))
    stack.adopt(startWorker(queue, 'deliver', DELIVERIES_AT_ONCE, deliver, log), (worker) =>
      worker.stop(GRACE_MS),
    )
    stack.adopt(startWorker(queue, 'answer', TURNS_AT_ONCE, answer, log), (worker) => worker.stop(GRACE_MS))
    stack.adopt(startWorker(queue, 'remind', REMINDERS_AT_ONCE, reminders.remind, log), (worker) =>
      worker.stop(GRACE_MS),
    )
    await queue.every('sweep-reminders', '* * * * *', reminders.sweep)
    await queue.every('watch-events', '*/2 * * * *', reminders.watch)
    await queue.every('sweep', '*/5 * * * *', sweep)
    await queue.every('tidy-media', '*/5 * * * *', tidyMedia)
    stack.use(background(sweep(), log))
    stack.use(background(tidyMedia(), log))
    stack.defer(() => stopping.abort()) // before anything waits for them
  }

  answerRequest = createHttp({
    channels: config.role === 'worker' ? [] : channels.values(),
    receive,
    metrics,
    log,
    assertReady: () => assertReady(database, queue),
    beforeScrape: () => readQueueDepth(database, queue, metrics),
    async recording(token) {
      const id = addresses.idIn(token)
      return id === undefined ? undefined : readVoice(database.pool, id)
    },
    feed,
    oauthPages: pages,
    home: sandbox?.phoneUrl,
  })
  const owned = stack.move()
  return {
    url,
    phoneUrl: sandbox?.phoneUrl,
    tools: loaded.states,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function openChannels(config: Config, url: string, log: Logger): Map<string, Channel> {
  if (!config.twilio) throw new PermanentError('no channel is set up')
  const publicUrl = config.publicUrl ?? url
  const channel = createTwilioChannel({
    accountSid: config.twilio.accountSid,
    authToken: config.twilio.authToken,
    whatsappFrom: config.twilio.whatsappFrom,
    smsFrom: config.twilio.smsFrom,
    messagingServiceSid: config.twilio.messagingServiceSid,
    baseUrl: config.twilio.baseUrl,
    templates: {
      buttons2: config.twilio.templates[2],
      buttons3: config.twilio.templates[3],
      notice: config.twilio.templates.notice,
    },
    publicUrl,
    log,
  })
  return new Map([[channel.name, channel]])
}

function modelSettings(config: Config) {
  const { main, fast, fallback } = config.models
  const models = [main, ...(fallback ? [fallback] : [])].map(({ provider, name }) => `${provider}:${name}`)
  return {
    models,
    fast: fast && `${fast.provider}:${fast.name}`,
    openai: config.openai,
    anthropic: config.anthropic,
    // A model that hangs must leave time for the next one within the turn.
    timeoutMs: Math.min(60_000, config.turnTimeoutMs / (models.length + 1)),
    maxRetries: models.length > 1 ? 0 : 1,
  }
}

function keepClaims(database: Database, claims: Set<Claim>, log: Logger): Disposable {
  const timer = setInterval(() => {
    if (claims.size === 0) return
    renewClaims(database.pool, [...claims]).catch((err: Error) => log.warn({ err }, 'claims not renewed'))
  }, RENEW_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Lets the crash tests stop the process between an effect and its entry in the ledger. */
function watched(ledger: ReturnType<typeof createEffectLedger>, reach: Reach): typeof ledger {
  return {
    async begin(effect) {
      const begun = await ledger.begin(effect)
      reach('effect-begun')
      return begun
    },
    async finish(...effect) {
      reach('effect-acted')
      await ledger.finish(...effect)
    },
  }
}

/** Work that the start does not wait for, but the stop does. */
function background(work: Promise<void>, log: Logger): AsyncDisposable {
  const settled = work.catch((err: Error) => log.error({ err }, 'background work failed'))
  return { [Symbol.asyncDispose]: () => settled }
}

async function assertReady(database: Database, queue: Queue): Promise<void> {
  if (!(await isMigrated(database))) throw new Error('the database is behind this version')
  await queue.depth()
}

async function readQueueDepth(database: Database, queue: Queue, metrics: Metrics): Promise<void> {
  for (const [step, count] of Object.entries(await queue.depth())) metrics.queue.set({ step }, count)
  for (const [reason, count] of Object.entries(await countWaiting(database.pool)))
    metrics.waiting.set({ reason }, count)
}
