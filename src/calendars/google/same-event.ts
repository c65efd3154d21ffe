import { addressOf, type EventBody, type TimeBody } from './event-body.ts'
import type { GoogleAttendee, GoogleEvent } from './google-event.ts'

/** True when the event already is as `body` would make it: a write whose answer was lost has arrived then. */
export function contains(event: GoogleEvent, body: EventBody): boolean {
  const { status, summary, location, description, start, end, recurrence, attendees, conferenceData } = body
  return (
    (status === undefined || event.status !== 'cancelled') &&
    isText(event.summary, summary) &&
    isText(event.location, location) &&
    isText(event.description, description) &&
    isTime(event.start, start) &&
    isTime(event.end, end) &&
    (recurrence === undefined || isSameSet(rulesOf(event.recurrence ?? []), rulesOf(recurrence))) &&
    (attendees === undefined || isSameSet(peopleOf(event.attendees ?? []), peopleOf(attendees))) &&
    (attendees ?? []).every((one) => isAnswered(event, one)) &&
    (conferenceData === undefined || (conferenceData !== null) === hasCall(event))
  )
}

/** The same for an insert, where what is not said is not there either. */
export function isSameEvent(event: GoogleEvent, body: EventBody): boolean {
  const { recurrence = [], attendees = [], summary = '', start, end } = body
  return contains(event, { recurrence, attendees, summary, ...(start && { start }), ...(end && { end }) })
}

const isText = (is: string | null | undefined, wanted: string | undefined): boolean =>
  wanted === undefined || (is ?? '').trim() === wanted.trim()

function isTime(is: GoogleEvent['start'], wanted: TimeBody | undefined): boolean {
  if (!wanted) return true
  if (wanted.date !== null) return is?.date === wanted.date
  if (!is?.dateTime || wanted.dateTime === null || !/(?:Z|[+-]\d\d:?\d\d)$/.test(is.dateTime)) return false
  const sameZone = !is.timeZone || !wanted.timeZone || is.timeZone === wanted.timeZone
  return sameZone && Temporal.Instant.from(is.dateTime).equals(Temporal.Instant.from(wanted.dateTime))
}

/** Google may order the parts of a rule in its own way. */
const rulesOf = (lines: string[]): string[] =>
  lines.map((line) => {
    const [name = '', parts = ''] = line.toUpperCase().split(/:(.*)/s)
    return `${name}:${parts.split(';').sort().join(';')}`
  })

/** The person's own answer; those of others are theirs. */
const isAnswered = (event: GoogleEvent, wanted: GoogleAttendee): boolean =>
  !wanted.self ||
  event.attendees?.find((one) => addressOf(one) === addressOf(wanted))?.responseStatus ===
    wanted.responseStatus

/** Google may add who organises it. */
const peopleOf = (attendees: GoogleAttendee[]): string[] =>
  attendees.filter(({ self, resource }) => !self && !resource).map(addressOf)

const isSameSet = (one: string[], other: string[]): boolean =>
  new Set(one).symmetricDifference(new Set(other)).size === 0

const hasCall = ({ hangoutLink, conferenceData }: GoogleEvent): boolean =>
  Boolean(hangoutLink) ||
  Boolean(conferenceData?.createRequest) ||
  Boolean(conferenceData?.entryPoints?.length)
