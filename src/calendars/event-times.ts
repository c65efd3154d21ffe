import { ToolFailure } from '../errors.ts'
import { isOfDays, resolveDuration } from '../time/parse-duration.ts'
import type { When } from '../time/when.ts'
import type { CalendarEvent, EventTime, Range } from './calendar.ts'

/** From `start` (included) to `end` (not included). */
export interface Interval {
  start: Temporal.Instant
  end: Temporal.Instant
}

/** When nothing is said. */
const USUAL = Temporal.Duration.from({ hours: 1 })
const LONGEST_DAYS = 60

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

/** The time of an event whose length was said by itself, with its end, or not at all. */
export function timeOf(when: When, length: string | undefined): EventTime {
  const lasting = length === undefined ? undefined : durationOf(length)
  if (when.kind === 'days') {
    if (!lasting) return days(when.first, when.last)
    if (!isOfDays(lasting))
      throw new ToolFailure('Nothing was done: ask the person from what time on that day.')
    return days(when.first, when.first.add(lasting).subtract({ days: 1 }))
  }
  const start = when.at.round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const end = lasting ? start.add(lasting) : when.end
  if (lasting && when.end && !when.end.equals(start.add(lasting)))
    throw new ToolFailure(
      'Nothing was done: the words give two lengths. Ask the person how long it is, and pass it once.',
    )
  return checked(
    timed(start, end?.round({ smallestUnit: 'minute', roundingMode: 'ceil' }) ?? start.add(USUAL)),
  )
}

export function durationOf(words: string): Temporal.Duration {
  const lasting = resolveDuration(words)
  if (!lasting)
    throw new ToolFailure(
      `Nothing was done: "${words.slice(0, 60)}" could not be read as a length of time. Ask how long it is.`,
    )
  const shortest = Temporal.PlainDateTime.from('2024-01-01T00:00')
  const length = shortest.until(shortest.add(lasting)).total({ unit: 'minute' })
  if (length < 1 || length > LONGEST_DAYS * 24 * 60)
    throw new ToolFailure(
      `Nothing was done: an event lasts from a minute to ${LONGEST_DAYS} days. Ask how long it is.`,
    )
  return lasting
}

function checked(time: EventTime): EventTime {
  const { start, end } = intervalOf(time, 'UTC')
  if (start.until(end).total({ unit: 'hour' }) > LONGEST_DAYS * 24)
    throw new ToolFailure(
      `Nothing was done: an event lasts ${LONGEST_DAYS} days at most. Ask from when until when it is.`,
    )
  return time
}

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

/** An instance's part of its id: `20261124T150000Z`, or `20261124` for whole days. */
export const stampOf = (start: Temporal.ZonedDateTime | Temporal.PlainDate): string =>
  (start instanceof Temporal.PlainDate
    ? start.toString()
    : start.toInstant().toString({ smallestUnit: 'second' })
  ).replaceAll(/[-:]/g, '')
