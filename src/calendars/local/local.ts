import type { Database, Queryable } from '../../store/database.ts'
import { insertEvent, lockEvent, type NewEvent, readEvent } from '../../store/events.ts'
import { type Calendar, type CalendarEvent, CalendarRefused, type WriteOptions } from '../calendar.ts'
import { applied, contentOf, isSameContent } from './content.ts'
import { listEvents } from './list-events.ts'
import { type Found, findEvent, isThere, writeFound } from './rows.ts'
import { boundsOf } from './span.ts'

export interface LocalCalendarSettings {
  /** Of a row of `calendars`, of kind `local`. */
  id: string
  name: string
  db: Database
}

/**
 * The calendar in our own database. Nobody is told of anything: attendees are notes. Whole days are found generously
 * (`spanOf`): who knows the zone filters them. What becomes of changed instances when their series changes is said at
 * `refit`. What was deleted can be brought back; nothing purges it yet. What the database throws comes through as it is.
 */
export function createLocalCalendar({ id: calendar, name, db }: LocalCalendarSettings): Calendar {
  function toEvent({ series, originalStart, ...row }: NewEvent): CalendarEvent {
    const { id, status, title, time, location, notes } = row
    return {
      id,
      calendar,
      status,
      title,
      time,
      location,
      notes,
      attendees: row.attendees.map(({ email, name }) => ({
        email,
        name,
        response: 'needsAction',
        self: false,
      })),
      own: true,
      busy: status !== 'cancelled',
      rule: row.rule ?? undefined,
      series: series !== null && originalStart !== null ? { id: series, originalStart } : undefined,
      etag: String(row.version),
    }
  }

  /** Runs `work` with what the id leads to, which nobody else writes meanwhile. */
  function locked<T>(id: string, work: (tx: Queryable, found: Found | undefined) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => work(tx, await findEvent(tx, calendar, id, lockEvent)))
  }

  async function insertOnce(tx: Queryable, id: string, event: NewEvent): Promise<CalendarEvent> {
    const isNew = await insertEvent(tx, calendar, event, boundsOf(event))
    const row = await lockEvent(tx, calendar, id)
    if (!row) throw new CalendarRefused('gone', 'This calendar is not there any more.')
    if (isNew) return toEvent(row)
    if (!isSameContent(row, event)) throw new CalendarRefused('taken', 'The id belongs to another event.')
    if (row.status === 'confirmed') return toEvent(row)
    const found = { event: row, isVirtual: false, series: undefined }
    return toEvent(await writeFound(tx, calendar, found, { status: 'confirmed' }))
  }

  return {
    id: calendar,
    kind: 'local',
    name,
    canMeet: false,

    async list(query, signal) {
      signal.throwIfAborted()
      const events = await listEvents(db.pool, calendar, query)
      return events.map(toEvent)
    },

    async get(id, signal) {
      signal.throwIfAborted()
      const found = await findEvent(db.pool, calendar, id, readEvent)
      return found && isThere(found) ? toEvent(found.event) : undefined
    },

    async insert(id, draft, _options, signal) {
      signal.throwIfAborted()
      if (!/^[0-9a-v]{5,1024}$/.test(id)) throw new CalendarRefused('invalid', 'This is no id of an event.')
      const own = { id, series: null, originalStart: null, fits: true }
      const event: NewEvent = { ...own, ...contentOf(draft), status: 'confirmed', version: 1 }
      return db.transaction((tx) => insertOnce(tx, id, event))
    },

    async change(id, change, options, signal) {
      signal.throwIfAborted()
      return locked(id, async (tx, found) => {
        if (!found || !isThere(found)) throw gone()
        if (found.series && change.rule) {
          throw new CalendarRefused('invalid', 'One instance of a series cannot repeat by itself.')
        }
        const after = applied(found.event, change)
        // A change that was made and whose answer was lost is made already.
        if (isSameContent(found.event, after)) return toEvent(found.event)
        checkEtag(found, options)
        return toEvent(await writeFound(tx, calendar, found, after))
      })
    },

    async remove(id, options, signal) {
      signal.throwIfAborted()
      await locked(id, async (tx, found) => {
        if (!found || !isThere(found)) return
        checkEtag(found, options)
        await writeFound(tx, calendar, found, { status: 'cancelled' })
      })
    },

    async restore(id, options, signal) {
      signal.throwIfAborted()
      return locked(id, async (tx, found) => {
        if (!found || found.series?.status === 'cancelled') throw gone()
        if (isThere(found)) return toEvent(found.event)
        checkEtag(found, options)
        return toEvent(await writeFound(tx, calendar, found, { status: 'confirmed' }))
      })
    },

    async respond(id, _response, _options, signal) {
      const event = await this.get(id, signal)
      if (!event) throw gone()
      throw new CalendarRefused(
        'forbidden',
        'Nobody was invited to this event: it is only in the own calendar.',
      )
    },

    async busy(emails, _range, signal) {
      signal.throwIfAborted()
      await Promise.resolve()
      return new Map(emails.map((email) => [email, undefined]))
    },
  }
}

const gone = () => new CalendarRefused('gone', 'This event is not there any more.')

function checkEtag({ event }: Found, { etag }: WriteOptions): void {
  if (etag === undefined || etag === String(event.version)) return
  throw new CalendarRefused('changed', 'The event was changed meanwhile.')
}
