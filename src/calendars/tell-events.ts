import { oneLine } from '../plain-text.ts'
import { refsOf } from '../store/event-refs.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { describeTime } from './describe-event.ts'

/**
 * Events for the model, one line each with the name by which tools know it. `calendars`: those of the person, where it is
 * to be said in which of several an event stands.
 */
export async function tellEvents(
  desk: Desk,
  events: CalendarEvent[],
  calendars: Calendar[] = [],
): Promise<string[]> {
  const { settings, person } = desk
  const places = events.map(({ calendar, id }) => ({ calendar, event: id }))
  const refs = await refsOf(settings.database, person.id, places)
  const names = new Map(calendars.length > 1 ? calendars.map(({ id, name }) => [id, name]) : [])
  return events.map((event, at) => tellEvent(event, refs[at] ?? '', desk, names.get(event.calendar)))
}

function tellEvent(event: CalendarEvent, ref: string, desk: Desk, calendar?: string): string {
  const others = event.attendees.filter(({ self }) => !self)
  const own = event.attendees.find(({ self }) => self)
  const parts = [
    `"${oneLine(event.title)}"`,
    describeTime(event, desk),
    event.location && `at ${oneLine(event.location)}`,
    others.length > 0 &&
      `with ${others
        .slice(0, 8)
        .map(({ email, response }) => email + answers[response])
        .join(', ')}`,
    others.length > 8 && `and ${others.length - 8} more`,
    event.series && 'one of a series',
    !event.own && `invitation by somebody else${own ? `, the person's answer: ${own.response}` : ''}`,
    event.status === 'tentative' && 'tentative',
    calendar && `in the calendar "${oneLine(calendar)}"`,
  ]
  return `${parts.filter(Boolean).join(' · ')} (ref ${ref})`
}

const answers = { accepted: ' (accepted)', declined: ' (declined)', tentative: ' (maybe)', needsAction: '' }
