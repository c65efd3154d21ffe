import { dayOccurrences, occurrences } from '../../time/occurrences.ts'
import type { EventTime, Range } from '../calendar.ts'
import { lengthOf, stampOf, timeAt } from '../event-times.ts'
import { daysAround, overlaps, startOf } from './span.ts'

/** One instance as its rule gives it. */
export interface Instance {
  id: string
  originalStart: string
  time: EventTime
}

interface Series {
  id: string
  time: EventTime
  rule: string
}

/** Instances that overlap a range, at most `limit`; nothing is known here of those that were changed. */
export function instancesBetween(series: Series, range: Range, limit: number): Instance[] {
  const { time, rule } = series
  const [from, to] = [Temporal.Instant.from(range.from), Temporal.Instant.from(range.to)]
  const starts =
    time.kind === 'timed'
      ? occurrences(rule, startOf(time), { from: from.subtract(lengthOf(time)), to, limit })
      : dayOccurrences(rule, Temporal.PlainDate.from(time.first), { ...daysAround(time, range), limit })
  return starts.map((start) => instance(series, start)).filter((one) => overlaps(one.time, range))
}

/** The instance with this id, if the series has it. */
export function instanceWithId(series: Series, id: string): Instance | undefined {
  const stamp = splitInstanceId(id)?.stamp
  if (!stamp) return undefined
  try {
    return instanceStarting(
      series,
      stamp.includes('T') ? Temporal.Instant.from(stamp) : Temporal.PlainDate.from(stamp),
    )
  } catch {
    return undefined // digits that are no date
  }
}

/** The instance that begins at exactly this moment, or on this day. */
export function instanceStarting(
  series: Series,
  at: Temporal.Instant | Temporal.PlainDate,
): Instance | undefined {
  const { time, rule } = series
  if (at instanceof Temporal.PlainDate) return time.kind === 'days' ? instanceOn(series, at) : undefined
  if (time.kind === 'days') return undefined
  const [start] = occurrences(rule, startOf(time), { from: at, to: at.add({ seconds: 1 }), limit: 1 })
  return start && instance(series, start)
}

/** The first instance that begins on this day of the series' own zone. */
export function instanceOn(series: Series, day: Temporal.PlainDate): Instance | undefined {
  const { time, rule } = series
  const next = day.add({ days: 1 })
  if (time.kind === 'days') {
    const [start] = dayOccurrences(rule, Temporal.PlainDate.from(time.first), {
      from: day,
      to: next,
      limit: 1,
    })
    return start && instance(series, start)
  }
  const zone = startOf(time).timeZoneId
  const [from, to] = [day, next].map((one) => one.toZonedDateTime(zone).toInstant())
  if (!from || !to) return undefined
  const [start] = occurrences(rule, startOf(time), { from, to, limit: 1 })
  return start && instance(series, start)
}

/** Ids between which all those stand whose rule gave them a time in or near the range. */
export function idsAround(series: Series, range: Range): { lowest: string; highest: string } {
  const { from, to } = daysAround(series.time, range)
  return { lowest: `${series.id}_${stampOf(from)}`, highest: `${series.id}_${stampOf(to)}~` }
}

/** The series of an instance's id; undefined for another id. */
export function splitInstanceId(id: string): { series: string; stamp: string } | undefined {
  const [, series, stamp] = /^([^_]+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? []
  return series && stamp ? { series, stamp } : undefined
}

function instance({ id, time }: Series, start: Temporal.ZonedDateTime | Temporal.PlainDate): Instance {
  return { id: `${id}_${stampOf(start)}`, originalStart: start.toString(), time: timeAt(time, start) }
}
