import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import type { Logger } from 'pino'

/** The pool, or one connection inside a transaction: every statement of the store takes either. */
export type Queryable = Pick<pg.ClientBase, 'query'>

export interface Database extends AsyncDisposable {
  pool: pg.Pool
  /** Runs `work` in one transaction; whatever it throws rolls everything back and comes out unchanged. */
  transaction<T>(work: (db: Queryable) => Promise<T>): Promise<T>
  /** Runs `work` while no other process runs anything under the same lock. */
  exclusively<T>(lock: number, work: () => Promise<T>): Promise<T>
}

export function openDatabase(url: string, log: Logger, connections = 20): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'majordomo',
    // A database that does not answer must be told to the provider while it still waits (15 s, PROTOCOLS 1.5).
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
  })
  // Without a listener a connection that the server ends while idle would end this process.
  pool.on('error', (err) => log.warn({ err }, 'idle database connection lost'))

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    const onError = (err: Error): void => {
      broken = err
    }
    client.on('error', onError)
    try {
      return await work(client)
    } finally {
      client.off('error', onError)
      client.release(broken)
    }
  }

  return {
    pool,
    transaction: (work) =>
      withClient(async (client) => {
        await client.query('BEGIN')
        try {
          const result = await work(client)
          await client.query('COMMIT')
          return result
        } catch (error) {
          await client.query('ROLLBACK').catch((err: Error) => log.warn({ err }, 'rollback failed'))
          throw error
        }
      }),
    exclusively: (lock, work) =>
      withClient(async (client) => {
        await client.query('SELECT pg_advisory_lock($1)', [lock])
        try {
          return await work()
        } finally {
          await client.query('SELECT pg_advisory_unlock($1)', [lock])
        }
      }),
    async [Symbol.asyncDispose]() {
      await pool.end()
    },
  }
}

const MIGRATIONS = new URL('./migrations/', import.meta.url)

/** Brings the schema forward, one file a step, each in its own transaction; never back. */
export async function migrate(database: Database): Promise<void> {
  await database.pool.query(
    'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, at timestamptz DEFAULT now())',
  )
  const done = await database.pool.query<{ name: string }>('SELECT name FROM migrations')
  const known = new Set(done.rows.map((row) => row.name))
  for (const name of (await migrationNames()).filter((file) => !known.has(file))) {
    const sql = await readFile(new URL(name, MIGRATIONS), 'utf8')
    await database.transaction(async (db) => {
      await db.query(sql)
      await db.query('INSERT INTO migrations (name) VALUES ($1)', [name])
    })
  }
}

/** True when every migration this version of the code brings has run. */
export async function isMigrated(database: Database): Promise<boolean> {
  const done = await database.pool.query<{ name: string }>('SELECT name FROM migrations')
  const known = new Set(done.rows.map((row) => row.name))
  return (await migrationNames()).every((name) => known.has(name))
}

async function migrationNames(): Promise<string[]> {
  return (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).toSorted()
}
