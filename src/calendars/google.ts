import { z } from 'zod'
import { type Busy, type Calendar, type CalendarEvent, CalendarRefused, type Range } from './calendar.ts'
import type { GoogleAccount } from './google-accounts.ts'
import type { Ask, GoogleClient } from './google-client.ts'
import { type EventBody, toBody, toNewBody } from './google-drafts.ts'
import { calendarError, GoogleFailed } from './google-errors.ts'
import { createGoogleEventStore, gone, isEventId } from './google-event-store.ts'
import { fromGoogle, type GoogleEvent, googleEvent } from './google-events.ts'

const PAGE = 250
/** Pages may be empty while there are more (PROTOCOLS 6.3). */
const MOST_PAGES = 40
const MOST_FREEBUSY = 50

const eventPage = z.looseObject({
  items: z.array(googleEvent).default([]),
  timeZone: z.string().optional(),
  nextPageToken: z.string().optional(),
})
const freeBusy = z.looseObject({
  calendars: z.record(
    z.string(),
    z.looseObject({
      busy: z.array(z.object({ start: z.string(), end: z.string() })).optional(),
      errors: z.array(z.unknown()).optional(),
    }),
  ),
})

/** A calendar at Google. Every write is read back before it is told: `OutcomeUnknown` when Google cannot be asked for it. */
export function createGoogleCalendar(settings: {
  id: string
  name: string
  /** The calendar's id at Google; `primary` is the account's own. */
  googleId: string
  account: GoogleAccount
  client: GoogleClient
}): Calendar {
  const { id: calendar, name, googleId: calendarId, account, client } = settings
  const events = createGoogleEventStore({ calendarId, account, client })

  const readBack = async (eventId: string, signal: AbortSignal): Promise<CalendarEvent> =>
    fromGoogle(await events.readBack(eventId, signal), calendar, undefined)

  /** Of a write: what no attempt could settle is said in the words of the interface. */
  const writing =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await work(...args)
      } catch (error) {
        throw error instanceof GoogleFailed ? calendarError(error, true) : error
      }
    }

  return {
    id: calendar,
    kind: 'google',
    name,
    canMeet: true,

    async list({ from, to, text, limit }, signal) {
      const found: CalendarEvent[] = []
      let pageToken: string | undefined
      for (let pages = 0; pages < MOST_PAGES && found.length < limit; pages++) {
        const params = {
          calendarId,
          // Bounds the end of events, and `timeMax` their start: what overlaps.
          timeMin: utc(from),
          timeMax: utc(to),
          singleEvents: true,
          orderBy: 'startTime',
          maxResults: Math.min(PAGE, limit),
          ...(text && { q: text }),
          ...(pageToken && { pageToken }),
        }
        const page = await events.read(eventPage, (api, options) => api.events.list(params, options), signal)
        const listed = page.items.filter(isListed)
        found.push(...listed.map((event) => fromGoogle(event, calendar, page.timeZone)))
        pageToken = page.nextPageToken
        if (!pageToken) break
      }
      return found.slice(0, limit)
    },

    async get(eventId, signal) {
      const event = await events.find(eventId, signal)
      return event && event.status !== 'cancelled' ? fromGoogle(event, calendar, undefined) : undefined
    },

    insert: writing(async (eventId, draft, { notify }, signal) => {
      await events.insert(eventId, toNewBody(eventId, draft), notify, signal)
      return readBack(eventId, signal)
    }),

    change: writing(async (eventId, change, options, signal) => {
      if (!isEventId(eventId)) throw gone()
      if (change.attendees === undefined && change.rule === undefined)
        await events.patch(eventId, toBody(eventId, change, undefined), options, signal)
      else await events.patchLists(eventId, (before) => toBody(eventId, change, before), options, signal)
      return readBack(eventId, signal)
    }),

    remove: writing(async (eventId, options, signal) => {
      if (isEventId(eventId)) await events.remove(eventId, options, signal)
    }),

    restore: writing(async (eventId, { etag, notify }, signal) => {
      const event = await events.find(eventId, signal)
      if (!event) throw gone()
      if (event.status === 'cancelled')
        await events.patch(eventId, { status: 'confirmed' }, { etag, notify }, signal)
      return readBack(eventId, signal)
    }),

    respond: writing(async (eventId, response, options, signal) => {
      const answer = ({ attendees, attendeesOmitted }: GoogleEvent): EventBody => {
        const self = attendees?.find((one) => one.self)
        if (!attendees || !self)
          throw new CalendarRefused('forbidden', 'The person is not invited to this event.')
        return {
          attendees: attendees.map((one) => (one === self ? { ...one, responseStatus: response } : one)),
          // Google shows a guest of a large event only some of the others; this keeps the rest invited.
          ...(attendeesOmitted && { attendeesOmitted }),
        }
      }
      await events.patchLists(eventId, answer, options, signal)
      return readBack(eventId, signal)
    }),

    async busy(emails, { from, to }, signal) {
      const seen = new Map<string, Busy>()
      for (let first = 0; first < emails.length; first += MOST_FREEBUSY) {
        const some = emails.slice(first, first + MOST_FREEBUSY)
        const items = some.map((email) => ({ id: email }))
        const requestBody = { timeMin: utc(from), timeMax: utc(to), items }
        const ask: Ask = (api, options) => api.freebusy.query({ requestBody }, options)
        const { calendars } = await events.read(freeBusy, ask, signal)
        for (const email of some) {
          const answer = calendars[email]
          seen.set(email, answer && !answer.errors?.length ? merged(answer.busy ?? []) : undefined)
        }
      }
      return seen
    },
  }
}

/** Where somebody works from is no event. */
const isListed = ({ status, eventType }: GoogleEvent): boolean =>
  status !== 'cancelled' && eventType !== 'workingLocation'

/** Google wants an offset; a fraction of a second is of no use to it. */
const utc = (instant: string): string => Temporal.Instant.from(instant).toString({ smallestUnit: 'second' })

function merged(busy: { start: string; end: string }[]): Range[] {
  const all = busy
    .map(({ start, end }) => ({ from: utc(start), to: utc(end) }))
    .sort((a, b) => a.from.localeCompare(b.from))
  const result: Range[] = []
  for (const one of all) {
    const last = result.at(-1)
    if (last && one.from <= last.to) last.to = last.to > one.to ? last.to : one.to
    else result.push({ ...one })
  }
  return result
}
