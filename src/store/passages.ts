import type { Database, Queryable } from './database.ts'

export interface NewPassage {
  section: string
  text: string
  /** The same folded, as words with blanks between: what is compared. */
  sectionWords: string
  textWords: string
}

interface Owner {
  document: string
  titleWords: string
  config: string
}

/** Rows of one statement: a long document must not come near the time limit of one. */
const AT_ONCE = 1_000

/** In order; resolves with their ids. */
export async function insertPassages(
  db: Queryable,
  owner: Owner,
  passages: readonly NewPassage[],
): Promise<string[]> {
  const ids: string[] = []
  for (let at = 0; at < passages.length; at += AT_ONCE)
    ids.push(...(await insertSome(db, owner, passages.slice(at, at + AT_ONCE), at)))
  return ids
}

async function insertSome(
  db: Queryable,
  { document, titleWords, config }: Owner,
  passages: readonly NewPassage[],
  before: number,
): Promise<string[]> {
  const saved = await db.query<{ id: string }>(
    `INSERT INTO passages (document, n, section, text, words)
     SELECT $1, $8 + n, section, text, setweight(to_tsvector($2::regconfig, $3), 'A')
       || setweight(to_tsvector($2::regconfig, section_words), 'B') || to_tsvector($2::regconfig, text_words)
     FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY
       AS t (section, text, section_words, text_words, n)
     ORDER BY n RETURNING id`,
    [
      document,
      config,
      titleWords,
      passages.map((one) => one.section),
      passages.map((one) => one.text),
      passages.map((one) => one.sectionWords),
      passages.map((one) => one.textWords),
      before,
    ],
  )
  return saved.rows.map(({ id }) => id)
}

/** The passages of a document that has no vectors yet, in order. */
export async function passagesOf(
  db: Queryable,
  document: string,
): Promise<{ id: string; section: string; text: string }[]> {
  const found = await db.query<{ id: string; section: string; text: string }>(
    'SELECT id, section, text FROM passages WHERE document = $1 ORDER BY n',
    [document],
  )
  return found.rows
}

/** What each word becomes under each configuration in use; a word that says nothing there becomes nothing. */
export async function reduceWords(
  db: Queryable,
  words: readonly string[],
  configs: readonly string[],
): Promise<{ config: string; n: number; lexemes: string[] }[]> {
  const found = await db.query<{ config: string; n: number; lexemes: string[] }>(
    `SELECT config, n::integer - 1 AS n, tsvector_to_array(to_tsvector(config::regconfig, word)) AS lexemes
     FROM unnest($1::text[]) WITH ORDINALITY AS w (word, n), unnest($2::text[]) AS c (config)`,
    [words, configs],
  )
  return found.rows
}

/** The configurations that documents were reduced with. */
export async function configsInUse(db: Queryable): Promise<string[]> {
  const found = await db.query<{ config: string }>('SELECT DISTINCT config FROM documents ORDER BY config')
  return found.rows.map(({ config }) => config)
}

/** Of the configurations asked for, those that this Postgres has. */
export async function knownConfigs(db: Queryable): Promise<Set<string>> {
  const found = await db.query<{ cfgname: string }>(
    `SELECT cfgname::text FROM pg_ts_config WHERE cfgnamespace = 'pg_catalog'::regnamespace`,
  )
  return new Set(found.rows.map(({ cfgname }) => cfgname))
}

export async function countWords(
  db: Queryable,
  lexemes: readonly string[],
): Promise<{ passages: number; of: Map<string, number> }> {
  const found = await db.query<{ all: number; word: string | null; passages: number | null }>(
    `SELECT counted_passages AS all, word, passages FROM knowledge_state
     LEFT JOIN passage_words ON word = ANY ($1::text[])`,
    [lexemes],
  )
  const of = new Map<string, number>()
  for (const { word, passages } of found.rows) if (word !== null) of.set(word, passages ?? 0)
  return { passages: found.rows[0]?.all ?? 0, of }
}

/** Counts all words again, if documents have changed since they were counted. Of two at once one has nothing to do. */
export async function recountWords(database: Database): Promise<void> {
  await database.transaction(async (db) => {
    // Not the row of the state: documents are written meanwhile.
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('passage_words'))`)
    const state = await db.query<{ version: string }>(
      'SELECT version FROM knowledge_state WHERE version <> counted',
    )
    const version = state.rows[0]?.version
    if (version === undefined) return
    await db.query('DELETE FROM passage_words')
    await db.query(
      `INSERT INTO passage_words (word, passages) SELECT word, ndoc FROM ts_stat('SELECT words FROM passages')`,
    )
    await db.query(
      'UPDATE knowledge_state SET counted = $1, counted_passages = (SELECT count(*) FROM passages)',
      [version],
    )
  })
  await database.pool.query('ANALYZE documents, passages, passage_words')
}
