import type { Queryable } from './database.ts'

export interface HistoryRow {
  at: Date
  direction: 'in' | 'out'
  text: string
  status: string
  id: string
}

/** What was said before and after a message, oldest first. */
export async function messagesAround(
  db: Queryable,
  { id, conversation }: { id: string; conversation: string },
): Promise<HistoryRow[]> {
  const found = await db.query<HistoryRow>(
    `WITH it AS (SELECT received_at AS at FROM inbox WHERE id = $1), before AS (
       SELECT messages.* FROM messages, it WHERE conversation = $2 AND messages.at <= it.at
       ORDER BY messages.at DESC LIMIT 8
     ), after AS (
       SELECT messages.* FROM messages, it WHERE conversation = $2 AND messages.at > it.at
       ORDER BY messages.at LIMIT 8
     )
     SELECT at, direction, text, status, id FROM before
     UNION ALL SELECT at, direction, text, status, id FROM after ORDER BY at`,
    [id, conversation],
  )
  return found.rows
}

/** The text of a message that the person quoted, ours or theirs. */
export async function quotedText(
  db: Queryable,
  conversation: string,
  providerId: string,
): Promise<string | undefined> {
  const found = await db.query<{ text: string }>(
    'SELECT text FROM messages WHERE conversation = $1 AND provider_id = $2 LIMIT 1',
    [conversation, providerId],
  )
  return found.rows[0]?.text
}
