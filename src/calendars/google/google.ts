import { z } from 'zod'
import { type Calendar, type CalendarEvent, CalendarRefused } from '../calendar.ts'
import type { GoogleAccount } from './accounts.ts'
import type { GoogleClient } from './client.ts'
import { type EventBody, toBody, toNewBody } from './event-body.ts'
import { calendarError, GoogleFailed, refused } from './errors.ts'
import { createGoogleEventStore, isEventId } from './event-store.ts'
import { readBusy, utc } from './free-busy.ts'
import { fromGoogle, type GoogleEvent, googleEvent } from './google-event.ts'

const PAGE = 250
/** Pages may be empty while there are more (PROTOCOLS 6.3). */
const MOST_PAGES = 40

const eventPage = z.looseObject({
  items: z.array(googleEvent).default([]),
  timeZone: z.string().optional(),
  nextPageToken: z.string().optional(),
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
      if (!isEventId(eventId)) throw refused('gone')
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
      if (!event) throw refused('gone')
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

    busy: (emails, range, signal) => readBusy(events, emails, range, signal),
  }
}

/** Where somebody works from is no event. */
const isListed = ({ status, eventType }: GoogleEvent): boolean =>
  status !== 'cancelled' && eventType !== 'workingLocation'
