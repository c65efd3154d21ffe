import type { Queryable } from './database.ts'

/** What is deleted in one statement: few enough that nobody waits for it. */
const BATCH = 1_000

/** Conversations with turns that are too old, in the order of their ids. */
export async function conversationsWithOld(db: Queryable, days: number, after: string): Promise<string[]> {
  const found = await db.query<{ conversation: string }>(
    `SELECT DISTINCT conversation FROM turns
     WHERE finished_at < now() - make_interval(days => $1) AND conversation > $2 ORDER BY conversation LIMIT 200`,
    [days, after],
  )
  return found.rows.map(({ conversation }) => conversation)
}

/**
 * Holds a conversation in which nothing is to be answered and nothing was asked, unless the person has been silent for so long;
 * undefined otherwise.
 */
export async function holdIdle(
  db: Queryable,
  conversation: string,
  days: number,
): Promise<{ epoch: string; silent: boolean } | undefined> {
  const held = await db.query<{ epoch: string; silent: boolean }>(
    `UPDATE conversations SET epoch = epoch + 1, claimed_until = now() + interval '10 seconds'
     WHERE id = $1 AND (claimed_until IS NULL OR claimed_until < now())
       AND NOT EXISTS (SELECT FROM inbox WHERE inbox.conversation = $1 AND status = 'received')
       AND (NOT awaits_answer OR last_inbound_at < clock_now() - make_interval(days => $2))
     RETURNING epoch, last_inbound_at < clock_now() - make_interval(days => $2) AS silent`,
    [conversation, days],
  )
  return held.rows[0]
}

/** Which of these turns are not too old. */
export async function recentTurns(db: Queryable, turns: string[], days: number): Promise<Set<string>> {
  const found = await db.query<{ id: string }>(
    'SELECT id FROM turns WHERE id = ANY($1::uuid[]) AND finished_at >= now() - make_interval(days => $2)',
    [turns, days],
  )
  return new Set(found.rows.map(({ id }) => id))
}

/** Lets go of a held conversation whose thread was seen to: its old turns are not needed any more. */
export async function endHold(
  db: Queryable,
  { conversation, epoch, silent }: { conversation: string; epoch: string; silent: boolean },
  days: number,
): Promise<void> {
  await db.query(
    `WITH mine AS (
       UPDATE conversations SET claimed_until = NULL, awaits_answer = awaits_answer AND NOT $3,
         offered = CASE WHEN $3 THEN NULL ELSE offered END
       WHERE id = $1 AND epoch = $2 RETURNING id)
     DELETE FROM turns USING mine
     WHERE conversation = mine.id AND finished_at < now() - make_interval(days => $4)`,
    [conversation, epoch, silent, days],
  )
}

/**
 * By table, which rows are too old; `$1`: days. Nothing that is still to be answered, looked at by the owner, or sent;
 * reminders, events and facts are the person's.
 */
const OLD = {
  inbox: `received_at < now() - make_interval(days => $1) AND status IN ('answered', 'ignored') AND NOT delete_media`,
  outbox: `created_at < now() - make_interval(days => $1)
    AND status IN ('accepted', 'sent', 'delivered', 'read', 'failed', 'dropped') AND NOT EXISTS (
      SELECT FROM firings WHERE firings.outbox = outbox.id AND firings.status = 'open'
        AND fired_at > clock_now() - interval '30 days')`,
  effects: `started_at < now() - make_interval(days => $1) AND NOT EXISTS (
    SELECT FROM inbox WHERE inbox.conversation = effects.conversation AND inbox.turn = effects.turn
      AND inbox.status IN ('received', 'parked'))`,
  event_changes: `at < clock_now() - make_interval(days => $1) AND status <> 'begun'`,
}

/** Deletes a batch of what is too old; false when there was nothing left. */
export async function deleteOldBatch(db: Queryable, days: number): Promise<boolean> {
  let full = false
  for (const [table, isOld] of Object.entries(OLD)) {
    const deleted = await db.query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${isOld} LIMIT ${BATCH}))`,
      [days],
    )
    full ||= deleted.rowCount === BATCH
  }
  return full
}
