import { ToolFailure } from '../errors.ts'
import type { ChangeRequest, Step } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent, EventChange, EventTime } from './calendar.ts'
import { readLocation, readNotes, readPeople, readTitle } from './event-words.ts'
import type { Found } from './find-event.ts'

/** A change that is settled but for who is asked. */
export interface SettledChange {
  steps: Step[]
  /** As it will be. */
  after: { title: string; time: EventTime; rule?: string | undefined }
  /** What is lost with it, one line each for the person. */
  lost?: string[]
}

export interface AskedChange {
  desk: Desk
  found: Found
  request: ChangeRequest
  /** Everything but the time. */
  fields: EventChange
}

/** What of a request would be otherwise, but for the time. */
export function changedFields(
  event: CalendarEvent,
  request: ChangeRequest,
  { canMeet }: Calendar,
): EventChange {
  const { title, location, notes, meet } = request
  const attendees = changedPeople(event, request)
  return {
    ...(title !== undefined && readTitle(title) !== event.title && { title: readTitle(title) }),
    ...(location !== undefined &&
      readLocation(location) !== event.location && { location: readLocation(location) }),
    ...(notes !== undefined && readNotes(notes) !== event.notes && { notes: readNotes(notes) }),
    ...(attendees && { attendees }),
    ...(meet !== undefined && meet !== (event.meetLink !== undefined) && !(meet && !canMeet) && { meet }),
  }
}

/** All who are invited once some are added or removed; undefined: they stay. */
export function changedPeople(
  { attendees }: CalendarEvent,
  request: ChangeRequest,
): EventChange['attendees'] {
  const added = readPeople(request.addAttendees)
  const removed = readPeople(request.removeAttendees?.map((email) => ({ email }))).map(({ email }) => email)
  if (added.length + removed.length === 0) return undefined
  const before = invited(attendees)
  const known = before.map(({ email }) => email.toLowerCase())
  const unknown = removed.filter((email) => !known.includes(email))
  if (unknown.length > 0)
    throw new ToolFailure(`Nothing was done: ${unknown.join(', ')} is not among the people of this event.`)
  const kept = before.filter(({ email }) => !removed.includes(email.toLowerCase()))
  const fresh = added.filter(({ email }) => !known.includes(email))
  if (fresh.length + removed.length === 0) return undefined
  return readPeople([...kept, ...fresh])
}

/** The write and what takes it back: the same fields as they are now. */
export function stepsFor(event: CalendarEvent, change: EventChange): Step[] {
  const has = (key: keyof EventChange) => change[key] !== undefined
  if (Object.keys(change).length === 0) return []
  const back: EventChange = {
    ...(has('title') && { title: event.title }),
    ...(has('time') && { time: event.time }),
    ...(has('location') && { location: event.location }),
    ...(has('notes') && { notes: event.notes }),
    ...(has('attendees') && { attendees: invited(event.attendees) }),
    ...(has('rule') && { rule: event.rule ?? '' }),
    ...(has('meet') && { meet: event.meetLink !== undefined }),
  }
  return [{ do: 'change', event: event.id, change, back, etag: event.etag }]
}

/** Everybody but the person, as a draft names them. */
export const invited = (attendees: CalendarEvent['attendees']) =>
  attendees.filter(({ self }) => !self).map(({ email, name }) => ({ email, ...(name && { name }) }))
