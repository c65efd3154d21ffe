import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LatestCheckpointSaver } from '../../src/store/checkpointer.ts'
import pg from 'pg'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { migrate, openDatabase } from '../../src/store/database.ts'
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts'
import { openQueue } from '../../src/store/queue.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** The database every test's own is copied from: a copy takes 50 ms, the migrations ten times that. */
export const TEMPLATE = 'majordomo_template'

/** One real Postgres for the whole run, thrown away after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'majordomo-test-'))
  const server = await startEmbeddedPostgres(folder, process.pid)
  const client = new pg.Client(server.url)
  await client.connect()
  await client.query('ALTER SYSTEM SET fsync = off')
  await client.query(`CREATE DATABASE ${TEMPLATE}`)
  await client.end()
  const url = server.url.replace(/\/postgres$/, `/${TEMPLATE}`)
  const log = pino({ level: 'silent' })
  {
    await using database = openDatabase(url, log)
    await migrate(database)
    await new LatestCheckpointSaver(database.pool).setup()
    await using _queue = await openQueue(url, database, log)
  }
  project.provide('postgresUrl', server.url)
  return async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
