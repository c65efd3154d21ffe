import type { Desk } from './agenda-turn.ts'
import type { CalendarEvent, EventTime } from './calendar.ts'
import { timeAt } from './event-times.ts'
import { comingInstances, movedRule } from './series.ts'

/** Of a series the next instance: its first one may be long past, and nothing is moved into the past. */
export function upcoming({ now }: Desk, event: CalendarEvent): EventTime {
  if (!event.rule) return event.time
  const [next] = comingInstances({ time: event.time, rule: event.rule }, now)
  return next ?? event.time
}

/** Where a series goes when one of its instances goes to `to`. */
export function movedAlong(
  master: CalendarEvent,
  event: CalendarEvent,
  to: EventTime,
  desk: Desk,
): { time: EventTime; rule: string } {
  const from = event.series ? event.time : upcoming(desk, event)
  const shift = dayOf(from).until(dayOf(to)).days
  const first = dayOf(master.time).add({ days: shift })
  return { time: onDay(to, first), rule: movedRule(master.rule ?? '', shift, to) }
}

export const dayOf = (time: EventTime): Temporal.PlainDate =>
  time.kind === 'days'
    ? Temporal.PlainDate.from(time.first)
    : Temporal.ZonedDateTime.from(time.start).toPlainDate()

/** The same hours, or as many days, from another day on. */
export function onDay(time: EventTime, day: Temporal.PlainDate): EventTime {
  if (time.kind === 'days') return timeAt(time, day)
  const start = Temporal.ZonedDateTime.from(time.start)
  return timeAt(time, day.toZonedDateTime({ timeZone: start.timeZoneId, plainTime: start.toPlainTime() }))
}
