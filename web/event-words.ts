import { addDays, type CalendarEvent } from './calendar-data.ts'

/** `15:00–16:00`; across midnight with the day it ends on. */
export function timesOf({ start, end }: CalendarEvent): string {
  if (start.length === 10) {
    const last = addDays(end, -1)
    return last === start ? 'all day' : `all day, until ${shortDay(last)}`
  }
  const [from, to] = [start.slice(11), end.slice(11)]
  return start.slice(0, 10) === end.slice(0, 10) ? `${from}–${to}` : `${from} – ${shortDay(end)} ${to}`
}

export function shortDay(day: string): string {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  return at.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })
}

/** Who put it there. */
export function originOf(event: CalendarEvent): string {
  if (event.origin === 'api') return event.organizer.self ? 'by the assistant' : `by ${event.organizer.name}`
  const by = event.organizer.self ? 'by hand' : `by ${event.organizer.name}`
  return event.origin === 'test' ? `${by} (added by a test)` : by
}

/** The classes of an event: whose it is, and what the person answered. */
export function eventLook(event: CalendarEvent): string {
  const own = event.attendees.find(({ self }) => self)
  const whose = !event.organizer.self ? 'others' : event.origin === 'api' ? 'assistant' : 'hand'
  return `${whose} ${own && !event.organizer.self ? own.answer : ''}`.trim()
}

const ANSWERS: Record<string, string> = {
  needsAction: 'no answer yet',
  accepted: 'accepted',
  declined: 'declined',
  tentative: 'maybe',
}
export const answerWords = (answer: string): string => ANSWERS[answer] ?? answer
