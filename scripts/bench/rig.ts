import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts'
import { ENV } from './account.ts'
import { freePort, type Process, startNode, untilReady } from './processes.ts'
import { startStandIn, type StandIn } from './stand-in.ts'

export interface BenchOptions {
  repetitions: number
  quick: boolean
}

export interface BenchDatabase {
  url: string
  pool: pg.Pool
}

export interface ServiceProcess extends Process {
  url: string
  /** The value of a metric without labels. */
  metric(name: string): Promise<number>
}

/** What every part runs on: a folder, one Postgres for the service and the baselines, the stand-ins. */
export interface Rig extends AsyncDisposable {
  folder: string
  options: BenchOptions
  standIn: StandIn
  createDatabase(name: string): Promise<BenchDatabase>
  /** The real process, `node src/server.ts`. */
  startService(database: BenchDatabase, role: 'web' | 'worker' | 'all'): Promise<ServiceProcess>
  /** A child of `scripts/bench/` that prints its address first. */
  startBaseline(script: URL, env: Record<string, string>): Promise<Process>
}

const SERVER = new URL('../../src/server.ts', import.meta.url)

export async function startRig(options: BenchOptions): Promise<Rig> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'majordomo-bench-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = stack.use(await startEmbeddedPostgres(join(folder, 'data'), process.pid))
  const standIn = stack.use(await startStandIn(folder))
  const pools = stack.use(new AsyncDisposableStack())

  async function createDatabase(name: string): Promise<BenchDatabase> {
    const admin = new pg.Client(postgres.url)
    await admin.connect()
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`).finally(() => admin.end())
    const url = postgres.url.replace(/\/postgres$/, `/${name}`)
    const pool = pools.adopt(new pg.Pool({ connectionString: url, max: 2 }), (open) => open.end())
    pool.on('error', () => undefined)
    return { url, pool }
  }

  async function startService(
    database: BenchDatabase,
    role: 'web' | 'worker' | 'all',
  ): Promise<ServiceProcess> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const env = {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
      ROLE: role,
      DATABASE_URL: database.url,
      ...ENV,
      ANTHROPIC_API_KEY: 'sk-ant-bench',
      TAVILY_API_KEY: 'tvly-bench',
      ...standIn.settings,
    }
    // E.g. BENCH_NODE_OPTIONS="--cpu-prof --cpu-prof-dir=/tmp/profiles" for a profile of the service alone.
    const NODE_OPTIONS = process.env.BENCH_NODE_OPTIONS ?? ''
    const child = await startNode(SERVER, { env: { ...env, NODE_OPTIONS }, folder, name: `service-${role}` })
    try {
      await untilReady(`${url}/readyz`, child)
    } catch (error) {
      await child[Symbol.asyncDispose]()
      throw error
    }
    return { ...child, url, metric: (name) => readMetric(url, name) }
  }

  const owned = stack.move()
  return {
    folder,
    options,
    standIn,
    createDatabase,
    startService,
    startBaseline: (script, env) => startNode(script, { env, folder, name: 'baseline', firstLine: true }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function readMetric(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(10_000) })
  const line = (await answer.text()).split('\n').find((one) => one.startsWith(`${name} `))
  if (line === undefined) throw new Error(`/metrics has no ${name}`)
  return Number(line.slice(name.length + 1))
}
