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

/** How many messages were started within the hour; the clock of the sandbox may have been moved back. */
export const STARTED_LATELY = `SELECT count(*) FROM outbox WHERE notice IS NOT NULL AND status NOT IN ('waiting', 'dropped')
  AND notice_at > clock_now() - interval '1 hour' AND notice_at <= clock_now()`

/**
 * Queues messages that we start. What is more than `mostPerHour` for one person in an hour waits, and what comes then stands
 * behind it: whatever went wrong, nobody is flooded. Their quick replies are known by their titles: what the answer above
 * offered can still be taken by its number.
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
        SELECT message.*, nth + (${STARTED_LATELY} AND outbox.conversation = message.conversation) > $2 OR EXISTS (
          SELECT FROM outbox WHERE outbox.conversation = message.conversation AND status = 'waiting' AND waiting_for = 'breaker'
        ) AS over FROM message
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
