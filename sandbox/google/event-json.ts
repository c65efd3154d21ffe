import { inZone } from './event-times.ts'
import { sameAddress, type EventFields, type EventTime, type SeenEvent } from './google-event.ts'

/** A time as the API gives it. */
export interface TimeJson {
  date?: string
  dateTime?: string
  timeZone?: string
}

interface PersonJson {
  email: string
  displayName?: string
  self?: true
}

/** An event as the API gives it to one calendar (PROTOCOLS 6.2). */
export interface EventJson {
  kind: 'calendar#event'
  etag: string
  id: string
  status: 'confirmed' | 'tentative' | 'cancelled'
  htmlLink: string
  created: string
  updated: string
  summary?: string
  description?: string
  location?: string
  creator: PersonJson
  organizer: PersonJson
  start: TimeJson
  end: TimeJson
  recurrence?: string[]
  recurringEventId?: string
  originalStartTime?: TimeJson
  transparency?: 'transparent'
  visibility?: string
  iCalUID: string
  sequence: number
  attendees?: (PersonJson & { responseStatus: string; organizer?: true; optional?: true; comment?: string })[]
  hangoutLink?: string
  conferenceData?: unknown
  extendedProperties?: unknown
  reminders: unknown
  eventType: 'default'
}

/** Who looks: an account, at one of its calendars. */
export interface Viewer {
  account: string
  /** Its id; the account's address for the primary one. */
  calendar: string
  /** The zone that times are written in. */
  zone: string
}

/** `link`: the address of the page that shows events of this account. */
export function eventJson(event: SeenEvent, viewer: Viewer, link: string): EventJson {
  const { fields, exception } = event
  const time = (given: EventTime | null | undefined) => timeJson(given, viewer.zone)
  const person = (email: string, displayName?: string | null): PersonJson => ({
    email,
    ...(displayName && { displayName }),
    ...(isSelf(email, viewer) && { self: true as const }),
  })
  const meet = fields.conferenceData?.hangoutLink
  const json: EventJson = {
    kind: 'calendar#event',
    etag: event.etag,
    id: event.id,
    status: statusFor(event, viewer.calendar),
    htmlLink: `${link}?account=${encodeURIComponent(viewer.account)}&event=${event.id}`,
    created: event.created,
    updated: event.updated,
    ...texts(fields),
    creator: person(event.creator),
    organizer: person(event.home, event.organizerName),
    start: time(fields.start),
    end: time(fields.end),
    ...(fields.recurrence?.length && { recurrence: fields.recurrence }),
    ...(exception && { recurringEventId: exception.series, originalStartTime: time(exception.original) }),
    ...(fields.transparency === 'transparent' && { transparency: fields.transparency }),
    ...(fields.visibility && fields.visibility !== 'default' && { visibility: fields.visibility }),
    iCalUID: `${exception?.series ?? event.id}@google.com`,
    sequence: event.sequence,
    ...(fields.extendedProperties && { extendedProperties: fields.extendedProperties }),
    reminders: fields.reminders ?? { useDefault: true },
    eventType: 'default',
  }
  if (fields.attendees?.length) {
    json.attendees = fields.attendees.map(({ email, displayName, responseStatus, optional, comment }) => ({
      ...person(email, displayName),
      ...(sameAddress(email, event.home) && { organizer: true as const }),
      ...(optional && { optional }),
      ...(comment && { comment }),
      responseStatus: responseStatus ?? 'needsAction',
    }))
  }
  if (typeof meet === 'string') {
    const { hangoutLink: _, ...conference } = fields.conferenceData ?? {}
    Object.assign(json, { hangoutLink: meet, conferenceData: conference })
  }
  return json
}

/** Who deleted an invitation sees it cancelled; everybody else sees it as it is. */
export function statusFor({ fields, hiddenFor }: SeenEvent, calendar: string): EventJson['status'] {
  return hiddenFor.includes(calendar) ? 'cancelled' : (fields.status ?? 'confirmed')
}

const isSelf = (email: string, { calendar }: Viewer) => sameAddress(email, calendar)

function texts({ summary, description, location }: EventFields) {
  return { ...(summary && { summary }), ...(description && { description }), ...(location && { location }) }
}

function timeJson(time: EventTime | null | undefined, zone: string): TimeJson {
  if (time?.date) return { date: time.date }
  return { dateTime: inZone(time?.dateTime ?? '', zone), timeZone: time?.timeZone ?? zone }
}
