import type { Queryable } from './database.ts'

/** How long a picture stays for questions about it, and a voice note of ours for the provider to fetch, in seconds. */
const SHORT_SECONDS = 60 * 60

export interface NewMedia {
  conversation: string
  kind: 'original' | 'picture' | 'voice'
  /** The message it came with, and its place there. */
  from?: { inbox: string; place: number } | undefined
  contentType: string
  bytes: Uint8Array
  /** 0: an hour. */
  keepDays: number
}

/** Rule of the table: a row is written once, an original once for its place, and deleted when nothing needs it. */
export async function storeMedia(db: Queryable, media: NewMedia): Promise<string> {
  const id = crypto.randomUUID()
  const seconds = Math.max(SHORT_SECONDS, media.keepDays * 86_400)
  const { conversation, kind, from, contentType, bytes } = media
  await db.query(
    `INSERT INTO media (id, conversation, kind, inbox, place, content_type, bytes, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
     ON CONFLICT (inbox, place) WHERE kind = 'original' DO NOTHING`,
    [id, conversation, kind, from?.inbox, from?.place, contentType, bytes, seconds],
  )
  return id
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

/**
 * Deletes what has expired, but for what a message brought that is not answered yet, and for voice notes that wait to be
 * sent or that the provider may still be fetching.
 */
export async function deleteExpiredMedia(db: Queryable): Promise<number> {
  const deleted = await db.query(
    `DELETE FROM media WHERE expires_at < now()
       AND NOT EXISTS (SELECT FROM inbox WHERE inbox.id = media.inbox AND status = 'received')
       AND NOT EXISTS (SELECT FROM outbox WHERE outbox.conversation = media.conversation AND voice = media.id
         AND (status IN ('queued', 'sending', 'unknown') OR accepted_at > now() - interval '15 minutes'))`,
  )
  return deleted.rowCount ?? 0
}
