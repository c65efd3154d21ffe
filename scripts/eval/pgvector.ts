import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { createLog } from '../../src/log.ts'
import { type Database, migrate, openDatabase } from '../../src/store/database.ts'

/** Postgres with pgvector for what is tried and measured: the embedded one has none. */
export interface Pgvector extends AsyncDisposable {
  database: Database
}

/**
 * Postgres compiled to WebAssembly, in this process and in memory, behind a socket so that our own code talks to it. It has
 * one session, so the pool has one connection: nothing may ask for a second one while it holds the first.
 */
export async function startPgvector(): Promise<Pgvector> {
  await using stack = new AsyncDisposableStack()
  const db = stack.adopt(await PGlite.create({ extensions: { vector } }), (open) => open.close())
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' })
  await server.start()
  stack.defer(() => server.stop())
  const url = `postgres://postgres@${server.getServerConn()}/postgres`
  const database = stack.use(openDatabase(url, createLog('silent'), 1))
  await migrate(database)
  const owned = stack.move()
  return { database, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
