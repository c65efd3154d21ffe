import type { Queryable } from './database.ts'
import type { EventRow } from './events.ts'

export interface FeedRow {
  id: string
  name: string
  feedVersion: number
}

/** Days that have passed and are still in the feed. */
const PAST_DAYS = 90

export async function readFeed(db: Queryable, calendar: string): Promise<FeedRow | undefined> {
  const found = await db.query<FeedRow>(
    `SELECT id, name, feed_version AS "feedVersion" FROM calendars WHERE id = $1 AND kind = 'local'`,
    [calendar],
  )
  return found.rows[0]
}

/** Rule of the column: it only grows, so that no old address is ever good again. Undefined: no such local calendar. */
export async function revokeFeed(db: Queryable, calendar: string): Promise<number | undefined> {
  const revoked = await db.query<{ feedVersion: number }>(
    `UPDATE calendars SET feed_version = feed_version + 1 WHERE id = $1 AND kind = 'local'
     RETURNING feed_version AS "feedVersion"`,
    [calendar],
  )
  return revoked.rows[0]?.feedVersion
}

/**
 * What a subscriber is shown: events and series that are not over for long, by start, each followed by the instances that
 * differ from it. All of them, also old ones: without them the subscriber would see what was moved or deleted.
 */
export async function feedEvents(db: Queryable, calendar: string, most: number): Promise<EventRow[]> {
  const found = await db.query<EventRow>(
    `WITH shown AS (
       SELECT e.calendar, e.id, e.starts_at FROM events e
       WHERE e.calendar = $1 AND e.series IS NULL AND e.status = 'confirmed' AND (
         e.last_at > clock_now() - make_interval(days => $2)
         OR EXISTS (SELECT FROM events i WHERE i.calendar = $1 AND i.series = e.id AND i.fits AND i.status = 'confirmed'
           AND i.last_at > clock_now() - make_interval(days => $2)))
       ORDER BY e.starts_at, e.id LIMIT $3)
     SELECT e.id, e.series, e.original_start AS "originalStart", e.fits, e.status, e.title, e.event_time AS time,
       e.location, e.notes, e.attendees, e.rule, e.version, e.updated_at AS "updatedAt"
     FROM shown JOIN events e ON e.calendar = $1 AND (e.id = shown.id OR e.series = shown.id) AND e.fits
     ORDER BY shown.starts_at, shown.id, e.series NULLS FIRST, e.id`,
    [calendar, PAST_DAYS, most],
  )
  return found.rows
}
