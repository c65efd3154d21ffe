import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { type Service, startService } from '../../src/service.ts'
import { TEMPLATE } from './test-postgres.ts'
import { until } from './until.ts'

export { temporaryFolder } from './temporary-folder.ts'

const MEDIA = new URL('../fixtures/media/', import.meta.url)

export const ACCOUNT = {
  accountSid: `AC${'1'.repeat(32)}`,
  authToken: '0123456789abcdef0123456789abcdef',
  whatsappFrom: 'whatsapp:+15550100002',
  smsFrom: '+15550100003',
}
export const ANA = 'whatsapp:+15550100001'
export const BEN = 'whatsapp:+15550100009'

export interface WorldOptions {
  /** Settings on top of those that lead to the stand-ins. */
  env?: Record<string, string>
  /** A folder of tools instead of `src/tools/`. */
  toolsFolder?: string
  /** False: the database and the stand-ins only; the test starts processes itself. */
  service?: boolean
}

export interface World extends AsyncDisposable {
  sandbox: Sandbox
  model: Sandbox['model']
  /** The running service. */
  service: Service
  /** Everything a process of the service is started with. */
  env: Record<string, string>
  /** Every line the service logged. */
  logs: string[]
  /** Sends a message as a person through the stand-in, signed, as Twilio does. */
  whatsapp(body: string, options?: { from?: string; sid?: string }): Promise<{ sid: string; status: number }>
  sms(body: string, options?: { from?: string; sid?: string }): Promise<{ sid: string; status: number }>
  /** Sends a file of `tests/fixtures/media`, or the given bytes, with a caption or without. */
  file(
    file: string | Uint8Array<ArrayBuffer>,
    contentType: string,
    options?: { caption?: string; from?: string; sid?: string },
  ): Promise<{ sid: string; status: number }>
  /** What the stand-in accepted for a person, in order. */
  sentTo(person?: string): string[]
  /** Resolves when every message is answered or parked and every reply is sent or failed. */
  drain(timeoutMs?: number): Promise<void>
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Ends every connection to the database and lets none in, until the returned function is called. */
  interruptDatabase(): Promise<() => Promise<void>>
  /** Stops the service in order and starts it again on the same database. */
  restart(): Promise<void>
}

/** The whole service with a database of its own, over real HTTP to stand-ins that only this test talks to. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const { url: databaseUrl, pool, interrupt } = stack.use(await createDatabase())
  const sandbox = stack.use(await startSandbox({ ...ACCOUNT, thinkMs: 0 }))
  const env: Record<string, string> = {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_WHATSAPP_FROM: ACCOUNT.whatsappFrom,
    TWILIO_SMS_FROM: ACCOUNT.smsFrom,
    OPENAI_API_KEY: 'sk-test',
    ANTHROPIC_API_KEY: 'sk-ant-test',
    TAVILY_API_KEY: 'tvly-test',
    GOOGLE_CLIENT_ID,
    GOOGLE_CLIENT_SECRET,
    ENCRYPTION_KEY: 'a-key-for-tests-of-more-than-32-characters',
    TIMEZONE: 'Europe/Lisbon',
    COALESCE_MS: '0',
    SANDBOX: '0',
    ...sandbox.settings(),
    ...options.env,
  }
  const logs: string[] = []
  const log = createLog('debug', { write: (line: string) => void logs.push(line) })

  async function start(): Promise<Service> {
    const config = readConfig(env)
    const edges = { log, env, pid: process.pid, reach: () => undefined }
    const started = await startService(config, {
      ...edges,
      ...(options.toolsFolder && { toolsFolder: options.toolsFolder }),
    })
    sandbox.serviceUrl = started.url
    return started
  }

  const world: World = {
    sandbox,
    model: sandbox.model,
    service: options.service === false ? (undefined as never) : await start(),
    env,
    logs,
    whatsapp: (body, { from = ANA, sid } = {}) =>
      sandbox.twilio.inbound({ from, body, ...(sid && { messageSid: sid }) }),
    sms: (body, { from = ANA.slice('whatsapp:'.length), sid } = {}) =>
      sandbox.twilio.inbound({ from, body, ...(sid && { messageSid: sid }) }),
    async file(file, contentType, { caption = '', from = ANA, sid } = {}) {
      const bytes = typeof file === 'string' ? await readFile(new URL(file, MEDIA)) : file
      const media = [{ bytes, contentType }]
      return sandbox.twilio.inbound({ from, body: caption, media, ...(sid && { messageSid: sid }) })
    },
    sentTo: (person = ANA) =>
      sandbox.twilio.sent.filter((message) => message.to === person).map((message) => message.body),
    async drain(timeoutMs = 20_000) {
      await until(async () => {
        const [row] = await world.query<{ open: number }>(
          `SELECT (SELECT count(*) FROM inbox WHERE status = 'received')::integer
             + (SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending', 'unknown'))::integer
             + (SELECT count(*) FROM conversations WHERE claimed_until > now())::integer AS open`,
        )
        return row?.open === 0
      }, timeoutMs)
    },
    async query(sql, values) {
      const result = await pool.query(sql, values)
      return result.rows
    },
    interruptDatabase: interrupt,
    async restart() {
      await world.service[Symbol.asyncDispose]()
      world.service = await start()
    },
    async [Symbol.asyncDispose]() {
      if (options.service !== false) await world.service[Symbol.asyncDispose]()
      await owned.disposeAsync()
    },
  }
  const owned = stack.move()
  return world
}

interface TestDatabase extends AsyncDisposable {
  url: string
  pool: pg.Pool
  interrupt: World['interruptDatabase']
}

async function createDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client(server)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  // Copying fails while another copy of the same template is being made.
  await until(async () =>
    admin(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`).then(
      () => true,
      () => false,
    ),
  )
  const url = server.replace(/\/postgres$/, `/${name}`)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined) // tests end connections on purpose
  return {
    url,
    pool,
    async interrupt() {
      await admin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
      await admin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
      return () => admin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await admin(`DROP DATABASE ${name} WITH (FORCE)`)
    },
  }
}
