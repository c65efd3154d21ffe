import type { Queryable } from './database.ts'

/** As the calendars have it: `Temporal.ZonedDateTime`, or `Temporal.PlainDate`, as text. */
type StoredTime =
  | { kind: 'timed'; start: string; end: string }
  | { kind: 'days'; first: string; last: string }

/** What an event says of itself. */
export interface EventContent {
  title: string
  time: StoredTime
  location: string
  notes: string
  attendees: { email: string; name?: string | undefined }[]
  /** RRULE without the name; null: no series. */
  rule: string | null
}

export interface EventRow extends EventContent {
  id: string
  /** Of an instance that differs from its series: the series, and the time the rule gave it. */
  series: string | null
  originalStart: string | null
  /** False: the series has no such instance at present. */
  fits: boolean
  status: 'confirmed' | 'cancelled'
  version: number
  updatedAt: Date
}

/** Instants as text; `lastAt` may be `infinity`. */
export interface Bounds {
  startsAt: string
  lastAt: string
}

const COLUMNS = `e.id, e.series, e.original_start AS "originalStart", e.fits, e.status, e.title, e.event_time AS time,
  e.location, e.notes, e.attendees, e.rule, e.version, e.updated_at AS "updatedAt"`

/** An instance goes with its series. */
const SHOWN = `e.status = 'confirmed' AND e.fits AND (e.series IS NULL OR EXISTS (
  SELECT FROM events s WHERE s.calendar = e.calendar AND s.id = e.series AND s.status = 'confirmed'))`

export async function readEvent(db: Queryable, calendar: string, id: string): Promise<EventRow | undefined> {
  const found = await db.query<EventRow>(
    `SELECT ${COLUMNS} FROM events e WHERE e.calendar = $1 AND e.id = $2`,
    [calendar, id],
  )
  return found.rows[0]
}

/** The same, and nobody else writes it until the transaction ends. Of an instance the series is locked first. */
export async function lockEvent(db: Queryable, calendar: string, id: string): Promise<EventRow | undefined> {
  const found = await db.query<EventRow>(
    `SELECT ${COLUMNS} FROM events e WHERE e.calendar = $1 AND e.id = $2 FOR UPDATE`,
    [calendar, id],
  )
  return found.rows[0]
}

/** Events, series and changed instances that may have something between two instants, by start. */
export async function eventsBetween(
  db: Queryable,
  calendar: string,
  range: { from: string; to: string },
  most: number,
): Promise<EventRow[]> {
  const found = await db.query<EventRow>(
    `SELECT ${COLUMNS} FROM events e
     WHERE e.calendar = $1 AND e.last_at > $2 AND e.starts_at < $3 AND ${SHOWN}
     ORDER BY e.starts_at, e.id LIMIT $4`,
    [calendar, range.from, range.to, most],
  )
  return found.rows
}

/** The ids of those instances of some series that have rows of their own, each between two ids. */
export async function ownInstances(
  db: Queryable,
  calendar: string,
  between: { lowest: string; highest: string }[],
): Promise<Set<string>> {
  if (between.length === 0) return new Set()
  const found = await db.query<{ id: string }>(
    `SELECT e.id FROM unnest($2::text[], $3::text[]) AS asked (lowest, highest)
     JOIN events e ON e.calendar = $1 AND e.id BETWEEN asked.lowest AND asked.highest AND e.series IS NOT NULL AND e.fits`,
    [calendar, between.map(({ lowest }) => lowest), between.map(({ highest }) => highest)],
  )
  return new Set(found.rows.map(({ id }) => id))
}

/** All instances of a series that have rows of their own, by the time the rule gave them. */
export async function instancesOwnedBy(db: Queryable, calendar: string, series: string): Promise<EventRow[]> {
  const found = await db.query<EventRow>(
    `SELECT ${COLUMNS} FROM events e WHERE e.calendar = $1 AND e.series = $2 ORDER BY e.id`,
    [calendar, series],
  )
  return found.rows
}

export type NewEvent = Omit<EventRow, 'updatedAt'>

/** Rule of the table: an id is used once. False when it is taken, or when there is no such local calendar. */
export async function insertEvent(
  db: Queryable,
  calendar: string,
  event: NewEvent,
  bounds: Bounds,
): Promise<boolean> {
  const inserted = await db.query(
    `INSERT INTO events (calendar, id, series, original_start, fits, status, title, event_time, location, notes, attendees,
       rule, version, starts_at, last_at)
     SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
     FROM calendars WHERE id = $1 AND kind = 'local'
     ON CONFLICT DO NOTHING`,
    [calendar, ...valuesOf(event), bounds.startsAt, bounds.lastAt],
  )
  return inserted.rowCount === 1
}

/** Writes a locked event whole; each write makes it a new version. */
export async function updateEvent(
  db: Queryable,
  calendar: string,
  event: NewEvent,
  bounds: Bounds,
): Promise<void> {
  await db.query(
    `UPDATE events SET series = $3, original_start = $4, fits = $5, status = $6, title = $7, event_time = $8, location = $9,
       notes = $10, attendees = $11, rule = $12, version = $13 + 1, starts_at = $14, last_at = $15, updated_at = now()
     WHERE calendar = $1 AND id = $2`,
    [calendar, ...valuesOf(event), bounds.startsAt, bounds.lastAt],
  )
}

/** They are about to be written again under other ids. */
export async function deleteInstances(db: Queryable, calendar: string, series: string): Promise<void> {
  await db.query('DELETE FROM events WHERE calendar = $1 AND series = $2', [calendar, series])
}

const valuesOf = (event: NewEvent): unknown[] => [
  event.id,
  event.series,
  event.originalStart,
  event.fits,
  event.status,
  event.title,
  JSON.stringify(event.time),
  event.location,
  event.notes,
  JSON.stringify(event.attendees),
  event.rule,
  event.version,
]
