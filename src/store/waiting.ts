import type { Queryable } from './database.ts'
import { STARTED_LATELY } from './notices.ts'

/** Every channel takes as much in one message, and a template on its one line, in characters. */
const ROOM = 850
/** A briefing is not said later than this, in hours; what comes before an event is not when that has begun. */
const OLD_HOURS = 12

interface WaitingRow {
  id: string
  body: string
  notice: string | null
  outside: boolean
  old: boolean
  /** It is read some time after it was to be. */
  late: boolean
  language: string | null
}

/**
 * Queues what waits for a person, in the place where it waited: several as one message under a heading, and none of what is
 * out of date. Wants a transaction.
 */
export async function releaseWaiting(
  db: Queryable,
  conversation: string,
  heading: (language: string | null) => string,
): Promise<void> {
  const found = await db.query<WaitingRow>(
    `SELECT outbox.id, body, notice, outside, language,
       notice = 'briefing' AND notice_at < clock_now() - make_interval(hours => $2) OR EXISTS (
         SELECT FROM firings JOIN reminders ON reminders.id = reminder
         WHERE firings.outbox = outbox.id AND due_at + make_interval(mins => minutes_before) <= clock_now()
       ) AS old, coalesce(notice_at < clock_now() - interval '5 minutes', false) AS late
     FROM outbox JOIN conversations ON conversations.id = conversation JOIN people ON people.id = person
     WHERE conversation = $1 AND status = 'waiting' AND opted_out_at IS NULL ORDER BY seq FOR UPDATE OF outbox`,
    [conversation, OLD_HOURS],
  )
  const rows = found.rows
  const kept = rows.filter(({ old }) => !old)
  await drop(
    db,
    rows.filter(({ old }) => old).map(({ id }) => id),
    'out of date',
  )
  const title = heading(rows[0]?.language ?? null)
  const isTitled = kept.length > 1 || kept.some(({ late }) => late)
  for (const [at, group] of grouped(kept).entries()) {
    const last = group.at(-1)
    if (!last) continue
    const bodies = group.map(({ body }) => body)
    const body = [...(at === 0 && isTitled ? [title] : []), ...bodies].join('\n\n')
    await db.query(
      `UPDATE outbox SET status = 'queued', body = $2, outside = $3, error = NULL, waiting_for = NULL, waiting_at = NULL,
         quick_replies = CASE WHEN $4 THEN quick_replies END, voice = NULL, template = false, tries = 0, resends = 0,
         not_before = NULL,
         notice_at = CASE WHEN notice IS NOT NULL THEN clock_now() END, created_at = now(), updated_at = now(),
         channel = route.channel, medium = route.medium, sender = our_address, recipient = their_address
       FROM conversations AS route WHERE outbox.id = $1 AND route.id = conversation`,
      [last.id, body, group.some(({ outside }) => outside), kept.length === 1],
    )
    const others = group.slice(0, -1).map(({ id }) => id)
    await db.query('UPDATE firings SET outbox = $2 WHERE outbox = ANY($1::uuid[])', [others, last.id])
    await drop(db, others, 'said in another message')
  }
}

async function drop(db: Queryable, ids: string[], reason: string): Promise<void> {
  if (ids.length === 0) return
  await db.query(
    `UPDATE outbox SET status = 'dropped', error = $2, waiting_for = NULL, waiting_at = NULL, updated_at = now()
     WHERE id = ANY($1::uuid[])`,
    [ids, reason],
  )
}

/** In order, as many together as fit into one message. */
function grouped(rows: WaitingRow[]): WaitingRow[][] {
  const groups: WaitingRow[][] = []
  let room = 0
  for (const row of rows) {
    const group = groups.at(-1)
    if (group && row.body.length + 2 <= room) group.push(row)
    else {
      groups.push([row])
      room = ROOM
    }
    room -= row.body.length + 2
  }
  return groups
}

/** Conversations with messages that the breaker holds back, to which fewer than `most` were sent in the last hour. */
export async function calmedConversations(db: Queryable, most: number): Promise<string[]> {
  const found = await db.query<{ conversation: string }>(
    `SELECT DISTINCT conversation FROM outbox AS waiting JOIN conversations ON conversations.id = conversation
       JOIN people ON people.id = person
     WHERE status = 'waiting' AND waiting_for = 'breaker' AND opted_out_at IS NULL
       AND (${STARTED_LATELY} AND outbox.conversation = waiting.conversation) < $1`,
    [most],
  )
  return found.rows.map((row) => row.conversation)
}

export interface Waiting {
  conversation: string
  waiting_for: 'window' | 'breaker'
  count: number
  since: Date
  /** The first of them. */
  body: string
}

/** Messages that wait, for the owner to see. */
export async function listWaiting(db: Queryable): Promise<Waiting[]> {
  const found = await db.query<Waiting>(
    `SELECT conversation, waiting_for, count(*)::integer AS count, min(waiting_at) AS since,
       (array_agg(body ORDER BY seq))[1] AS body
     FROM outbox WHERE status = 'waiting' GROUP BY conversation, waiting_for ORDER BY since`,
  )
  return found.rows
}

/** Those of them that the owner has not been told of for a day, marked as told. */
export async function tellWaitingOnce(
  db: Queryable,
): Promise<Pick<Waiting, 'conversation' | 'waiting_for'>[]> {
  const found = await db.query<Pick<Waiting, 'conversation' | 'waiting_for'>>(
    `UPDATE conversations SET waiting_told_at = now()
     FROM (SELECT DISTINCT ON (conversation) conversation, waiting_for FROM outbox WHERE status = 'waiting'
       ORDER BY conversation, seq) AS waits
     WHERE id = conversation AND (waiting_told_at IS NULL OR waiting_told_at < now() - interval '1 day')
     RETURNING conversation, waiting_for`,
  )
  return found.rows
}

/** How many messages wait, by what for. */
export async function countWaiting(db: Queryable): Promise<Record<'window' | 'breaker', number>> {
  const found = await db.query<{ waiting_for: 'window' | 'breaker'; count: number }>(
    `SELECT waiting_for, count(*)::integer AS count FROM outbox WHERE status = 'waiting' GROUP BY waiting_for`,
  )
  const counts = { window: 0, breaker: 0 }
  for (const row of found.rows) counts[row.waiting_for] = row.count
  return counts
}
