import { z } from 'zod'
import { PermanentError } from '../../errors.ts'
import {
  type Attendee,
  type CalendarEvent,
  type EventTime,
  LONGEST,
  MOST_ATTENDEES,
  type Response,
} from '../calendar.ts'
import { textOfHtml } from './html-text.ts'

const text = z.string().nullish()
const when = z.looseObject({
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .nullish(),
  dateTime: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
    .nullish(),
  timeZone: text,
})
const person = z.looseObject({ email: text, displayName: text, self: z.boolean().nullish() })
const attendee = person.extend({ responseStatus: text, resource: z.boolean().nullish() })

/** What we read of an event of Google's (PROTOCOLS 6.2); the rest is kept, for writing lists back whole. */
export const googleEvent = z.looseObject({
  id: z.string(),
  etag: z.string().default(''),
  status: text,
  summary: text,
  description: text,
  location: text,
  start: when.nullish(),
  end: when.nullish(),
  recurrence: z.array(z.string()).nullish(),
  recurringEventId: text,
  originalStartTime: when.nullish(),
  attendees: z.array(attendee).nullish(),
  attendeesOmitted: z.boolean().nullish(),
  organizer: person.nullish(),
  creator: person.nullish(),
  transparency: text,
  eventType: text,
  hangoutLink: text,
  htmlLink: text,
  conferenceData: z
    .looseObject({
      createRequest: z.looseObject({ status: z.looseObject({ statusCode: text }).nullish() }).nullish(),
      entryPoints: z.array(z.looseObject({ entryPointType: text, uri: text })).nullish(),
    })
    .nullish(),
})
export type GoogleEvent = z.infer<typeof googleEvent>
export type GoogleAttendee = z.infer<typeof attendee>
type GoogleTime = z.infer<typeof when>

/** `zone`: of the calendar, for events that name none. Throws `PermanentError` for one without times, such as a cancelled instance. */
export function fromGoogle(event: GoogleEvent, calendar: string, zone: string | undefined): CalendarEvent {
  const attendees = (event.attendees ?? []).slice(0, MOST_ATTENDEES).flatMap(toAttendee)
  const rule = event.recurrence?.find((line) => line.startsWith('RRULE:'))?.slice('RRULE:'.length)
  const { recurringEventId: series, originalStartTime: original } = event
  const status = event.status === 'cancelled' || event.status === 'tentative' ? event.status : 'confirmed'
  const declined = attendees.some(({ self, response }) => self && response === 'declined')
  return {
    id: event.id,
    calendar,
    status,
    title: shortened(event.summary ?? '', LONGEST.title),
    time: timeOf(event, zone),
    location: shortened(event.location ?? '', LONGEST.location),
    notes: shortened(textOfHtml(event.description ?? ''), LONGEST.notes),
    attendees,
    own: (event.organizer ?? event.creator)?.self ?? false,
    busy: status !== 'cancelled' && event.transparency !== 'transparent' && !declined,
    rule,
    series: series && original ? { id: series, originalStart: momentOf(original, zone) } : undefined,
    meetLink: webAddress(event.hangoutLink) ?? webAddress(videoOf(event)),
    link: webAddress(event.htmlLink),
    etag: event.etag,
  }
}

/** True while Google is still making the video call. */
export const isMeetPending = (event: GoogleEvent): boolean =>
  event.conferenceData?.createRequest?.status?.statusCode === 'pending'

function timeOf({ id, start, end }: GoogleEvent, zone: string | undefined): EventTime {
  if (!start || !end) throw new PermanentError(`Google: event ${id} has no times`)
  if (!start.date) return { kind: 'timed', start: momentOf(start, zone), end: momentOf(end, zone) }
  // Google's end is the first day after it.
  const first = Temporal.PlainDate.from(start.date)
  const after = end.date ? Temporal.PlainDate.from(end.date) : first
  const last = Temporal.PlainDate.compare(after, first) > 0 ? after.subtract({ days: 1 }) : first
  return { kind: 'days', first: first.toString(), last: last.toString() }
}

/** `Temporal.ZonedDateTime` as text, or `Temporal.PlainDate`. */
function momentOf({ date, dateTime, timeZone }: GoogleTime, zone: string | undefined): string {
  if (date) return Temporal.PlainDate.from(date).toString()
  if (!dateTime) throw new PermanentError('Google: a time without a time')
  const offset = /[+-]\d\d:?\d\d$|Z$/.exec(dateTime)?.[0]
  const own = [timeZone, zone, offset === 'Z' ? 'UTC' : offset].find((one) => one && isZone(one)) ?? 'UTC'
  const instant = offset
    ? Temporal.Instant.from(dateTime)
    : Temporal.PlainDateTime.from(dateTime).toZonedDateTime(own).toInstant()
  return instant.toZonedDateTimeISO(own).toString({ smallestUnit: 'second' })
}

/** Google may know a zone that this machine does not. */
function isZone(zone: string): boolean {
  try {
    return Boolean(Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

function toAttendee({ email, displayName, responseStatus, self, resource }: GoogleAttendee): Attendee[] {
  if (!email || resource) return []
  const name = displayName ? shortened(displayName, LONGEST.name) : undefined
  return [{ email, name, response: toResponse(responseStatus), self: self ?? false }]
}

function toResponse(status: string | null | undefined): Response {
  return status === 'accepted' || status === 'declined' || status === 'tentative' ? status : 'needsAction'
}

const videoOf = ({ conferenceData }: GoogleEvent): string | null | undefined =>
  conferenceData?.entryPoints?.find(({ entryPointType }) => entryPointType === 'video')?.uri

function webAddress(uri: string | null | undefined): string | undefined {
  return uri && uri.length <= 1000 && /^https?:\/\/\S+$/i.test(uri) ? uri : undefined
}

/** Others may have written any length into an invitation. */
function shortened(words: string, most: number): string {
  if (words.length <= most) return words
  return `${words.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
