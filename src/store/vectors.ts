import type { Database, Queryable } from './database.ts'

/** `available`: the extension can be made; `missing`: the server has none, or one that is too old. */
export type VectorSupport = 'ready' | 'available' | 'missing'

/** From this version on an index reads on until enough rows pass the other conditions. */
const LEAST_VERSION = [0, 8] as const
/** pgvector indexes half-precision vectors of up to so many numbers. */
const MOST_DIMENSIONS = 4_000
/** Rows of one statement: each takes milliseconds to find its place in the index. */
const AT_ONCE = 250

/**
 * The table of vectors is not part of the migrations, because most servers have no pgvector. It belongs to one number of
 * dimensions, and holds the vectors of one model; a vector goes with its passage.
 */
export async function vectorSupport(db: Queryable): Promise<VectorSupport> {
  const found = await db.query<{ version: string | null; ready: boolean }>(
    `SELECT coalesce(installed_version, default_version) AS version,
       installed_version IS NOT NULL AND to_regclass('passage_vectors') IS NOT NULL AS ready
     FROM pg_available_extensions WHERE name = 'vector'`,
  )
  const [row] = found.rows
  const [major = 0, minor = 0] = (row?.version ?? '0').split('.').map(Number)
  if (!row || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1])) return 'missing'
  return row.ready ? 'ready' : 'available'
}

/** Whether there are vectors to search: asked for each question, and so without a look at what extensions there could be. */
export async function hasVectors(db: Queryable): Promise<boolean> {
  const found = await db.query<{ has: boolean }>(`SELECT to_regclass('passage_vectors') IS NOT NULL AS has`)
  return found.rows[0]?.has === true
}

/**
 * Makes the extension and the table for vectors of so many numbers. With another number the old ones are of no use any
 * more and go. Throws what Postgres says when this user may not make the extension.
 */
export async function prepareVectors(database: Database, dimensions: number): Promise<void> {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new Error(`vectors of ${dimensions} numbers cannot be indexed; at most ${MOST_DIMENSIONS}`)
  await database.transaction(async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('passage_vectors'))`)
    await db.query('CREATE EXTENSION IF NOT EXISTS vector')
    const found = await db.query<{ dimensions: number }>(
      `SELECT atttypmod AS dimensions FROM pg_attribute
       WHERE attrelid = to_regclass('passage_vectors') AND attname = 'embedding'`,
    )
    const [row] = found.rows
    if (row?.dimensions === dimensions) return
    if (row) {
      await db.query('DROP TABLE passage_vectors')
      await db.query('UPDATE documents SET embedded_with = NULL')
    }
    await db.query(
      `CREATE TABLE passage_vectors (
         passage bigint PRIMARY KEY REFERENCES passages ON DELETE CASCADE,
         embedding halfvec(${dimensions}) NOT NULL
       )`,
    )
    await db.query(
      'CREATE INDEX passage_vectors_near ON passage_vectors USING hnsw (embedding halfvec_cosine_ops)',
    )
  })
}

export async function insertVectors(
  db: Queryable,
  passages: readonly string[],
  vectors: readonly number[][],
): Promise<void> {
  for (let at = 0; at < passages.length; at += AT_ONCE) {
    await db.query(
      `INSERT INTO passage_vectors (passage, embedding)
       SELECT passage, embedding::halfvec FROM unnest($1::bigint[], $2::text[]) AS t (passage, embedding)
       ON CONFLICT (passage) DO UPDATE SET embedding = excluded.embedding`,
      [
        passages.slice(at, at + AT_ONCE),
        vectors.slice(at, at + AT_ONCE).map((vector) => JSON.stringify(vector)),
      ],
    )
  }
}
