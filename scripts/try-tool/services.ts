import { createPastActs } from '../../src/graph/past-acts.ts'
import type { Tool, ToolPerson, ToolServices } from '../../src/graph/tool.ts'
import { openKnowledge } from '../../src/knowledge/open-knowledge.ts'
import type { Logger } from 'pino'
import type { Config } from '../../src/config.ts'
import { openMemory } from '../../src/memory/open-memory.ts'
import { openCalendars } from '../../src/open-calendars.ts'
import { openServices } from '../../src/open-services.ts'
import { createOwnData } from '../../src/people/create-own-data.ts'
import { createOwnDataAddress } from '../../src/people/own-data-address.ts'
import { createReminders } from '../../src/reminders/create-reminders.ts'
import { refloat } from '../../src/reminders/refloat.ts'
import { migrate, openDatabase } from '../../src/store/database.ts'
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts'
import { createActHistory } from '../../src/store/past-acts.ts'
import { makePerson } from '../../src/store/people.ts'
import { openQueue } from '../../src/store/queue.ts'
import { sharedSecret } from '../../src/store/secrets.ts'

export interface TrySettings {
  config: Config
  /** Where the database is made. */
  folder: string
  person: ToolPerson
  tools: Tool[]
  signal: AbortSignal
  log: Logger
}

/** The services of the house over a database of this run alone. */
export async function startServices(
  settings: TrySettings,
  stack: AsyncDisposableStack,
): Promise<ToolServices> {
  const { config, folder, person, tools, signal, log } = settings
  const { url } = stack.use(await startEmbeddedPostgres(folder, process.pid))
  const database = stack.use(openDatabase(url, log, 4))
  await migrate(database)
  stack.use(await openQueue(url, database, log)) // what is planned wakes its jobs
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`
  const row = await makePerson(database.pool, person)
  const { agendaOf } = await openCalendars({
    ...config,
    database,
    // Nobody is there to be told.
    announce: { one: () => Promise.resolve(), many: () => Promise.resolve([]) },
    feedSecret: await sharedSecret(database.pool, 'feed'),
    publicUrl,
    log,
  })
  const secret = await sharedSecret(database.pool, 'own-data')
  const servicesOf = openServices({
    database,
    agendaOf,
    remindersOf: createReminders({ database, watch: () => Promise.resolve() }),
    memoryOf: openMemory({ database }).memoryOf,
    knowledgeOf: openKnowledge({ database, embeddings: config.embeddings, log }).knowledgeOf,
    ownDataOf: createOwnData({ database, publicUrl, address: createOwnDataAddress(secret) }),
    pastActsOf: createPastActs({
      toolbox: { tools: () => tools },
      history: createActHistory(database.pool),
      fetch: globalThis.fetch,
    }),
    zoneChanged: (id, timeZone) => refloat(database, id, timeZone),
  })
  const now = Temporal.Now.instant()
  const turn = crypto.randomUUID()
  return servicesOf({
    row,
    person,
    conversation: person.id,
    turn,
    epoch: '0',
    now,
    canSpeak: true,
    signal,
    log,
  })
}
