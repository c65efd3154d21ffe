import { randomUUID } from 'node:crypto'
import type { Media, RenderedMessage } from '../channels/channel.ts'
import { folderHash } from './closed-folders.ts'
import type { Queryable } from './database.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { OutboundRoute } from './outbox.ts'
import { type Claim, ClaimLost } from './turns.ts'

/**
 * Columns that say whose a row is. Rule of all tables: what belongs to a person has one of these, or goes with a row that
 * has. Every table with one is erased by it, those that are still to come too.
 */
export const OWNER_COLUMNS = ['person', 'conversation', 'thread_id']

/** What there was of a person. */
export interface Counts {
  messages: number
  facts: number
  reminders: number
  events: number
  files: number
  accounts: number
  turns: number
}

/** Notes that the turn ends in the erasing of its person; only who holds the conversation can. */
export async function wantErasure(
  db: Queryable,
  { turn, conversation, epoch }: Pick<Claim, 'turn' | 'conversation' | 'epoch'>,
): Promise<void> {
  const noted = await db.query(
    `INSERT INTO erasures (turn, conversation) SELECT $1, id FROM conversations WHERE id = $2 AND epoch = $3
     ON CONFLICT (turn) DO UPDATE SET conversation = excluded.conversation`,
    [turn, conversation, epoch],
  )
  if (noted.rowCount !== 1) throw new ClaimLost('another process has taken over this conversation')
}

export async function isErasureWanted(db: Queryable, turn: string): Promise<boolean> {
  const found = await db.query('SELECT FROM erasures WHERE turn = $1', [turn])
  return found.rowCount === 1
}

/** The person under all the names there are for them: other addresses, and their conversations. */
export async function namesOf(db: Queryable, person: string): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    // Also asked by one of the other addresses, under which they wrote before the two were known to be one.
    `WITH main AS (SELECT $1 AS id UNION SELECT person FROM aliases WHERE address = $1),
       names AS (SELECT id FROM main UNION SELECT address FROM aliases JOIN main ON person = main.id)
     SELECT id FROM names UNION SELECT conversations.id FROM conversations JOIN names ON person = names.id`,
    [person],
  )
  return found.rows.map(({ id }) => id)
}

/** Whoever writes for the person just now has done so when this resolves; and nobody does any more until the commit. */
async function lockAll(db: Queryable, claim: Claim, names: string[]): Promise<void> {
  // In the order in which reminders and incoming messages lock them.
  await db.query(
    `SELECT FROM firings JOIN reminders ON reminders.id = reminder WHERE person = ANY($1) ORDER BY firings.id
     FOR UPDATE OF firings, reminders`,
    [names],
  )
  await db.query('SELECT FROM people WHERE id = ANY($1) ORDER BY id FOR UPDATE', [names])
  const held = await db.query<{ mine: boolean }>(
    'SELECT id = $2 AND epoch = $3 AS mine FROM conversations WHERE id = ANY($1) ORDER BY id FOR UPDATE',
    [names, claim.conversation, claim.epoch],
  )
  if (!held.rows.some(({ mine }) => mine))
    throw new ClaimLost('another process has taken over this conversation')
}

export async function countAll(db: Queryable, names: string[]): Promise<Counts> {
  const found = await db.query<Counts>(
    `SELECT (SELECT count(*) FROM inbox WHERE conversation = ANY($1))::integer
         + (SELECT count(*) FROM outbox WHERE conversation = ANY($1))::integer AS messages,
       (SELECT count(*) FROM facts WHERE person = ANY($1))::integer AS facts,
       (SELECT count(*) FROM reminders WHERE person = ANY($1))::integer AS reminders,
       (SELECT count(*) FROM events JOIN calendars ON calendars.id = calendar
         WHERE person = ANY($1) AND status = 'confirmed')::integer AS events,
       (SELECT count(*) FROM media WHERE conversation = ANY($1))::integer AS files,
       (SELECT count(*) FROM google_accounts WHERE person = ANY($1))::integer AS accounts,
       (SELECT count(*) FROM turns WHERE conversation = ANY($1))::integer AS turns`,
    [names],
  )
  const [counts] = found.rows
  if (!counts) throw new Error('nothing was counted')
  return counts
}

/** Tables with a column that says whose a row is. */
async function ownedTables(db: Queryable): Promise<{ table: string; column: string }[]> {
  const found = await db.query<{ table: string; column: string }>(
    `SELECT quote_ident(table_name) AS table, quote_ident(column_name) AS column
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND column_name = ANY($1)
     ORDER BY table_name = 'people', table_name = 'conversations', table_name`,
    [OWNER_COLUMNS],
  )
  return found.rows
}

/** Only a hash is kept of the messages of these days, so that they do not come in again. */
async function keepMessageHashes(db: Queryable, names: string[], fingerprint: Fingerprint): Promise<void> {
  const recent = await db.query<{ channel: string; provider_id: string }>(
    `SELECT channel, provider_id FROM inbox
     WHERE conversation = ANY($1) AND received_at > now() - interval '2 days'`,
    [names],
  )
  await db.query(`INSERT INTO erased_messages (hash) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING`, [
    recent.rows.map((row) => fingerprint.message(row.channel, row.provider_id)),
  ])
}

/** Files at a provider are deleted there by the tidy job, which wants nothing but their addresses for it. */
async function keepMediaToDelete(db: Queryable, names: string[], deleteMedia: boolean): Promise<void> {
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

/** Only a hash is kept of those who said STOP; false for all others. */
async function keepOptOut(db: Queryable, names: string[], fingerprint: Fingerprint): Promise<boolean> {
  const stopped = await db.query('SELECT FROM people WHERE id = ANY($1) AND opted_out_at IS NOT NULL', [
    names,
  ])
  if (stopped.rowCount === 0) return false
  await db.query(`INSERT INTO erased_opt_outs (hash) SELECT unnest($1::bytea[]) ON CONFLICT DO NOTHING`, [
    names.map((name) => fingerprint.address(name)),
  ])
  return true
}

/**
 * What must hold before anything is erased: no consent can end in a new account (one that is ending just now is waited for),
 * and a webhook that comes again in the very moment finds the hashes.
 */
export async function prepareErasure(db: Queryable, person: string, fingerprint: Fingerprint): Promise<void> {
  await db.query('DELETE FROM oauth_states WHERE person = $1', [person])
  await keepMessageHashes(db, await namesOf(db, person), fingerprint)
}

/**
 * Erases everything of the person of a claim, in all their conversations, with what is queued for them. Wants a transaction.
 * Throws `ClaimLost` when the conversation is no longer held. `optedOut`: they want to hear nothing, not even of this.
 * `deleteMedia`: files go at their provider too, those of messages that were never answered included.
 */
export async function eraseAll(
  db: Queryable,
  claim: Claim,
  fingerprint: Fingerprint,
  deleteMedia: boolean,
): Promise<{ counts: Counts; optedOut: boolean }> {
  const names = await namesOf(db, claim.person.id)
  await lockAll(db, claim, names)
  const counts = await countAll(db, names)
  await keepMessageHashes(db, names, fingerprint)
  await keepMediaToDelete(db, names, deleteMedia)
  const optedOut = await keepOptOut(db, names, fingerprint)
  for (const { table, column } of await ownedTables(db))
    await db.query(`DELETE FROM ${table} WHERE ${column} = ANY($1)`, [names])
  // The owner's documents: those for this person alone go, and the others name them no more. Their files still lie there.
  await db.query(
    `WITH theirs AS (DELETE FROM documents WHERE audience && $1 AND audience <@ $1 RETURNING id, path), closed AS (
       INSERT INTO closed_folders SELECT DISTINCT ${folderHash('path')} FROM theirs ON CONFLICT DO NOTHING), shared AS (
       UPDATE documents SET audience = ARRAY(SELECT unnest(audience) EXCEPT SELECT unnest($1::text[]))
       WHERE audience && $1 AND NOT audience <@ $1 RETURNING id)
     UPDATE knowledge_state SET version = version + 1
     WHERE EXISTS (SELECT FROM theirs) OR EXISTS (SELECT FROM shared)`,
    [names],
  )
  await db.query('DELETE FROM people WHERE id = ANY($1)', [names])
  await db.query(`DELETE FROM pgboss.job WHERE group_id = ANY($1) OR data->>'conversation' = ANY($1)`, [
    names,
  ])
  return { counts, optedOut }
}

/**
 * Queues the receipt in a conversation of its own, of nobody: whoever still writes for the erased person finds neither them
 * nor their conversation. Returns the conversation.
 */
export async function queueReceipt(
  db: Queryable,
  route: Omit<OutboundRoute, 'conversation'>,
  messages: RenderedMessage[],
): Promise<string> {
  const id = `${RECEIPTS}${randomUUID()}`
  await db.query(
    `WITH person AS (INSERT INTO people (id) VALUES ($1) RETURNING id), conversation AS (
       INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
       SELECT id, id, $2, $3, $5, $4 FROM person RETURNING id)
     INSERT INTO outbox (conversation, channel, medium, sender, recipient, body)
     SELECT id, $2, $3, $4, $5, body FROM conversation, unnest($6::text[]) WITH ORDINALITY AS list (body, place) ORDER BY place`,
    [id, route.channel, route.medium, route.sender, route.recipient, messages.map(({ body }) => body)],
  )
  return id
}

const RECEIPTS = 'erased:'

/** Removes receipts that have arrived, or that nobody will hear of any more, and hashes that are of no use any more. */
export async function tidyErasures(db: Queryable): Promise<void> {
  await db.query(
    `DELETE FROM people WHERE starts_with(id, $1) AND (created_at < now() - interval '1 day' OR NOT EXISTS (
       SELECT FROM outbox WHERE outbox.conversation = people.id AND status NOT IN ('delivered', 'read', 'failed', 'dropped')))`,
    [RECEIPTS],
  )
  await db.query(`DELETE FROM erased_messages WHERE at < now() - interval '3 days'`)
  // The owner has left a provider that nobody can ask any more.
  await db.query(`DELETE FROM erased_media WHERE at < now() - interval '30 days'`)
}
