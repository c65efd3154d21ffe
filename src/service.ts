import { createServer, type RequestListener } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { createAnnounce } from './announce.ts'
import type { Config } from './config.ts'
import type { Reach } from './crash-points.ts'
import type { ToolState } from './graph/load-tools.ts'
import { createExport } from './people/export.ts'
import { createHttp } from './http.ts'
import { closeServer, listen } from './http-server.ts'
import { openKnowledge } from './knowledge/open-knowledge.ts'
import { openMcp } from './mcp/open-mcp.ts'
import { createMediaAddress } from './media-address.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openCalendars } from './open-calendars.ts'
import { openChannels } from './open-channels.ts'
import { openToolbox } from './open-toolbox.ts'
import { createOwnDataAddress } from './people/own-data-address.ts'
import { createReceive } from './receive.ts'
import { playedBySandbox, type SandboxEdge } from './sandbox-edge.ts'
import type { PartRow } from './settings/described.ts'
import { startWork } from './start-work.ts'
import { LatestCheckpointSaver } from './store/checkpointer.ts'
import { moveClock } from './store/clock.ts'
import { type Database, isMigrated, migrate, openDatabase } from './store/database.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { createFingerprint } from './store/fingerprint.ts'
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
  /** Tells the developer something in a line: what became of a tool whose file has changed. */
  report?: ((line: string) => void) | undefined
}

export interface Service extends AsyncDisposable {
  /** Where it listens, e.g. `http://localhost:3000`. */
  url: string
  /** The page with the phone, when the sandbox plays Twilio. */
  phoneUrl: string | undefined
  tools: ToolState[]
  /** Of the start table: what only shows in the database. */
  rows: PartRow[]
}

/** Builds everything in order; what is half built undoes itself, and disposing goes in reverse. */
export async function startService(
  config: Config,
  { log, env, pid, reach, toolsFolder, report = () => undefined }: Edges,
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
  // Turns alone call tools.
  const mcp =
    config.role === 'web' ? undefined : stack.use(await openMcp({ path: settings.mcpConfig, env, log }))
  const toolbox = stack.use(
    await openToolbox({
      folder,
      env: { ...env, ...sandbox?.env },
      others: mcp,
      watch: config.environment === 'development',
      report,
      log,
    }),
  )
  // Of the owner's key alone: with a stand-in's vectors nothing is found among real ones.
  const knowledge = openKnowledge({ database, embeddings: config.embeddings, log })
  const publicUrl = settings.publicUrl ?? url
  const channels = openChannels(settings, publicUrl, log)
  const metrics = createMetrics()
  const announce = createAnnounce({ queue, channels, mostPerHour: settings.noticesPerHour })
  const { agendaOf, calendarsOf, revokeAccess, feed, pages } = await openCalendars({
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
  const ownDataAddress = createOwnDataAddress(await sharedSecret(database.pool, 'own-data'))
  const fingerprint = createFingerprint(await sharedSecret(database.pool, 'erasure'))
  const receive = createReceive({
    database,
    queue,
    metrics,
    log,
    reach,
    assistantName: settings.assistantName,
    language: settings.language,
    deleteMedia: settings.deleteProviderMedia,
    fingerprint,
  })

  if (config.role !== 'web') {
    const work = await startWork({
      config: settings,
      database,
      queue,
      checkpointer,
      channels,
      toolbox,
      knowledge,
      publicUrl,
      ownDataAddress,
      fingerprint,
      announce,
      receive,
      agendaOf,
      calendarsOf,
      revokeAccess,
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
    ownData: createExport({
      db: database.pool,
      address: ownDataAddress,
      summaryOf: (conversation) => checkpointer.summaryOf(conversation),
      language: settings.language,
      timeZone: settings.timeZone,
      timeZoneChosen: settings.timeZoneChosen,
      assistantName: settings.assistantName,
    }),
    oauthPages: pages,
    home: sandbox?.phoneUrl,
  })
  const rows: PartRow[] = [{ part: 'Knowledge', ...(await knowledge.state()) }]
  const owned = stack.move()
  return {
    url,
    phoneUrl: sandbox?.phoneUrl,
    tools: toolbox.states(),
    rows,
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
