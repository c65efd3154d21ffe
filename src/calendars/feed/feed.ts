import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from '../../store/database.ts'
import { feedEvents, readFeed } from '../../store/feeds.ts'
import { feedBody } from './feed-body.ts'

/** What a phone is sent at once, and still reads. */
const MOST_EVENTS = 2000

/** Private addresses of the local calendars, for programs that subscribe to them. Whoever has one can read. */
export interface Feed {
  /** E.g. `/calendar/<token>.ics`. It is good until the calendar has another `feedVersion`. */
  pathFor(calendar: { id: string; feedVersion: number }): string
  /** The calendar as iCalendar text; undefined for a token that is not ours, or is no longer good. */
  read(token: string): Promise<string | undefined>
}

export function createFeed({ secret, db }: { secret: Buffer; db: Database }): Feed {
  // The prefix keeps a signature made for something else from being good here.
  const sign = (id: string, version: number) =>
    createHmac('sha256', secret).update(`calendar-feed:${id}.${version}`).digest('base64url')

  return {
    pathFor: ({ id, feedVersion }) => `/calendar/${id}.${sign(id, feedVersion)}.ics`,

    async read(token) {
      const [, id, signature] = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\w-]{43})$/.exec(token) ?? []
      if (!id || !signature) return undefined
      const calendar = await readFeed(db.pool, id)
      if (!calendar) return undefined
      const expected = Buffer.from(sign(id, calendar.feedVersion))
      const given = Buffer.from(signature)
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined
      return feedBody(calendar.name, await feedEvents(db.pool, id, MOST_EVENTS), MOST_EVENTS)
    },
  }
}
