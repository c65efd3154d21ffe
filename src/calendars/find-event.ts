import { ToolFailure } from '../errors.ts'
import { spokenOf } from '../store/event-changes.ts'
import { findRef } from '../store/event-refs.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { ask } from './read-calendars.ts'

/** An event with the calendar it stands in. */
export interface Found {
  calendar: Calendar
  event: CalendarEvent
}

/** The event a tool call means; without a name the one that was booked or changed last in this conversation. */
export async function findEvent(desk: Desk, ref: string | undefined): Promise<Found> {
  const place = ref === undefined ? await spoken(desk) : await named(desk, ref)
  const { all } = await desk.settings.calendars.of(desk.person.id)
  const calendar = all.find(({ id }) => id === place.calendar)
  const event = calendar && (await ask(calendar, () => calendar.get(place.event, desk.signal)))
  if (!calendar || !event || event.status === 'cancelled')
    throw new ToolFailure(
      'This event is not there any more. Nothing was done. Look with find-events what there is.',
    )
  return { calendar, event }
}

async function named({ settings, person }: Desk, ref: string): Promise<{ calendar: string; event: string }> {
  const place = await findRef(settings.database.pool, person.id, ref)
  if (place) return place
  throw new ToolFailure(
    `There is no event "${ref.slice(0, 40)}". Nothing was done. Find it first with find-events, and use the ref it gives, such as e12.`,
  )
}

async function spoken({
  settings,
  person,
  conversation,
}: Desk): Promise<{ calendar: string; event: string }> {
  const change = await spokenOf(settings.database.pool, person.id, conversation)
  if (change?.event) return { calendar: change.calendar, event: change.event }
  throw new ToolFailure(
    change
      ? 'The event that was spoken of last was deleted. Nothing was done. Find the one that is meant with find-events.'
      : 'No event was booked or changed in this conversation lately. Nothing was done. Find the one that is meant with ' +
          'find-events; if several fit, ask which.',
  )
}

/** The event a series is made of. */
export async function masterOf({ calendar, event }: Found, signal: AbortSignal): Promise<CalendarEvent> {
  const { series } = event
  if (!series) return event
  const master = await ask(calendar, () => calendar.get(series.id, signal))
  if (!master || master.status === 'cancelled')
    throw new ToolFailure(
      'This series is not there any more. Nothing was done. Look with find-events what there is.',
    )
  return master
}

/** Those who would hear of a change: everybody but the person, where the calendar tells people. */
export function othersIn({ calendar, event }: Found): string[] {
  if (calendar.kind === 'local') return [] // it has no way to tell anybody
  return event.attendees.filter(({ self }) => !self).map(({ email }) => email)
}
