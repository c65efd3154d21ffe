import type { CalendarEvent, EventChange } from './calendar.ts'
import { isSameTime } from './event-times.ts'

/** True when an event already is as a change would make it: a write whose answer never came has arrived then. */
export function carries(event: CalendarEvent, change: EventChange): boolean {
  const { title, time, location, notes, attendees, rule, meet } = change
  return (
    isText(event.title, title) &&
    isText(event.location, location) &&
    isText(event.notes, notes) &&
    (time === undefined || isSameTime(event.time, time)) &&
    (attendees === undefined ||
      isSameSet(
        peopleOf(event),
        attendees.map(({ email }) => email.toLowerCase()),
      )) &&
    (rule === undefined || isSameSet(partsOf(event.rule ?? ''), partsOf(rule))) &&
    (meet === undefined || meet === (event.meetLink !== undefined))
  )
}

/** True when nobody has changed an event since: what others answered to it does not count. */
export function isAsLeft(event: CalendarEvent, left: CalendarEvent): boolean {
  if (event.status === 'cancelled') return false
  if (event.etag === left.etag) return true
  const { title, time, location, notes, attendees, rule = '' } = left
  const isAnswered = responseIn(event) === responseIn(left)
  return (
    isAnswered &&
    carries(event, { title, time, location, notes, attendees: attendees.filter(({ self }) => !self), rule })
  )
}

/** The person's own answer. */
export const responseIn = ({ attendees }: CalendarEvent): string | undefined =>
  attendees.find(({ self }) => self)?.response

const isText = (is: string, wanted: string | undefined): boolean =>
  wanted === undefined || is.trim() === wanted.trim()

const peopleOf = ({ attendees }: CalendarEvent): string[] =>
  attendees.filter(({ self }) => !self).map(({ email }) => email.toLowerCase())

const partsOf = (rule: string): string[] => rule.toUpperCase().split(';').filter(Boolean)

const isSameSet = (one: string[], other: string[]): boolean =>
  new Set(one).symmetricDifference(new Set(other)).size === 0
