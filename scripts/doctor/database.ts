import type { Config } from '../../src/config.ts'
import { PermanentError } from '../../src/errors.ts'
import { databaseFailure, hasCluster, isSetUp, openOwnersDatabase } from '../database.ts'
import { type Finding, reportOn } from './check.ts'

/** The oldest that pg-boss 12 runs on. */
const OLDEST = 13

export async function checkDatabase(config: Config): Promise<Finding[]> {
  const { ok, warn, fix } = reportOn('Database')
  if (!config.databaseUrl && !hasCluster(config)) {
    return [ok(`an embedded Postgres, made in ${config.dataDir} by the first npm start`)]
  }
  try {
    await using open = await openOwnersDatabase(config)
    const { rows } = await open.database.pool.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    )
    const version = rows[0]?.version.split(' ')[0] ?? ''
    const found = `Postgres ${version}, ${open.place}`
    if (Number.parseInt(version, 10) < OLDEST) {
      return [fix(`${found}, is too old`, `point DATABASE_URL to Postgres ${OLDEST} or newer`)]
    }
    if (await isSetUp(open.database)) return [ok(`${found}, migrated`)]
    return [warn(`${found}, is not migrated to this version yet; the next npm start does it`)]
  } catch (error) {
    if (error instanceof PermanentError)
      return [fix(error.message, 'free or replace DATA_DIR, or set DATABASE_URL')]
    const next = config.databaseUrl
      ? 'start it, or correct DATABASE_URL'
      : `see ${config.dataDir}/postgres.log`
    return [fix(`${place(config)} does not answer: ${databaseFailure(error)}`, next)]
  }
}

function place({ databaseUrl, dataDir }: Config): string {
  if (!databaseUrl) return `the embedded Postgres in ${dataDir}`
  const { host, pathname } = new URL(databaseUrl)
  return `Postgres at ${host}${pathname}`
}
