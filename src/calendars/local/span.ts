import type { Bounds, EventContent } from '../../store/events.ts'
import { dayOccurrences, occurrences, untilOf } from '../../time/occurrences.ts'
import type { EventTime, Range } from '../calendar.ts'
import { lengthOf, timeAt } from '../event-times.ts'

/** A longer series is kept as if it had no end; its rule still ends it. */
const MOST_COUNTED = 1000

/**
 * Days have no zone and a range has no other: they count from where in the world they begin first (UTC+14) to where they
 * end last (UTC−12). Who knows the zone looks closer.
 */
function spanOf(time: EventTime): { start: Temporal.Instant; end: Temporal.Instant } {
  if (time.kind === 'timed') {
    return { start: startOf(time).toInstant(), end: Temporal.ZonedDateTime.from(time.end).toInstant() }
  }
  const midnight = (date: string) => Temporal.PlainDate.from(date).toZonedDateTime('UTC')
  return {
    start: midnight(time.first).subtract({ hours: 14 }).toInstant(),
    end: midnight(time.last)
      .add({ hours: 24 + 12 })
      .toInstant(),
  }
}

export function overlaps(time: EventTime, range: Range): boolean {
  const { start, end } = spanOf(time)
  const { compare } = Temporal.Instant
  return (
    compare(end, Temporal.Instant.from(range.from)) > 0 && compare(start, Temporal.Instant.from(range.to)) < 0
  )
}

/** Between which instants all of it is. */
export function boundsOf({ time, rule }: EventContent): Bounds {
  const { start, end } = spanOf(time)
  return { startsAt: start.toString(), lastAt: rule === null ? end.toString() : lastOf(rule, time) }
}

function lastOf(rule: string, time: EventTime): string {
  const count = Number(/(?:^|;)COUNT=(\d+)/.exec(rule)?.[1] ?? Infinity)
  const until = untilOf(rule, 'UTC')
  if (until) return until.add({ hours: 36 }).add(lengthOf(time)).toString()
  if (count > MOST_COUNTED) return 'infinity'
  const last =
    time.kind === 'timed'
      ? occurrences(rule, startOf(time), { from: startOf(time).toInstant(), limit: count }).at(-1)
      : dayOccurrences(rule, Temporal.PlainDate.from(time.first), {
          from: Temporal.PlainDate.from(time.first),
          limit: count,
        }).at(-1)
  return last ? spanOf(timeAt(time, last)).end.toString() : 'infinity'
}

/** Days of the world that a range, and what reaches into it, may touch. */
export function daysAround(
  time: EventTime,
  range: Range,
): { from: Temporal.PlainDate; to: Temporal.PlainDate } {
  const date = (instant: string) => Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').toPlainDate()
  const length = Math.ceil(lengthOf(time).total({ unit: 'hours' }) / 24)
  return { from: date(range.from).subtract({ days: length + 2 }), to: date(range.to).add({ days: 2 }) }
}

type Timed = Extract<EventTime, { kind: 'timed' }>

export const startOf = (time: Timed): Temporal.ZonedDateTime => Temporal.ZonedDateTime.from(time.start)
