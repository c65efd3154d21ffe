import type { Database, Queryable } from './database.ts'
import { ClaimLost } from './turns.ts'

/** What a fact was before its last correction. */
export interface FormerFact {
  about: string
  text: string
  words: string
  turn: string
  said: string
  /** ISO 8601. */
  updatedAt: string
}

export interface FactRow {
  ref: number
  /** `me`: the person themselves. */
  about: string
  text: string
  words: string
  turn: string
  said: string
  former: FormerFact | null
  createdAt: Date
  updatedAt: Date
}

/** As much of a fact as a turn is told. */
export type FactLine = Pick<FactRow, 'ref' | 'about' | 'text' | 'updatedAt'>

/** A fact as it is put back after it was forgotten. */
export interface KeptFact extends Omit<FactRow, 'createdAt' | 'updatedAt' | 'former'> {
  createdAt: string
  updatedAt: string
}

export type FactContent = Pick<FactRow, 'about' | 'text' | 'words' | 'said'>

/** Whose facts are written, and the proof of holding the conversation. */
export interface FactHolder {
  person: string
  conversation: string
  turn: string
  epoch: string
}

const COLUMNS = `ref, about, text, words, turn, said, former, created_at AS "createdAt", updated_at AS "updatedAt"`

/** All of a person, by their names: bounded by what `note` lets in. */
export async function factsOf(db: Queryable, person: string): Promise<FactRow[]> {
  const found = await db.query<FactRow>({
    name: 'facts-of',
    text: `SELECT ${COLUMNS} FROM facts WHERE person = $1 ORDER BY ref`,
    values: [person],
  })
  return found.rows
}

/** The same without what only matters when they are written. */
export async function factLines(db: Queryable, person: string): Promise<FactLine[]> {
  const found = await db.query<FactLine>({
    name: 'fact-lines',
    text: 'SELECT ref, about, text, updated_at AS "updatedAt" FROM facts WHERE person = $1 ORDER BY ref',
    values: [person],
  })
  return found.rows
}

/**
 * Rule of the table: written only here, one writer at a time for a person, and only while the turn holds its conversation.
 * `work` is given what is known then. Throws `ClaimLost` otherwise.
 */
export function writeFacts<T>(
  database: Database,
  { person, conversation, epoch }: FactHolder,
  work: (db: Queryable, facts: FactRow[]) => Promise<T>,
): Promise<T> {
  return database.transaction(async (db) => {
    const held = await db.query(
      'SELECT FROM conversations WHERE id = $1 AND person = $2 AND epoch = $3 FOR SHARE',
      [conversation, person, epoch],
    )
    if (held.rowCount !== 1) throw new ClaimLost('another process has taken over this conversation')
    await db.query(
      `INSERT INTO fact_refs AS refs (person) VALUES ($1)
       ON CONFLICT (person) DO UPDATE SET last = refs.last`,
      [person],
    )
    return work(db, await factsOf(db, person))
  })
}

export async function insertFact(db: Queryable, holder: FactHolder, fact: FactContent): Promise<FactRow> {
  const inserted = await db.query<FactRow>(
    `WITH named AS (UPDATE fact_refs SET last = last + 1 WHERE person = $1 RETURNING last)
     INSERT INTO facts (person, ref, about, text, words, said, conversation, turn, created_at, updated_at)
     SELECT $1, last, $2, $3, $4, $5, $6, $7, clock_now(), clock_now() FROM named RETURNING ${COLUMNS}`,
    [holder.person, fact.about, fact.text, fact.words, fact.said, holder.conversation, holder.turn],
  )
  const [row] = inserted.rows
  if (!row) throw new Error('a fact got no name')
  return row
}

export async function changeFact(
  db: Queryable,
  holder: FactHolder,
  ref: number,
  fact: FactContent,
): Promise<FactRow> {
  const changed = await db.query<FactRow>(
    `UPDATE facts SET about = $3, text = $4, words = $5, said = $6, conversation = $7, turn = $8, updated_at = clock_now(),
       former = jsonb_build_object('about', about, 'text', text, 'words', words, 'turn', turn, 'said', said,
         'updatedAt', updated_at)
     WHERE person = $1 AND ref = $2 RETURNING ${COLUMNS}`,
    [holder.person, ref, fact.about, fact.text, fact.words, fact.said, holder.conversation, holder.turn],
  )
  const [row] = changed.rows
  if (!row) throw new Error('a fact was gone while it was locked')
  return row
}

/** As it was before its last correction. */
export async function revertFact(
  db: Queryable,
  person: string,
  ref: number,
  former: FormerFact,
): Promise<void> {
  await db.query(
    `UPDATE facts SET about = $3, text = $4, words = $5, turn = $6, said = $7, updated_at = $8, former = NULL
     WHERE person = $1 AND ref = $2`,
    [person, ref, former.about, former.text, former.words, former.turn, former.said, former.updatedAt],
  )
}

export async function deleteFacts(db: Queryable, person: string, refs: number[] | 'all'): Promise<void> {
  await db.query('DELETE FROM facts WHERE person = $1 AND ($2::integer[] IS NULL OR ref = ANY($2))', [
    person,
    refs === 'all' ? null : refs,
  ])
}

/** Under their old names; one that is there is left as it is. */
export async function putFactsBack(db: Queryable, holder: FactHolder, facts: KeptFact[]): Promise<void> {
  await db.query(
    `INSERT INTO facts (person, ref, about, text, words, said, conversation, turn, created_at, updated_at)
     SELECT $1, ref, about, text, words, said, $2, turn, "createdAt", "updatedAt"
     FROM jsonb_to_recordset($3::jsonb) AS kept (ref integer, about text, text text, words text, said text, turn uuid,
       "createdAt" timestamptz, "updatedAt" timestamptz)
     WHERE ref <= (SELECT last FROM fact_refs WHERE person = $1)
     ON CONFLICT (person, ref) DO NOTHING`,
    [holder.person, holder.conversation, JSON.stringify(facts)],
  )
}

/** What the person wrote or said themselves in a turn that is under way; not what they passed on. */
export async function ownWords(
  db: Queryable,
  { conversation, turn }: Pick<FactHolder, 'conversation' | 'turn'>,
): Promise<string> {
  const found = await db.query<{ words: string | null }>(
    `SELECT string_agg(concat_ws(E'\\n', nullif(text, ''), (
         SELECT string_agg(file->>'text', E'\\n' ORDER BY place) FROM jsonb_each(understood) AS files (place, file)
         WHERE file->>'kind' = 'voice' AND (file->>'own')::boolean)), E'\\n' ORDER BY seq) AS words
     FROM inbox WHERE conversation = $1 AND turn = $2 AND status = 'received'
       AND NOT coalesce((details->>'forwarded')::boolean, false)`,
    [conversation, turn],
  )
  return found.rows[0]?.words ?? ''
}
