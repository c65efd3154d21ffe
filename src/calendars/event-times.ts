import type { When } from '../time/when.ts'
import type { CalendarEvent, EventTime, Range } from './calendar.ts'

/** From `start` (included) to `end` (not included). */
export interface Interval {
  start: Temporal.Instant
  end: Temporal.Instant
}

export function whenOf(time: EventTime): When {
  if (time.kind === 'days')
    return {
      kind: 'days',
      first: Temporal.PlainDate.from(time.first),
      last: Temporal.PlainDate.from(time.last),
    }
  const at = Temporal.ZonedDateTime.from(time.start)
  return { kind: 'moment', at, end: Temporal.ZonedDateTime.from(time.end) }
}

export function timed(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): EventTime {
  const text = (at: Temporal.ZonedDateTime) => at.toString({ smallestUnit: 'second' })
  return { kind: 'timed', start: text(start), end: text(end) }
}

export const days = (first: Temporal.PlainDate, last: Temporal.PlainDate): EventTime => ({
  kind: 'days',
  first: first.toString(),
  last: last.toString(),
})

/** `zone`: where whole days begin and end. */
export function intervalOf(time: EventTime, zone: string): Interval {
  if (time.kind === 'timed')
    return {
      start: Temporal.ZonedDateTime.from(time.start).toInstant(),
      end: Temporal.ZonedDateTime.from(time.end).toInstant(),
    }
  return {
    start: Temporal.PlainDate.from(time.first).toZonedDateTime(zone).toInstant(),
    end: Temporal.PlainDate.from(time.last).add({ days: 1 }).toZonedDateTime(zone).toInstant(),
  }
}

/** Until when something may still be put there: hours before they begin, whole days while they last. */
export function goodUntil(time: EventTime, zone: string): string {
  const { start, end } = intervalOf(time, zone)
  return (time.kind === 'timed' ? start : end).toString()
}

export const overlap = (one: Interval, other: Interval): boolean =>
  Temporal.Instant.compare(one.start, other.end) < 0 && Temporal.Instant.compare(other.start, one.end) < 0

export const rangeOf = ({ start, end }: Interval): Range => ({ from: start.toString(), to: end.toString() })

/** By when they begin; whole days first. */
export const byStart =
  (zone: string) =>
  (one: CalendarEvent, other: CalendarEvent): number =>
    Temporal.Instant.compare(intervalOf(one.time, zone).start, intervalOf(other.time, zone).start)

/** The same stretch of time, in whatever zone it is written. */
export function isSameTime(one: EventTime, other: EventTime): boolean {
  if (one.kind !== other.kind) return false
  const [a, b] = [intervalOf(one, 'UTC'), intervalOf(other, 'UTC')]
  return a.start.equals(b.start) && a.end.equals(b.end)
}

/** When it begins; whole days as in UTC, which is enough to put instances in order. */
export const startOf = (time: EventTime): Temporal.Instant => intervalOf(time, 'UTC').start

/** Elapsed time; of days whole ones, the last included. */
export function lengthOf(time: EventTime): Temporal.Duration {
  const { start, end } = intervalOf(time, 'UTC')
  return start.until(end, { largestUnit: 'hours' })
}

/** The same from another start on: as many days, or as long in elapsed time (RFC 5545, 3.8.5.3). */
export function timeAt(time: EventTime, start: Temporal.ZonedDateTime | Temporal.PlainDate): EventTime {
  if (start instanceof Temporal.PlainDate) {
    if (time.kind === 'timed') return days(start, start)
    return days(start, start.add(Temporal.PlainDate.from(time.first).until(time.last)))
  }
  const zone = time.kind === 'timed' ? Temporal.ZonedDateTime.from(time.end).timeZoneId : start.timeZoneId
  return timed(start, start.add(lengthOf(time)).withTimeZone(zone))
}

export const later = (one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(one, other) > 0 ? one : other

export const earlier = (one: Temporal.Instant, other: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(one, other) < 0 ? one : other

/** As in UNTIL and in the ids of instances (RFC 5545, 3.3): `20261124T150000Z`, or `20261124` of a day. */
export const stampOf = (at: Temporal.Instant | Temporal.ZonedDateTime | Temporal.PlainDate): string =>
  (at instanceof Temporal.PlainDate
    ? at.toString()
    : (at instanceof Temporal.ZonedDateTime ? at.toInstant() : at).toString({ smallestUnit: 'second' })
  ).replaceAll(/[-:]/g, '')
