import { dirname } from 'node:path'
import { closeFolders } from './closed-folders.ts'
import type { Database, Queryable } from './database.ts'
import { insertPassages, type NewPassage } from './passages.ts'
import { insertVectors } from './vectors.ts'

/** Who may read a document: everyone, or the people named, by any address that is known to be theirs. `$n`: the person. */
export const readableBy = (parameter: string) =>
  `(d.audience IS NULL OR d.audience && ARRAY(SELECT ${parameter} UNION SELECT address FROM aliases WHERE person = ${parameter}))`

export interface KnownDocument {
  id: string
  path: string
  source: string
  title: string
  language: string
  hash: string
  /** Ids of people; undefined: everyone. */
  audience: string[] | undefined
  /** Model of its vectors; undefined: it has none. */
  embeddedWith: string | undefined
  passages: number
}

export interface NewDocument extends Omit<KnownDocument, 'id' | 'passages'> {
  /** The title as it is compared. */
  titleWords: string
  /** Text search configuration. */
  config: string
  passages: NewPassage[]
}

type DocumentRow = Omit<KnownDocument, 'audience' | 'embeddedWith'> & {
  audience: string[] | null
  embedded_with: string | null
}

export async function listDocuments(db: Queryable): Promise<KnownDocument[]> {
  const found = await db.query<DocumentRow>(
    `SELECT id, path, source, title, language, hash, audience, embedded_with, passages FROM documents ORDER BY path COLLATE "C"`,
  )
  return found.rows.map(({ audience, embedded_with, ...row }) => ({
    ...row,
    audience: audience ?? undefined,
    embeddedWith: embedded_with ?? undefined,
  }))
}

/**
 * Replaces a document with all its passages and vectors, in one commit. Of two processes at once the second finds what the
 * first has written; false: that is the same already.
 */
export async function saveDocument(
  database: Database,
  document: NewDocument,
  vectors: number[][] | undefined,
): Promise<boolean> {
  const { path, source, title, titleWords, language, config, hash, audience, embeddedWith, passages } =
    document
  return database.transaction(async (db) => {
    // A row that two insert at once makes the second wait here for the first one's commit.
    const saved = await db.query<{ id: string }>(
      `INSERT INTO documents AS old (path, source, title, language, config, hash, audience, embedded_with, passages)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (path) DO UPDATE SET source = excluded.source, title = excluded.title, language = excluded.language,
         config = excluded.config, hash = excluded.hash, audience = excluded.audience,
         embedded_with = excluded.embedded_with, passages = excluded.passages, at = now()
       WHERE (old.hash, old.source) IS DISTINCT FROM (excluded.hash, excluded.source)
         OR old.audience IS DISTINCT FROM excluded.audience OR old.embedded_with IS DISTINCT FROM excluded.embedded_with
       RETURNING id`,
      [path, source, title, language, config, hash, audience ?? null, embeddedWith ?? null, passages.length],
    )
    const id = saved.rows[0]?.id
    if (id === undefined) return false
    await db.query('DELETE FROM passages WHERE document = $1', [id])
    const ids = await insertPassages(db, { document: id, titleWords, config }, passages)
    if (vectors) await insertVectors(db, ids, vectors)
    await bumpVersion(db)
    return true
  })
}

/** Writes the vectors of a document that is there already, unless it has changed since. */
export async function saveVectors(
  database: Database,
  { id, hash }: Pick<KnownDocument, 'id' | 'hash'>,
  model: string,
  passages: readonly string[],
  vectors: number[][],
): Promise<void> {
  await database.transaction(async (db) => {
    const kept = await db.query(
      'UPDATE documents SET embedded_with = $3 WHERE id = $1 AND hash = $2 AND embedded_with IS DISTINCT FROM $3',
      [id, hash, model],
    )
    if (!kept.rowCount) return
    await insertVectors(db, passages, vectors)
    await bumpVersion(db)
  })
}

export async function changeAudience(
  database: Database,
  id: string,
  audience: string[] | undefined,
): Promise<void> {
  await database.transaction(async (db) => {
    await db.query('UPDATE documents SET audience = $2 WHERE id = $1', [id, audience ?? null])
    await bumpVersion(db)
  })
}

export async function removeDocument(database: Database, id: string): Promise<void> {
  await database.transaction(async (db) => {
    await db.query('DELETE FROM documents WHERE id = $1', [id])
    await bumpVersion(db)
  })
}

/**
 * The documents that were for these people alone go, and all others name them no more. Their files still lie where they lay,
 * so nobody else gets them without the owner's word. Runs in a transaction.
 */
export async function forgetReaders(db: Queryable, people: readonly string[]): Promise<void> {
  const gone = await db.query<{ path: string }>(
    'DELETE FROM documents WHERE audience && $1 AND audience <@ $1 RETURNING path',
    [people],
  )
  const shared = await db.query(
    `UPDATE documents SET audience = ARRAY(SELECT unnest(audience) EXCEPT SELECT unnest($1::text[]))
     WHERE audience && $1`,
    [people],
  )
  if (gone.rows.length === 0 && shared.rowCount === 0) return
  await closeFolders(db, [...new Set(gone.rows.map(({ path }) => dirname(path)))])
  await bumpVersion(db)
}

async function bumpVersion(db: Queryable): Promise<void> {
  await db.query('UPDATE knowledge_state SET version = version + 1')
}

export async function knowledgeVersion(db: Queryable): Promise<string> {
  const found = await db.query<{ version: string }>('SELECT version FROM knowledge_state')
  return found.rows[0]?.version ?? '0'
}

/** How many documents and passages there are, and how many documents have vectors of the model. */
export async function countDocuments(
  db: Queryable,
  model: string | undefined,
): Promise<{ documents: number; passages: number; embedded: number }> {
  const found = await db.query<{ documents: number; passages: number; embedded: number }>(
    `SELECT count(*)::integer AS documents, coalesce(sum(passages), 0)::integer AS passages,
       count(*) FILTER (WHERE embedded_with = $1)::integer AS embedded FROM documents`,
    [model ?? null],
  )
  return found.rows[0] ?? { documents: 0, passages: 0, embedded: 0 }
}

/** The files of what a person may read, the largest documents first, with how many there are in all. */
export async function filesFor(
  db: Queryable,
  person: string,
  most: number,
): Promise<{ paths: string[]; count: number; languages: string[] }> {
  const found = await db.query<{ paths: string[]; count: number; languages: string[] }>(
    `WITH readable AS MATERIALIZED (SELECT path, language, passages, id FROM documents d WHERE ${readableBy('$1')})
     SELECT ARRAY(SELECT path FROM readable ORDER BY passages DESC, id LIMIT $2) AS paths,
       (SELECT count(*)::integer FROM readable) AS count,
       ARRAY(SELECT language FROM readable WHERE language <> 'und' GROUP BY language ORDER BY count(*) DESC, language LIMIT 6)
         AS languages`,
    [person, most],
  )
  return found.rows[0] ?? { paths: [], count: 0, languages: [] }
}
