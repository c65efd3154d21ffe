import { randomUUID } from 'node:crypto'
import type { RenderedMessage } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import { forgetReaders } from './documents.ts'
import { keepMediaToDelete, keepMessageHashes, keepOptOut } from './erased.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { OutboundRoute } from './outbox.ts'
import { type Counts, countAll, namesOf } from './own-data.ts'
import { type Claim, ClaimLost } from './turns.ts'

/**
 * Columns that say whose a row is. Rule of all tables: what belongs to a person has one of these, or goes with a row that
 * has. Every table with one is erased by it, those that are still to come too.
 */
export const OWNER_COLUMNS = ['person', 'conversation', 'thread_id']

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
  await forgetReaders(db, names)
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
