import type { Queryable } from './database.ts'

export interface CalendarRow {
  id: string
  person: string
  kind: 'google' | 'local'
  name: string
  /** Of a Google calendar: its account, and its id there. */
  account: string | null
  googleId: string | null
  isDefault: boolean
  feedVersion: number
}

const COLUMNS = `id, person, kind, name, account, google_id AS "googleId", is_default AS "isDefault",
  feed_version AS "feedVersion"`

/** All calendars of a person, the default one first, then by age. The local one is made here when it is not there yet. */
export async function calendarsOf(db: Queryable, person: string, localName: string): Promise<CalendarRow[]> {
  const list = () =>
    db.query<CalendarRow>(
      `SELECT ${COLUMNS} FROM calendars WHERE person = $1 ORDER BY is_default DESC, created_at, id`,
      [person],
    )
  const found = await list()
  if (found.rows.some(({ kind }) => kind === 'local')) return found.rows
  await db.query(
    `INSERT INTO calendars (person, kind, name, is_default)
     SELECT $1, 'local', $2, NOT EXISTS (SELECT FROM calendars WHERE person = $1 AND is_default)
     ON CONFLICT DO NOTHING`,
    [person, localName],
  )
  return (await list()).rows
}

/** Rule of the column: exactly one of a person's calendars; false when it is not theirs. Runs in a transaction. */
export async function setDefaultCalendar(db: Queryable, person: string, calendar: string): Promise<boolean> {
  // Two at once would each see the other's default and stumble over the unique index.
  await db.query('SELECT 1 FROM people WHERE id = $1 FOR NO KEY UPDATE', [person])
  const found = await db.query('SELECT 1 FROM calendars WHERE id = $2 AND person = $1', [person, calendar])
  if (found.rows.length === 0) return false
  await db.query('UPDATE calendars SET is_default = false WHERE person = $1 AND is_default AND id <> $2', [
    person,
    calendar,
  ])
  await db.query('UPDATE calendars SET is_default = true WHERE id = $1 AND NOT is_default', [calendar])
  return true
}

/** Brings the calendars of a Google account up to what Google lists: new ones come, names change, others go. */
export async function storeGoogleCalendars(
  db: Queryable,
  account: { id: string; person: string },
  calendars: { googleId: string; name: string }[],
): Promise<CalendarRow[]> {
  await db.query('DELETE FROM calendars WHERE account = $1 AND google_id <> ALL($2::text[])', [
    account.id,
    calendars.map(({ googleId }) => googleId),
  ])
  for (const { googleId, name } of calendars) {
    await db.query(
      // The transaction's time is one for all: they stay in the order in which they were given.
      `INSERT INTO calendars (person, kind, name, account, google_id, created_at)
       VALUES ($1, 'google', $2, $3, $4, clock_timestamp())
       ON CONFLICT (account, google_id) DO UPDATE SET name = excluded.name`,
      [account.person, name, account.id, googleId],
    )
  }
  const stored = await db.query<CalendarRow>(
    `SELECT ${COLUMNS} FROM calendars WHERE account = $1 ORDER BY created_at, id`,
    [account.id],
  )
  return stored.rows
}

/** True when the person writes to a calendar of this account. */
export async function hasDefaultIn(db: Queryable, account: string): Promise<boolean> {
  const found = await db.query('SELECT 1 FROM calendars WHERE account = $1 AND is_default', [account])
  return found.rows.length > 0
}

/** After calendars went: the oldest Google calendar of a live account, or else the local one. Runs in a transaction. */
export async function repairDefault(db: Queryable, person: string): Promise<void> {
  await db.query('SELECT 1 FROM people WHERE id = $1 FOR NO KEY UPDATE', [person])
  await db.query(
    `UPDATE calendars SET is_default = true
     WHERE NOT EXISTS (SELECT FROM calendars WHERE person = $1 AND is_default) AND id = (
       SELECT calendars.id FROM calendars LEFT JOIN google_accounts ON google_accounts.id = account
       WHERE calendars.person = $1 AND coalesce(status, 'live') = 'live'
       ORDER BY kind = 'local', calendars.created_at, calendars.id LIMIT 1)`,
    [person],
  )
}
