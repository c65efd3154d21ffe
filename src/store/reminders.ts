import type { Queryable } from './database.ts'

export interface ReminderRow {
  id: string
  person: string
  conversation: string
  ref: number
  kind: 'reminder' | 'briefing' | 'before-events'
  text: string
  first: string | null
  rule: string | null
  floating: boolean
  zone: string
  minutes_before: number | null
  status: 'active' | 'ended' | 'cancelled'
}

/** A reminder with what is to come of it, and what was sent and is open. */
export interface ListedReminder extends ReminderRow {
  next_at: Date | null
  /** The firing that is open, and when it was due. */
  open: string | null
  open_at: Date | null
}

/**
 * Writes a reminder, once for a call id: a repeat gets the one that is there. Wants a transaction: the person's row is
 * locked, so that two do not get the same ref.
 * Rule of the table: one that is `active` has a firing to come, planned by the same commit, or comes before events.
 */
export async function insertReminder(
  db: Queryable,
  reminder: Omit<ReminderRow, 'id' | 'ref' | 'status'> & { callId: string },
): Promise<{ row: ReminderRow; inserted: boolean }> {
  await db.query('SELECT FROM people WHERE id = $1 FOR UPDATE', [reminder.person])
  const { person, conversation, kind, text, first, rule, floating, zone, callId } = reminder
  const inserted = await db.query<ReminderRow>(
    `INSERT INTO reminders (person, conversation, ref, kind, text, first, rule, floating, zone, minutes_before, call_id)
     SELECT $1, $2, coalesce(max(ref), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 FROM reminders WHERE person = $1
     ON CONFLICT (call_id) DO NOTHING RETURNING *`,
    [person, conversation, kind, text, first, rule, floating, zone, reminder.minutes_before, callId],
  )
  if (inserted.rows[0]) return { row: inserted.rows[0], inserted: true }
  const found = await db.query<ReminderRow>('SELECT * FROM reminders WHERE call_id = $1 AND person = $2', [
    callId,
    person,
  ])
  if (!found.rows[0]) throw new Error('the call id belongs to a reminder of somebody else')
  return { row: found.rows[0], inserted: false }
}

const LISTED = `SELECT reminders.*, next_at, open, open_at FROM reminders
  LEFT JOIN LATERAL (
    SELECT min(fire_at) AS next_at FROM firings WHERE reminder = reminders.id AND status = 'planned' AND event IS NULL
  ) AS planned ON true
  LEFT JOIN LATERAL (
    SELECT id AS open, due_at AS open_at, fired_at FROM firings
    WHERE reminder = reminders.id AND status = 'open' AND fired_at > clock_now() - interval '30 days'
    ORDER BY fired_at DESC, id DESC LIMIT 1
  ) AS sent ON true`

/** The firing was sent, as far as we know: it does not wait, and was not turned down. */
export const HEARD = `EXISTS (
  SELECT FROM outbox WHERE outbox.id = firings.outbox AND outbox.status NOT IN ('waiting', 'failed', 'dropped'))`

/** What is to come for a person, and what was sent and is open, by what comes next. */
export async function listReminders(db: Queryable, person: string): Promise<ListedReminder[]> {
  const found = await db.query<ListedReminder>(
    `${LISTED} WHERE person = $1 AND (status = 'active' OR status = 'ended' AND open IS NOT NULL AND kind = 'reminder')
     ORDER BY next_at NULLS LAST, ref LIMIT 250`,
    [person],
  )
  return found.rows
}

/** By its ref, or the one that was sent last and is open: what waits unseen is not what the person speaks of. */
export async function findReminder(
  db: Queryable,
  person: string,
  ref: number | undefined,
): Promise<ListedReminder | undefined> {
  const found = await db.query<ListedReminder>(
    ref === undefined
      ? `${LISTED} JOIN LATERAL (
           SELECT max(fired_at) AS heard_at FROM firings WHERE reminder = reminders.id AND status = 'open' AND ${HEARD}
         ) AS heard ON heard_at > clock_now() - interval '30 days'
         WHERE person = $1 AND kind <> 'briefing' ORDER BY heard_at DESC, open_at DESC, ref DESC LIMIT 1`
      : `${LISTED} WHERE person = $1 AND ref = $2`,
    ref === undefined ? [person] : [person, ref],
  )
  return found.rows[0]
}

/** Locked first, so that what is sent of it right now is seen, and what comes after that. Wants a transaction. */
export async function lockReminder(
  db: Queryable,
  person: string,
  id: string,
): Promise<ListedReminder | undefined> {
  await db.query('SELECT FROM reminders WHERE person = $1 AND id = $2 FOR NO KEY UPDATE', [person, id])
  const found = await db.query<ListedReminder>(`${LISTED} WHERE person = $1 AND reminders.id = $2`, [
    person,
    id,
  ])
  return found.rows[0]
}

export async function countActive(db: Queryable, person: string): Promise<number> {
  const found = await db.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM reminders WHERE person = $1 AND status = 'active'`,
    [person],
  )
  return found.rows[0]?.count ?? 0
}

export async function setReminderStatus(
  db: Queryable,
  ids: string[],
  status: ReminderRow['status'],
): Promise<void> {
  if (ids.length === 0) return
  await db.query('UPDATE reminders SET status = $2 WHERE id = ANY($1::uuid[]) AND status <> $2', [
    ids,
    status,
  ])
}

/** Those of which nothing is to come have ended. */
export async function endReminders(db: Queryable, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await db.query(
    `UPDATE reminders SET status = 'ended' WHERE id = ANY($1::uuid[]) AND status = 'active' AND kind <> 'before-events'
       AND NOT EXISTS (SELECT FROM firings WHERE reminder = reminders.id AND firings.status = 'planned')`,
    [ids],
  )
}

/** From when and by what rule a series counts from now on. */
export async function setSchedule(
  db: Queryable,
  id: string,
  schedule: Pick<ReminderRow, 'first' | 'rule' | 'zone'>,
): Promise<void> {
  await db.query(`UPDATE reminders SET first = $2, rule = $3, zone = $4, status = 'active' WHERE id = $1`, [
    id,
    schedule.first,
    schedule.rule,
    schedule.zone,
  ])
}

/** Those that follow the person and count by another zone than this one, locked. */
export async function floatingElsewhere(db: Queryable, person: string, zone: string): Promise<ReminderRow[]> {
  const found = await db.query<ReminderRow>(
    `SELECT * FROM reminders WHERE person = $1 AND status = 'active' AND floating AND zone <> $2 FOR UPDATE`,
    [person, zone],
  )
  return found.rows
}

/** Reminders before each event, with whose they are. */
export async function watchedReminders(db: Queryable): Promise<(ReminderRow & { now: Date })[]> {
  const found = await db.query<ReminderRow & { now: Date }>(
    `SELECT reminders.*, clock_now() AS now FROM reminders JOIN people ON people.id = person
     WHERE status = 'active' AND kind = 'before-events' AND opted_out_at IS NULL ORDER BY person`,
  )
  return found.rows
}
