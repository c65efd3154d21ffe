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
  /** The reminders it is, by their names, e.g. `r3`. */
  reminders: string[]
  sentAt: Date
}

/** A message that the person quoted. */
export async function quotedMessage(
  db: Queryable,
  conversation: string,
  providerId: string,
): Promise<Quoted | undefined> {
  const found = await db.query<Quoted>(
    // Our own answer counts as others' words when it was about such: it may repeat what was heard in a recording.
    `SELECT messages.text, messages.at AS "sentAt", ARRAY(
         SELECT 'r' || ref FROM firings JOIN reminders ON reminders.id = reminder
         WHERE firings.outbox = messages.id AND kind <> 'briefing' ORDER BY due_at
       ) AS reminders, CASE WHEN EXISTS (SELECT FROM outbox WHERE outbox.id = messages.id AND outbox.outside) OR EXISTS (
         SELECT FROM inbox WHERE inbox.conversation = messages.conversation
           AND (inbox.id = messages.id OR direction = 'out' AND inbox.turn = messages.turn)
           AND (details ? 'forwarded' OR details ? 'place' OR EXISTS (
             SELECT FROM jsonb_each(understood) AS files (place, file)
             WHERE NOT coalesce((file->>'own')::boolean, false)))
       ) THEN 'others' WHEN direction = 'out' THEN 'assistant' ELSE 'person' END AS from
     FROM messages WHERE messages.conversation = $1 AND messages.provider_id = $2 LIMIT 1`,
    [conversation, providerId],
  )
  return found.rows[0]
}
