import type { EventContent } from '../../store/events.ts'
import {
  CalendarRefused,
  type EventChange,
  type EventDraft,
  type EventTime,
  LONGEST,
  MOST_ATTENDEES,
} from '../calendar.ts'
import { firstInstance, fitRule } from './rule.ts'

const YEARS = { first: 1900, last: 2200 }

/** A draft as it is kept. Throws `CalendarRefused('invalid')`. */
export const contentOf = (draft: EventDraft): EventContent =>
  applied({ title: '', time: draft.time, location: '', notes: '', attendees: [], rule: null }, draft)

/** The content after a change. A series begins at the first instance its rule gives. Throws `CalendarRefused('invalid')`. */
export function applied(before: EventContent, change: EventChange): EventContent {
  const time = change.time ? checkedTime(change.time) : before.time
  const asked = change.rule ?? before.rule ?? ''
  const rule = asked === '' ? null : fitRule(asked, time)
  return {
    title: change.title === undefined ? before.title : checkedText(change.title, 'title'),
    location: change.location === undefined ? before.location : checkedText(change.location, 'location'),
    notes: change.notes === undefined ? before.notes : checkedText(change.notes, 'notes'),
    attendees: change.attendees ? checkedAttendees(change.attendees) : before.attendees,
    rule,
    time: rule === null ? time : firstInstance(rule, time),
  }
}

export const isSameContent = (one: EventContent, other: EventContent): boolean =>
  one.title === other.title &&
  one.location === other.location &&
  one.notes === other.notes &&
  one.rule === other.rule &&
  isIdenticalTime(one.time, other.time) &&
  isSamePeople(one.attendees, other.attendees)

/** The same text, which also means the same zone. */
export function isIdenticalTime(one: EventTime, other: EventTime): boolean {
  if (one.kind === 'timed')
    return other.kind === 'timed' && one.start === other.start && one.end === other.end
  return other.kind === 'days' && one.first === other.first && one.last === other.last
}

/** In whatever order. */
export function isSamePeople(one: EventContent['attendees'], other: EventContent['attendees']): boolean {
  const listed = (people: EventContent['attendees']) =>
    people
      .map(({ email, name = '' }) => `${email} ${name}`)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .join('\n')
  return listed(one) === listed(other)
}

function checkedTime(time: EventTime): EventTime {
  try {
    return time.kind === 'timed' ? checkedMoments(time.start, time.end) : checkedDays(time.first, time.last)
  } catch (error) {
    if (error instanceof CalendarRefused) throw error
    throw new CalendarRefused('invalid', 'There is no such time.', { cause: error })
  }
}

function checkedMoments(from: string, to: string): EventTime {
  const [start, end] = [from, to].map((text) => Temporal.ZonedDateTime.from(text).round('second'))
  if (!start || !end) throw new Error('unreachable')
  checkYears(start, end)
  if (Temporal.ZonedDateTime.compare(start, end) >= 0) throw endsFirst()
  return { kind: 'timed', start: start.toString(), end: end.toString() }
}

function checkedDays(from: string, to: string): EventTime {
  const first = Temporal.PlainDate.from(from)
  const last = Temporal.PlainDate.from(to)
  checkYears(first, last)
  if (Temporal.PlainDate.compare(first, last) > 0) throw endsFirst()
  return { kind: 'days', first: first.toString(), last: last.toString() }
}

const endsFirst = () => new CalendarRefused('invalid', 'The event would end before it begins.')

function checkYears(...times: { year: number }[]): void {
  if (times.every(({ year }) => year >= YEARS.first && year <= YEARS.last)) return
  throw new CalendarRefused('invalid', `The year must be between ${YEARS.first} and ${YEARS.last}.`)
}

function checkedText(text: string, field: keyof typeof LONGEST): string {
  // Neither the database nor a subscriber could take these.
  const clean = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/(?![\n\t])\p{Cc}/gu, '')
    .toWellFormed()
    .trim()
  if (clean.length <= LONGEST[field]) return clean
  throw new CalendarRefused('invalid', `The ${field} is longer than ${LONGEST[field]} characters.`)
}

/** The last one said of an address counts. */
function checkedAttendees(people: NonNullable<EventDraft['attendees']>): EventContent['attendees'] {
  const unique = new Map(people.map((one) => [one.email.toLowerCase(), one]))
  if (unique.size > MOST_ATTENDEES)
    throw new CalendarRefused('invalid', `An event may have at most ${MOST_ATTENDEES} attendees.`)
  return [...unique.values()].map(({ email, name }) => ({
    email: checkedText(email, 'email'),
    ...(name && { name: checkedText(name, 'name') }),
  }))
}
