import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../src/config.ts'
import { PermanentError } from '../src/errors.ts'
import { createLog } from '../src/log.ts'
import { type Database, isMigrated, openDatabase } from '../src/store/database.ts'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../src/store/embedded-postgres.ts'

export interface OwnersDatabase extends AsyncDisposable {
  database: Database
  url: string
  /** Where it is, without the password. */
  place: string
  /** Nothing was running: this process started the embedded server and stops it in the end. */
  startedHere: boolean
}

/** The service's own database, whether the service runs or not. Throws `PermanentError` when there is none yet. */
export async function openOwnersDatabase(config: Config): Promise<OwnersDatabase> {
  await using stack = new AsyncDisposableStack()
  let url = config.databaseUrl ?? (await findEmbeddedPostgres(config.dataDir))
  const startedHere = url === undefined
  if (url === undefined) {
    if (!hasCluster(config)) {
      throw new PermanentError(
        `There is no database under ${config.dataDir} yet: the first npm start makes it.`,
      )
    }
    url = stack.use(await startEmbeddedPostgres(config.dataDir, process.pid)).url
  }
  const database = stack.use(openDatabase(url, createLog('silent'), 4))
  const owned = stack.move()
  const { host, pathname } = new URL(url)
  return {
    database,
    url,
    place: config.databaseUrl ? `${host}${pathname}` : `the embedded Postgres in ${config.dataDir}`,
    startedHere,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** True when an earlier start has made the embedded database. */
export function hasCluster({ dataDir }: Config): boolean {
  return existsSync(join(dataDir, 'postgres', 'PG_VERSION'))
}

/** `isMigrated`, also for a database in which nothing was ever set up. */
export async function isSetUp(database: Database): Promise<boolean> {
  const found = await database.pool.query<{ there: boolean }>(
    `SELECT to_regclass('migrations') IS NOT NULL AS there`,
  )
  return found.rows[0]?.there === true && (await isMigrated(database))
}

/** Why a database did not answer. Node tells a refused connection to several addresses without a message. */
export function databaseFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
