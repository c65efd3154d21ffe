import type { Media } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { Fingerprint } from './fingerprint.ts'

// What is kept of those whose data was erased: keyed hashes, and where files lie that are still to go. Nothing says whose.

/** Only a hash is kept of the messages of these days, so that they do not come in again. */
export async function keepMessageHashes(
  db: Queryable,
  names: string[],
  fingerprint: Fingerprint,
): Promise<void> {
  const recent = await db.query<{ channel: string; provider_id: string }>(
    `SELECT channel, provider_id FROM inbox
     WHERE conversation = ANY($1) AND received_at > now() - interval '2 days'`,
    [names],
  )
  await db.query(`INSERT INTO erased_messages (hash) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING`, [
    recent.rows.map((row) => fingerprint.message(row.channel, row.provider_id)),
  ])
}

/** Only a hash is kept of those who said STOP; false for all others. */
export async function keepOptOut(db: Queryable, names: string[], fingerprint: Fingerprint): Promise<boolean> {
  const stopped = await db.query('SELECT FROM people WHERE id = ANY($1) AND opted_out_at IS NOT NULL', [
    names,
  ])
  if (stopped.rowCount === 0) return false
  await db.query(`INSERT INTO erased_opt_outs (hash) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING`, [
    names.map((name) => fingerprint.address(name)),
  ])
  return true
}

/** Files at a provider are deleted there by the tidy job, which wants nothing but their addresses for it. */
export async function keepMediaToDelete(db: Queryable, names: string[], deleteMedia: boolean): Promise<void> {
  await db.query(
    `INSERT INTO erased_media (channel, media)
     SELECT channel, jsonb_agg(jsonb_build_object('ref', file->'ref', 'contentType', file->'contentType'))
     FROM inbox, jsonb_array_elements(details->'media') AS files (file)
     WHERE conversation = ANY($1) AND (delete_media OR $2 AND status IN ('received', 'parked'))
     GROUP BY inbox.id, channel`,
    [names, deleteMedia],
  )
}

/** Files of erased messages that are still at their provider. */
export async function erasedMediaToDelete(
  db: Queryable,
): Promise<{ id: string; channel: string; media: Media[] }[]> {
  const found = await db.query<{ id: string; channel: string; media: Media[] }>(
    'SELECT id, channel, media FROM erased_media ORDER BY id LIMIT 500',
  )
  return found.rows
}

export async function markErasedMediaDeleted(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM erased_media WHERE id = $1', [id])
}
