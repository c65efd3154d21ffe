import type { Bounds, EventContent } from '../store/events.ts'
import { dayOccurrences, occurrences, untilOf } from '../time/occurrences.ts'
import type { EventTime, Range } from './calendar.ts'

/** A longer series is kept as if it had no end; its rule still ends it. */
const MOST_COUNTED = 1000

/** The time of an instance that begins there: as long as the series says, in elapsed time (RFC 5545, 3.8.5.3). */
export function timeAt(time: EventTime, start: Temporal.ZonedDateTime | Temporal.PlainDate): EventTime {
  if (start instanceof Temporal.PlainDate) {
    const length = time.kind === 'days' ? daysOf(time) : 0
    return { kind: 'days', first: start.toString(), last: start.add({ days: length }).toString() }
  }
  const end = start.add(lengthOf(time))
  const zone = time.kind === 'timed' ? Temporal.ZonedDateTime.from(time.end).timeZoneId : start.timeZoneId
  return { kind: 'timed', start: start.toString(), end: end.withTimeZone(zone).toString() }
}

/**
 * Days have no zone and a range has no other: they count from where in the world they begin first (UTC+14) to where they
 * end last (UTC−12). Who knows the zone looks closer.
 */
export function spanOf(time: EventTime): { start: Temporal.Instant; end: Temporal.Instant } {
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

const daysOf = (time: Extract<EventTime, { kind: 'days' }>): number =>
  Temporal.PlainDate.from(time.first).until(time.last).days

/** Elapsed time; of days whole ones, the last included. */
export function lengthOf(time: EventTime): Temporal.Duration {
  if (time.kind === 'days') return Temporal.Duration.from({ hours: 24 * (daysOf(time) + 1) })
  return startOf(time)
    .toInstant()
    .until(Temporal.ZonedDateTime.from(time.end).toInstant(), { largestUnit: 'hours' })
}
