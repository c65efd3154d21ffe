import type { BaseCheckpointSaver } from '@langchain/langgraph'
import type { Logger } from 'pino'
import type { Announce } from './announce.ts'
import type { Channel } from './channels/channel.ts'
import type { Config } from './config.ts'
import type { Reach } from './crash-points.ts'
import { createDeliver } from './deliver.ts'
import { createErase } from './erase.ts'
import { createPastActs } from './graph/past-acts.ts'
import type { Toolbox } from './graph/tool.ts'
import type { OpenKnowledge } from './knowledge/open-knowledge.ts'
import { openMemory } from './memory/open-memory.ts'
import type { Metrics } from './metrics.ts'
import { openAnswer } from './open-answer.ts'
import type { OpenCalendars } from './open-calendars.ts'
import { openReminders } from './open-reminders.ts'
import { openServices } from './open-services.ts'
import { createOwnData } from './people/create-own-data.ts'
import type { OwnDataAddress } from './people/own-data-address.ts'
import type { Receive } from './receive.ts'
import { createRetention } from './retention.ts'
import type { Database } from './store/database.ts'
import { tidyErasures } from './store/erasure.ts'
import type { Fingerprint } from './store/fingerprint.ts'
import { recountWords } from './store/passages.ts'
import { createActHistory } from './store/past-acts.ts'
import type { Queue, Step } from './store/queue.ts'
import { type Claim, renewClaims } from './store/turns.ts'
import { createSweep } from './sweep.ts'
import { createTidyMedia } from './tidy-media.ts'
import { startWorker } from './worker.ts'

/** How many conversations one process works on at once. */
const TURNS_AT_ONCE = 64
const DELIVERIES_AT_ONCE = 32
/** They come in crowds, at full hours, and share commits. */
const REMINDERS_AT_ONCE = 100
const RENEW_MS = 3_000
/** What running turns are given at a stop, in milliseconds; the whole stop takes less than 10 s. */
const GRACE_MS = 7_000

export interface WorkSettings extends Pick<OpenCalendars, 'agendaOf' | 'calendarsOf' | 'revokeAccess'> {
  config: Config
  database: Database
  queue: Queue
  checkpointer: BaseCheckpointSaver
  channels: Map<string, Channel>
  toolbox: Toolbox
  knowledge: OpenKnowledge
  publicUrl: string
  ownDataAddress: OwnDataAddress
  fingerprint: Fingerprint
  announce: Announce
  receive: Receive
  /** The address of a recording for the provider. */
  voiceUrl(id: string): string
  metrics: Metrics
  log: Logger
  reach: Reach
}

/** All that a process does beside its webhooks: the steps, each with its worker, and what runs by the clock. */
export async function startWork(settings: WorkSettings): Promise<AsyncDisposable> {
  await using stack = new AsyncDisposableStack()
  const { config, database, queue, channels, receive, metrics, log, reach } = settings
  const { language, timeZone, timeZoneChosen } = config
  const common = { database, queue, channels, metrics, log, reach }
  const claims = new Set<Claim>()
  const deliver = createDeliver({ ...common, language, voiceUrl: settings.voiceUrl })
  const reminders = openReminders({
    ...common,
    announce: settings.announce,
    deliver,
    calendarsOf: settings.calendarsOf,
    mostPerHour: config.noticesPerHour,
    zone: { timeZone, timeZoneChosen },
    language,
  })
  const memory = openMemory({ database })
  const { toolbox, knowledge, publicUrl } = settings
  const servicesOf = openServices({
    database,
    agendaOf: settings.agendaOf,
    remindersOf: reminders.remindersOf,
    memoryOf: memory.memoryOf,
    knowledgeOf: knowledge.knowledgeOf,
    ownDataOf: createOwnData({ database, publicUrl, address: settings.ownDataAddress }),
    pastActsOf: createPastActs({
      toolbox,
      history: createActHistory(database.pool),
      fetch: globalThis.fetch,
    }),
    zoneChanged: reminders.zoneChanged,
  })
  const answer = openAnswer({
    ...common,
    config,
    checkpointer: settings.checkpointer,
    toolbox,
    deliver,
    erase: createErase({
      ...common,
      revokeAccess: settings.revokeAccess,
      fingerprint: settings.fingerprint,
      deleteMedia: config.deleteProviderMedia,
    }),
    claims,
    servicesOf,
    factsFor: memory.factsFor,
    documentsFor: knowledge.describeFor,
  })
  const stopping = new AbortController()
  const sweep = createSweep({ database, queue, channels, receive, log, stop: stopping.signal })
  const tidyMedia = createTidyMedia({ database, channels, log, stop: stopping.signal })
  const deleteOld = createRetention({
    database,
    checkpointer: settings.checkpointer,
    days: config.keepMessagesDays,
    log,
    stop: stopping.signal,
  })
  stack.use(keepClaims(database, claims, log))
  const work = (
    step: Step,
    most: number,
    handle: (conversation: string, signal: AbortSignal) => Promise<void>,
  ) => stack.adopt(startWorker(queue, step, most, handle, log), (worker) => worker.stop(GRACE_MS))
  work('deliver', DELIVERIES_AT_ONCE, deliver)
  work('answer', TURNS_AT_ONCE, answer)
  work('remind', REMINDERS_AT_ONCE, reminders.remind)
  await queue.every('sweep-reminders', '* * * * *', reminders.sweep)
  await queue.every('watch-events', '*/2 * * * *', reminders.watch)
  await queue.every('sweep', '*/5 * * * *', sweep)
  await queue.every('tidy-media', '*/5 * * * *', tidyMedia)
  await queue.every('tidy-erasures', '*/5 * * * *', async () => {
    await tidyErasures(database.pool)
    await recountWords(database) // those of documents that were erased, or that a killed ingest has not counted
  })
  await queue.every('tidy-messages', '17 * * * *', deleteOld)
  stack.use(background(sweep(), log))
  stack.use(background(tidyMedia(), log))
  stack.defer(() => stopping.abort()) // before anything waits for them
  return stack.move()
}

function keepClaims(database: Database, claims: Set<Claim>, log: Logger): Disposable {
  const timer = setInterval(() => {
    if (claims.size === 0) return
    renewClaims(database.pool, [...claims]).catch((err: Error) => log.warn({ err }, 'claims not renewed'))
  }, RENEW_MS)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Work that the start does not wait for, but the stop does. */
function background(work: Promise<void>, log: Logger): AsyncDisposable {
  const settled = work.catch((err: Error) => log.error({ err }, 'background work failed'))
  return { [Symbol.asyncDispose]: () => settled }
}
