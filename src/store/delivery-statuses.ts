import type { StatusUpdate } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import { type OutboxStatus, WRITTEN_TOO } from './outbox.ts'

/**
 * Moves messages on by status callbacks. They come late, twice and out of order, so a status never goes back. By our
 * own id where the callback carries it (the only way while the provider's id is unknown), else by the provider's.
 * At most one update a message. What failed outside of the person's window is sent again as a template, as a message of
 * its own, where `templateMedia` has its medium, and waits otherwise. Returns the conversations in which there is now
 * something to send: this made room for the next message, a voice note came to nothing, or a template takes its place.
 */
export async function applyStatuses(
  db: Queryable,
  channel: string,
  updates: StatusUpdate[],
  templateMedia: readonly string[],
): Promise<string[]> {
  const moved = await db.query<{ conversation: string }>({
    name: 'apply-statuses',
    text: `
      WITH news AS (
        SELECT coalesce("outboxId", (
            SELECT id FROM outbox WHERE channel = $1 AND provider_id = "providerId"
          )) AS id, "providerId" AS provider_id, status, "errorCode" AS error, "outsideWindow" AS outside_window
        FROM jsonb_to_recordset($2::jsonb) AS n
          ("outboxId" uuid, "providerId" text, status text, "errorCode" text, "outsideWindow" boolean)
      ), target AS (
        SELECT news.id, news.provider_id, news.error, outbox.status AS before,
          CASE WHEN news.status <> 'failed' OR outside_window IS NOT TRUE OR voice IS NOT NULL THEN news.status
            WHEN medium = ANY($4) AND NOT template THEN 'queued' ELSE 'waiting' END AS status,
          news.status AS told
        FROM outbox JOIN news USING (id)
        WHERE channel = $1 AND (outbox.provider_id IS NULL OR outbox.provider_id = news.provider_id)
        ORDER BY id FOR UPDATE OF outbox
      ), moved AS (
        UPDATE outbox SET updated_at = now(), status = target.status, error = coalesce(target.error, outbox.error),
          id = CASE WHEN target.status = told THEN outbox.id ELSE gen_random_uuid() END,
          provider_id = CASE WHEN target.status = told THEN target.provider_id END,
          accepted_at = CASE WHEN target.status = told THEN coalesce(accepted_at, now()) END,
          template = template OR target.status = 'queued', resends = CASE WHEN target.status = told THEN resends ELSE 0 END,
          waiting_for = CASE WHEN target.status = 'waiting' THEN 'window' END,
          waiting_at = CASE WHEN target.status = 'waiting' THEN now() END
        FROM target
        WHERE outbox.id = target.id
          AND array_position($3::text[], before) < array_position($3::text[], told)
          AND NOT (told = 'failed' AND before IN ('delivered', 'read'))
        RETURNING outbox.*, before
      ), words AS ( -- of voice notes that failed on their way
        INSERT INTO outbox (conversation, turn, channel, medium, sender, recipient, body)
        SELECT conversation, turn, channel, medium, sender, recipient, body FROM moved AS spoken
        WHERE status = 'failed' AND voice IS NOT NULL AND NOT ${WRITTEN_TOO} ORDER BY seq
        RETURNING conversation
      )
      SELECT conversation FROM moved WHERE before IN ('sending', 'unknown') OR status = 'queued'
      UNION SELECT conversation FROM words`,
    values: [channel, JSON.stringify(updates), RANKS, templateMedia],
  })
  return moved.rows.map((row) => row.conversation)
}

/** `failed` comes after every other, and nothing comes after it. */
const RANKS: OutboxStatus[] = [
  'queued',
  'sending',
  'unknown',
  'accepted',
  'sent',
  'delivered',
  'read',
  'failed',
]

/** Voice notes that the provider took and has told nothing of since: it may not have been able to fetch them. */
export async function silentVoiceNotes(
  db: Queryable,
  channel: string,
): Promise<{ id: string; providerId: string }[]> {
  const found = await db.query<{ id: string; providerId: string }>(
    `SELECT id, provider_id AS "providerId" FROM outbox
     WHERE voice IS NOT NULL AND status = 'accepted' AND channel = $1 AND provider_id IS NOT NULL
       AND accepted_at BETWEEN now() - interval '1 day' AND now() - interval '30 seconds'
     ORDER BY accepted_at DESC LIMIT 100`,
    [channel],
  )
  return found.rows
}

/** The one that says more of a message. */
export function laterStatus(a: StatusUpdate, b: StatusUpdate): StatusUpdate {
  return RANKS.indexOf(a.status) < RANKS.indexOf(b.status) ? b : a
}
