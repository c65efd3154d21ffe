import { createHash } from 'node:crypto'
import type { calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import type { EventChange, EventTime } from '../calendar.ts'
import { stampOf } from '../event-times.ts'
import type { GoogleAttendee, GoogleEvent } from './google-event.ts'
import { htmlOfText } from './html-text.ts'

export interface TimeBody {
  date: string | null
  dateTime: string | null
  timeZone: string | null
}

/** What we write of an event. Nulls take away what a patch, which merges, would leave. */
export interface EventBody {
  status?: 'confirmed'
  summary?: string
  location?: string
  description?: string
  start?: TimeBody
  end?: TimeBody
  recurrence?: string[]
  attendees?: GoogleAttendee[]
  attendeesOmitted?: boolean
  conferenceData?: { createRequest: { requestId: string; conferenceSolutionKey: { type: string } } } | null
}

/** For the SDK, whose types do not know that a null takes a value away. */
export const forSdk = (body: EventBody): calendar_v3.Schema$Event => body as calendar_v3.Schema$Event

/**
 * A change as Google wants it. `before`: the event as it stands, of which lists are written back whole, since Google
 * replaces them (PROTOCOLS 6.3).
 */
export function toBody(id: string, change: EventChange, before: GoogleEvent | undefined): EventBody {
  const { title, time, location, notes, attendees, rule, meet } = change
  return {
    ...(title !== undefined && { summary: title }),
    ...(location !== undefined && { location }),
    ...(notes !== undefined && { description: htmlOfText(notes) }),
    ...(time && toTimes(time)),
    ...(rule !== undefined && { recurrence: toRecurrence(rule, time, before) }),
    ...(attendees && { attendees: toAttendees(attendees, before?.attendees ?? []) }),
    ...(meet !== undefined && { conferenceData: meet ? meetRequest(id) : null }),
  }
}

/** The same without what is empty anyway: a new event has nothing to take away. */
export function toNewBody(id: string, change: EventChange): EventBody {
  const { location, notes, attendees, rule, meet, ...rest } = change
  return toBody(
    id,
    {
      ...rest,
      ...(location && { location }),
      ...(notes && { notes }),
      ...(attendees && attendees.length > 0 && { attendees }),
      ...(rule && { rule }),
      ...(meet && { meet }),
    },
    undefined,
  )
}

function toTimes(time: EventTime): { start: TimeBody; end: TimeBody } {
  if (time.kind === 'timed') return { start: toMoment(time.start), end: toMoment(time.end) }
  const day = (date: Temporal.PlainDate) => ({ date: date.toString(), dateTime: null, timeZone: null })
  const after = Temporal.PlainDate.from(time.last).add({ days: 1 })
  return { start: day(Temporal.PlainDate.from(time.first)), end: day(after) }
}

function toMoment(text: string): TimeBody {
  const moment = Temporal.ZonedDateTime.from(text)
  const dateTime = moment.toString({ timeZoneName: 'never', smallestUnit: 'second' })
  const isOffset = /^[+-]/.test(moment.timeZoneId) // no IANA zone, which is all that Google takes
  return { date: null, dateTime, timeZone: isOffset ? null : moment.timeZoneId }
}

/** EXDATE and RDATE lines stay: a new rule is no reason to bring deleted instances back. */
function toRecurrence(rule: string, time: EventTime | undefined, before: GoogleEvent | undefined): string[] {
  if (rule === '') return []
  const others = (before?.recurrence ?? []).filter((line) => !line.startsWith('RRULE:'))
  return [`RRULE:${fitUntil(rule, time, before)}`, ...others]
}

/** Google wants UNTIL in UTC for timed events and as a date for whole days (RFC 5545, 3.3.10). */
function fitUntil(rule: string, time: EventTime | undefined, before: GoogleEvent | undefined): string {
  const isDays = time ? time.kind === 'days' : Boolean(before?.start?.date)
  const zone = time?.kind === 'timed' ? zoneOf(time.start) : before?.start?.timeZone
  return rule.replace(
    /(?<=(?:^|;)UNTIL=)(\d{8})(?:T(\d{6})(Z?))?/i,
    (until, day: string, clock?: string, utc?: string) => {
      if (isDays) return day
      if (utc || !zone) return until
      const last = Temporal.PlainDateTime.from(`${day}T${clock ?? '235959'}`).toZonedDateTime(zone)
      return stampOf(last)
    },
  )
}

const zoneOf = (start: string): string => Temporal.ZonedDateTime.from(start).timeZoneId

/** Those who stay keep their answer, and the person does not fall off their own event. */
function toAttendees(
  wanted: { email: string; name?: string | undefined }[],
  before: GoogleAttendee[],
): GoogleAttendee[] {
  const known = new Map(before.map((one) => [addressOf(one), one]))
  const listed = new Set(wanted.map(addressOf))
  const kept = before.filter((one) => (one.self || one.resource) && !listed.has(addressOf(one)))
  const unique = new Map(wanted.map((one) => [addressOf(one), one])).values()
  return [
    ...kept,
    ...unique.map(
      (one) => known.get(addressOf(one)) ?? { email: one.email, ...(one.name && { displayName: one.name }) },
    ),
  ]
}

export const addressOf = ({ email }: { email?: string | null | undefined }): string =>
  (email ?? '').toLowerCase()

/** The same request makes no second call, so the id comes from the event's. */
const meetRequest = (id: string) => ({
  createRequest: {
    requestId: createHash('sha256').update(`meet:${id}`).digest('hex').slice(0, 32),
    conferenceSolutionKey: { type: 'hangoutsMeet' },
  },
})
