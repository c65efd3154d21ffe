import type { Logger } from 'pino'
import type { Calendar, CalendarEvent, Range } from '../calendars/calendar.ts'
import { responseIn } from '../calendars/event-state.ts'
import { listAll } from '../calendars/read-calendars.ts'

export interface Seen {
  /** By their start, without what the person declined. */
  events: CalendarEvent[]
  /** Names of the calendars that could not be read. */
  unseen: string[]
}

/** What stands in all of a person's calendars; one that fails leaves the others to be seen. */
export async function lookInto(
  calendars: Calendar[],
  { zone, ...query }: Range & { limit: number; zone: string },
  signal: AbortSignal,
  log: Logger,
): Promise<Seen> {
  const unseen: string[] = []
  const events = await listAll(calendars, query, { signal, zone }, ({ id, name }, err) => {
    log.warn({ err, calendar: id }, 'a calendar could not be looked into')
    unseen.push(name)
  })
  return { events: events.filter((event) => event.status !== 'cancelled' && !declined(event)), unseen }
}

export const declined = (event: CalendarEvent): boolean => responseIn(event) === 'declined'
