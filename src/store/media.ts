import type { Media } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { InboxRow, Understood } from './inbox.ts'

/** How long a picture stays for questions about it, and a voice note of ours for the provider to fetch, in seconds. */
const SHORT_SECONDS = 60 * 60

export interface NewMedia {
  conversation: string
  kind: 'original' | 'picture' | 'voice'
  contentType: string
  bytes: Uint8Array
  /** Longer than an hour only where the owner keeps media. */
  keepDays: number
}

/** Rule of the table: a row is written once, and deleted when it has expired and nothing waits to be sent with it. */
export async function storeMedia(db: Queryable, media: NewMedia): Promise<string> {
  const seconds = Math.max(SHORT_SECONDS, media.keepDays * 86_400)
  const stored = await db.query<{ id: string }>(
    `INSERT INTO media (conversation, kind, content_type, bytes, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5)) RETURNING id`,
    [media.conversation, media.kind, media.contentType, media.bytes, seconds],
  )
  const [row] = stored.rows
  if (!row) throw new Error('an insert that always returns its row returned none')
  return row.id
}

/** Those of the conversation's pictures that are still here, by id. */
export async function readPictures(
  db: Queryable,
  conversation: string,
  ids: string[],
): Promise<Map<string, Buffer>> {
  const found = await db.query<{ id: string; bytes: Buffer }>(
    `SELECT id, bytes FROM media WHERE conversation = $1 AND id = ANY($2::uuid[]) AND kind = 'picture'`,
    [conversation, ids],
  )
  return new Map(found.rows.map((row) => [row.id, row.bytes]))
}

export async function readVoice(
  db: Queryable,
  id: string,
): Promise<{ contentType: string; bytes: Buffer } | undefined> {
  const found = await db.query<{ contentType: string; bytes: Buffer }>(
    `SELECT content_type AS "contentType", bytes FROM media WHERE id = $1 AND kind = 'voice'`,
    [id],
  )
  return found.rows[0]
}

/** Deletes what has expired, but for voice notes that wait to be sent or that the provider may still be fetching. */
export async function deleteExpiredMedia(db: Queryable): Promise<number> {
  const deleted = await db.query(
    `DELETE FROM media WHERE expires_at < now() AND NOT EXISTS (
       SELECT FROM outbox WHERE outbox.conversation = media.conversation AND voice = media.id
         AND (status IN ('queued', 'sending', 'unknown') OR accepted_at > now() - interval '15 minutes'))`,
  )
  return deleted.rowCount ?? 0
}

/** What a file of a message came to; a result that is here already stays. */
export async function storeUnderstood(
  db: Queryable,
  row: InboxRow,
  place: number,
  understood: Understood,
): Promise<void> {
  await db.query(
    `UPDATE inbox SET understood = jsonb_build_object($2::text, $3::jsonb) || understood WHERE id = $1`,
    [row.id, String(place), JSON.stringify(understood)],
  )
}

/** Messages that are dealt with, whose files are still at the provider although the owner wants them deleted there. */
export async function mediaToForget(
  db: Queryable,
): Promise<{ id: string; channel: string; media: Media[] }[]> {
  const found = await db.query<{ id: string; channel: string; media: Media[] }>(
    `SELECT id, channel, details->'media' AS media FROM inbox
     WHERE forget_media AND status <> 'received' ORDER BY received_at LIMIT 500`,
  )
  return found.rows
}

export async function markForgotten(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE inbox SET forget_media = false WHERE id = $1', [id])
}
