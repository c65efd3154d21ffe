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

export interface Quoted {
  text: string
  /** Whose words it holds. */
  from: 'person' | 'assistant' | 'others'
}

/** A message that the person quoted. */
export async function quotedMessage(
  db: Queryable,
  conversation: string,
  providerId: string,
): Promise<Quoted | undefined> {
  const found = await db.query<Quoted>(
    `SELECT messages.text, CASE WHEN direction = 'out' THEN 'assistant'
       WHEN details ? 'forwarded' OR details ? 'place' OR EXISTS (
         SELECT FROM jsonb_each(understood) AS files (place, file) WHERE NOT coalesce((file->>'own')::boolean, false)
       ) THEN 'others' ELSE 'person' END AS from
     FROM messages LEFT JOIN inbox USING (id)
     WHERE messages.conversation = $1 AND messages.provider_id = $2 LIMIT 1`,
    [conversation, providerId],
  )
  return found.rows[0]
}
