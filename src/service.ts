import { createServer, type RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { createAnnounce } from './announce.ts'
import type { Config } from './config.ts'
import type { Reach } from './crash-points.ts'
import { loadTools, type ToolState } from './graph/load-tools.ts'
import { createHttp } from './http.ts'
import { closeServer, listen } from './http-server.ts'
import { createMediaAddress } from './media-address.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openCalendars } from './open-calendars.ts'
import { openChannels } from './open-channels.ts'
import { createReceive } from './receive.ts'
import { playedBySandbox, type SandboxEdge } from './sandbox-edge.ts'
import { startWork } from './start-work.ts'
import { LatestCheckpointSaver } from './store/checkpointer.ts'
import { moveClock } from './store/clock.ts'
import { type Database, isMigrated, migrate, openDatabase } from './store/database.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { readVoice } from './store/media.ts'
import { openQueue, type Queue } from './store/queue.ts'
import { sharedSecret } from './store/secrets.ts'
import { countWaiting } from './store/waiting.ts'

/** One process at a time brings the schemas forward; four may boot at once. A database-wide constant. */
const START_LOCK = 7_305_114_202
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
  const publicUrl = settings.publicUrl ?? url
  const channels = openChannels(settings, publicUrl, log)
  const metrics = createMetrics()
  const announce = createAnnounce({ queue, channels, mostPerHour: settings.noticesPerHour })
  const { agendaOf, calendarsOf, feed, pages } = await openCalendars({
    database,
    announce,
    google: settings.google,
    encryptionKeys: settings.encryptionKeys,
    dataDir: settings.dataDir,
    feedSecret: await sharedSecret(database.pool, 'feed'),
    publicUrl,
    assistantName: settings.assistantName,
    language: settings.language,
    log,
  })
  const addresses = createMediaAddress(await sharedSecret(database.pool, 'media'))
  const receive = createReceive({
    database,
    queue,
    metrics,
    log,
    reach,
    assistantName: settings.assistantName,
    language: settings.language,
    deleteMedia: settings.deleteProviderMedia,
  })

  if (config.role !== 'web') {
    const work = await startWork({
      config: settings,
      database,
      queue,
      checkpointer,
      channels,
      tools: loaded.tools,
      announce,
      receive,
      agendaOf,
      calendarsOf,
      voiceUrl: (id) => publicUrl + addresses.pathFor(id),
      metrics,
      log,
      reach,
    })
    stack.use(work)
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

async function assertReady(database: Database, queue: Queue): Promise<void> {
  if (!(await isMigrated(database))) throw new Error('the database is behind this version')
  await queue.depth()
}

async function readQueueDepth(database: Database, queue: Queue, metrics: Metrics): Promise<void> {
  for (const [step, count] of Object.entries(await queue.depth())) metrics.queue.set({ step }, count)
  for (const [reason, count] of Object.entries(await countWaiting(database.pool)))
    metrics.waiting.set({ reason }, count)
}
