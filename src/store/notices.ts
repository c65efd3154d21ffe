import type { Choice } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { OutboundRoute } from './outbox.ts'

/** What a message that we start is about. */
export type NoticeKind = 'reminder' | 'briefing' | 'before-events' | 'calendar'

/** One provider message of a notice, rendered. */
export interface NoticeMessage {
  id: string
  body: string
  quickReplies?: Choice[] | undefined
  kind: NoticeKind
  outside: boolean
  route: OutboundRoute
}

/** Where messages of these conversations go: where the person wrote last. */
export async function routesOf(db: Queryable, conversations: string[]): Promise<Map<string, OutboundRoute>> {
  const found = await db.query<OutboundRoute>(
    `SELECT id AS conversation, channel, medium, our_address AS sender, their_address AS recipient
     FROM conversations WHERE id = ANY($1)`,
    [conversations],
  )
  return new Map(found.rows.map((route) => [route.conversation, route]))
}

/**
 * Queues messages that we start. What is more than `mostPerHour` for one person in an hour waits: whatever went wrong, nobody
 * is flooded. Quick replies are offered unless a question is open, whose own must stay.
 */
export async function queueNotices(
  db: Queryable,
  messages: NoticeMessage[],
  mostPerHour: number,
): Promise<void> {
  await db.query({
    name: 'queue-notices',
    text: `
      WITH message AS (
        SELECT *, row_number() OVER (PARTITION BY conversation ORDER BY place) AS nth
        FROM jsonb_to_recordset($1::jsonb) AS m (place integer, id uuid, conversation text, channel text, medium text,
          sender text, recipient text, body text, "quickReplies" jsonb, kind text, outside boolean)
      ), counted AS (
        SELECT message.*, nth + (
          SELECT count(*) FROM outbox WHERE outbox.conversation = message.conversation AND notice IS NOT NULL
            AND notice_at > clock_now() - interval '1 hour' AND status <> 'waiting'
        ) > $2 AS over FROM message
      ), offers AS (
        UPDATE conversations SET offered = (
          SELECT "quickReplies" FROM counted WHERE conversation = conversations.id ORDER BY place DESC LIMIT 1
        ) WHERE NOT awaits_answer
          AND id = ANY (ARRAY(SELECT conversation FROM counted WHERE NOT over AND "quickReplies" IS NOT NULL))
      )
      INSERT INTO outbox (id, conversation, channel, medium, sender, recipient, body, quick_replies, notice, notice_at,
        outside, status, waiting_for, waiting_at)
      SELECT id, conversation, channel, medium, sender, recipient, body, "quickReplies", kind, clock_now(), outside,
        CASE WHEN over THEN 'waiting' ELSE 'queued' END, CASE WHEN over THEN 'breaker' END, CASE WHEN over THEN now() END
      FROM counted ORDER BY place`,
    values: [
      JSON.stringify(messages.map(({ route, ...message }, place) => ({ place, ...route, ...message }))),
      mostPerHour,
    ],
  })
}
