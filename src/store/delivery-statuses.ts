import type { StatusUpdate } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import { type OutboxStatus, WRITTEN_TOO } from './outbox.ts'

/**
 * Moves messages on by status callbacks. They come late, twice and out of order, so a status never goes back. By our
 * own id where the callback carries it (the only way while the provider's id is unknown), else by the provider's.
 * At most one update a message. Returns the conversations in which there is now something to send: this made room for
 * the next message, or a voice note came to nothing.
 */
export async function applyStatuses(
  db: Queryable,
  channel: string,
  updates: StatusUpdate[],
): Promise<string[]> {
  const moved = await db.query<{ conversation: string }>({
    name: 'apply-statuses',
    text: `
      WITH news AS (
        SELECT coalesce("outboxId", (
            SELECT id FROM outbox WHERE channel = $1 AND provider_id = "providerId"
          )) AS id, "providerId" AS provider_id, status, "errorCode" AS error
        FROM jsonb_to_recordset($2::jsonb) AS n ("outboxId" uuid, "providerId" text, status text, "errorCode" text)
      ), target AS (
        SELECT news.*, outbox.status AS before FROM outbox JOIN news USING (id)
        WHERE channel = $1 AND (outbox.provider_id IS NULL OR outbox.provider_id = news.provider_id)
        ORDER BY id FOR UPDATE OF outbox
      ), moved AS (
        UPDATE outbox SET provider_id = target.provider_id, updated_at = now(),
          accepted_at = coalesce(accepted_at, now()), status = target.status,
          error = coalesce(target.error, outbox.error)
        FROM target
        WHERE outbox.id = target.id
          AND array_position($3::text[], before) < array_position($3::text[], target.status)
          AND NOT (target.status = 'failed' AND before IN ('delivered', 'read'))
        RETURNING outbox.*, before
      ), words AS ( -- of voice notes that failed on their way
        INSERT INTO outbox (conversation, turn, channel, medium, sender, recipient, body)
        SELECT conversation, turn, channel, medium, sender, recipient, body FROM moved AS spoken
        WHERE status = 'failed' AND voice IS NOT NULL AND NOT ${WRITTEN_TOO} ORDER BY seq
        RETURNING conversation
      )
      SELECT conversation FROM moved WHERE before IN ('sending', 'unknown') UNION SELECT conversation FROM words`,
    values: [channel, JSON.stringify(updates), RANKS],
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
