import type { Choice } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { Person } from './turns.ts'

export interface KeywordContext extends Pick<Person, 'language' | 'opted_out_at'> {
  /** The quick replies of our last message to this person. */
  offered: Choice[] | null
}

/** What is needed to tell a keyword such as STOP from an answer. */
export async function keywordContext(
  db: Queryable,
  conversation: string,
): Promise<KeywordContext | undefined> {
  const found = await db.query<KeywordContext>(
    `SELECT language, opted_out_at, offered FROM conversations JOIN people ON people.id = person
     WHERE conversations.id = $1`,
    [conversation],
  )
  return found.rows[0]
}

/** Rule of the column: from this statement's commit on, nothing but an answer to a keyword is sent to the person. */
export async function setOptedOut(db: Queryable, conversation: string, optedOut: boolean): Promise<void> {
  await db.query(
    `UPDATE people SET opted_out_at = CASE WHEN $2 THEN coalesce(opted_out_at, now()) END
     FROM conversations WHERE conversations.id = $1 AND people.id = person`,
    [conversation, optedOut],
  )
}

export async function setVoiceReplies(
  db: Queryable,
  person: string,
  mode: Person['voice_replies'],
): Promise<void> {
  await db.query('UPDATE people SET voice_replies = $2 WHERE id = $1', [person, mode])
}
