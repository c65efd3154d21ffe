import type { Queryable } from './database.ts'
import { enqueueSql } from './queue.ts'
import type { ReminderRow } from './reminders.ts'
import type { Person } from './turns.ts'

/** The event a reminder is for, as it was seen when that was planned. */
export interface FiringEvent {
  calendar: string
  id: string
  title: string
  /** `EventTime` of a timed event. */
  start: string
  end: string
  /** The person's own words, not somebody else's. */
  own: boolean
}

export interface PlannedFiring {
  reminder: string
  conversation: string
  /** Names it among those of its reminder. */
  occurrence: string
  due: Temporal.Instant
  event?: FiringEvent | undefined
}

/** A firing whose time has come, with all it takes to say it. */
export interface DueFiring
  extends
    Pick<ReminderRow, 'kind' | 'text' | 'ref' | 'first' | 'rule'>,
    Pick<Person, 'language' | 'timezone' | 'away_timezone' | 'away_until'> {
  id: string
  reminder: string
  person: string
  conversation: string
  occurrence: string
  due_at: Date
  event: FiringEvent | null
  now: Date
  quiet_from: string | null
  quiet_until: string | null
}

/** Ends a statement: a job for when each of these rows of firings is sent. Jobs run by the real time. */
export const wakeSql = (rows: string): string =>
  `due AS (SELECT DISTINCT conversation, fire_at - shift AS at FROM ${rows}, clock) ${enqueueSql('remind', 'due', 'at')}`

/** Of a series' own times, in contrast to what was put off by a call; `schedule.ts` names them. */
const BY_RULE = `occurrence LIKE 'rule:%'`

/** Plans what is not planned yet, each with a job for its time. */
export async function planFirings(db: Queryable, firings: PlannedFiring[]): Promise<void> {
  if (firings.length === 0) return
  await db.query({
    name: 'plan-firings',
    text: `
      WITH planned AS (
        INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at, event)
        SELECT reminder, conversation, occurrence, due, due, event FROM jsonb_to_recordset($1::jsonb) AS f
          (reminder uuid, conversation text, occurrence text, due timestamptz, event jsonb)
        ON CONFLICT (reminder, occurrence) DO NOTHING
        RETURNING conversation, fire_at
      ), ${wakeSql('planned')}`,
    values: [
      JSON.stringify(
        firings.map(({ due, event = null, ...firing }) => ({ ...firing, due: due.toString(), event })),
      ),
    ],
  })
}

/**
 * Locks what is due in these conversations: nobody else sends it until the transaction ends, and nobody changes its reminder,
 * whose next time is planned with it. `id`: one firing alone.
 * Rule of the table: a firing is `open` exactly if its message is in the outbox, by one commit.
 */
export async function takeDue(
  db: Queryable,
  conversations: string[],
  { id }: { id?: string } = {},
): Promise<DueFiring[]> {
  const due = await db.query<DueFiring>({
    name: 'take-due',
    text: `
      SELECT firings.id, firings.reminder, reminders.person, firings.conversation, occurrence, due_at, event, clock_now() AS now,
        kind, text, ref, first, rule, language, timezone, away_timezone, away_until::text, quiet_from, quiet_until
      FROM firings JOIN reminders ON reminders.id = reminder JOIN people ON people.id = person
      -- Not by the index of all that is due: in a crowd that is much, and these are few.
      WHERE firings.conversation = ANY($1) AND firings.status = 'planned' AND fire_at + interval '0' <= clock_now()
        AND ($2::uuid IS NULL OR firings.id = $2)
      FOR NO KEY UPDATE OF firings, reminders SKIP LOCKED`,
    values: [conversations, id ?? null],
  })
  return due.rows.toSorted((a, b) => a.due_at.getTime() - b.due_at.getTime() || a.ref - b.ref)
}

/** They are sent with this commit. */
export async function markFired(
  db: Queryable,
  fired: { id: string; due: Temporal.Instant; outbox: string | undefined }[],
): Promise<void> {
  await db.query({
    name: 'mark-fired',
    text: `UPDATE firings SET status = 'open', fired_at = clock_now(), outbox = f.outbox, due_at = f.due
       FROM jsonb_to_recordset($1::jsonb) AS f (id uuid, due timestamptz, outbox uuid) WHERE firings.id = f.id`,
    values: [JSON.stringify(fired.map((one) => ({ ...one, due: one.due.toString() })))],
  })
}

/** The event is gone or has begun: nothing is sent. */
export async function skipFiring(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE firings SET status = 'skipped', settled_at = clock_now() WHERE id = $1 AND status = 'planned'`,
    [id],
  )
}

/** Puts them off, with a job for when they are sent. */
export async function postponeFirings(
  db: Queryable,
  later: { id: string; until: Temporal.Instant }[],
): Promise<void> {
  if (later.length === 0) return
  await db.query(
    `WITH postponed AS (
       UPDATE firings SET fire_at = f.until FROM jsonb_to_recordset($1::jsonb) AS f (id uuid, until timestamptz)
       WHERE firings.id = f.id AND status = 'planned' RETURNING conversation, fire_at
     ), ${wakeSql('postponed')}`,
    [JSON.stringify(later.map(({ id, until }) => ({ id, until: until.toString() })))],
  )
}

/** What quiet hours held back may come as it was due: they have changed. */
export async function unpostponeFirings(db: Queryable, person: string): Promise<void> {
  await db.query(
    `WITH freed AS (
       UPDATE firings SET fire_at = due_at FROM reminders
       WHERE reminders.id = reminder AND person = $1 AND firings.status = 'planned' AND fire_at > due_at
       RETURNING firings.conversation, fire_at
     ), ${wakeSql('freed')}`,
    [person],
  )
}

/** What was planned for a reminder is not any more. `byRule`: only what its rule planned, not what was put off by a call. */
export async function unplan(db: Queryable, reminder: string, { byRule = false } = {}): Promise<void> {
  await db.query(
    `DELETE FROM firings WHERE reminder = $1 AND status = 'planned' AND (NOT $2 OR ${BY_RULE})`,
    [reminder, byRule],
  )
}

/** Closes what was sent of a reminder and is open. */
export async function settleFirings(
  db: Queryable,
  reminder: string,
  status: 'done' | 'later' | 'moved' | 'cancelled',
): Promise<void> {
  await db.query(
    `UPDATE firings SET status = $2, settled_at = clock_now() WHERE status = 'open' AND reminder = $1`,
    [reminder, status],
  )
}

/** The last time of a series that was sent by its rule. */
export async function lastFired(db: Queryable, reminder: string): Promise<Temporal.Instant | undefined> {
  const found = await db.query<{ due_at: Date | null }>(
    `SELECT max(due_at) AS due_at FROM firings WHERE reminder = $1 AND status <> 'planned' AND ${BY_RULE}`,
    [reminder],
  )
  return found.rows[0]?.due_at?.toTemporalInstant()
}

/** Conversations with firings that are due for longer than any running job would let them. */
export async function overdueConversations(db: Queryable, olderThanSeconds: number): Promise<string[]> {
  const found = await db.query<{ conversation: string }>(
    `SELECT DISTINCT conversation FROM firings
     WHERE status = 'planned' AND fire_at < clock_now() - make_interval(secs => $1)`,
    [olderThanSeconds],
  )
  return found.rows.map((row) => row.conversation)
}

/** Reminders of the person that come between two instants, in order. */
export async function comingFirings(
  db: Queryable,
  person: string,
  range: { from: Temporal.Instant; to: Temporal.Instant },
): Promise<{ text: string; due_at: Date }[]> {
  const found = await db.query<{ text: string; due_at: Date }>(
    `SELECT text, due_at FROM firings JOIN reminders ON reminders.id = reminder
     WHERE person = $1 AND kind = 'reminder' AND firings.status = 'planned' AND due_at >= $2 AND due_at < $3
     ORDER BY due_at LIMIT 30`,
    [person, range.from.toString(), range.to.toString()],
  )
  return found.rows
}
