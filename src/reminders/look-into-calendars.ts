import type { Logger } from 'pino'
import type { Calendar, CalendarEvent, Range } from '../calendars/calendar.ts'
import { byStart } from '../calendars/event-times.ts'

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
  const seen = await Promise.all(
    calendars.map(async (calendar) => {
      try {
        return { events: await calendar.list(query, signal), unseen: [] }
      } catch (err) {
        log.warn({ err, calendar: calendar.id }, 'a calendar could not be looked into')
        return { events: [], unseen: [calendar.name] }
      }
    }),
  )
  // Two calendars of one account may hold the same event.
  const once = new Map(seen.flatMap((one) => one.events).map((event) => [event.id, event]))
  const events = [...once.values()].filter((event) => event.status !== 'cancelled' && !declined(event))
  return { events: events.toSorted(byStart(zone)), unseen: seen.flatMap((one) => one.unseen) }
}

export function declined({ attendees }: CalendarEvent): boolean {
  return attendees.some(({ self, response }) => self && response === 'declined')
}
