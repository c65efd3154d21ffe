import { ToolFailure } from '../errors.ts'
import { dayOccurrences, occurrences, untilOf } from '../time/occurrences.ts'
import type { EventTime } from './calendar.ts'
import { later, stampOf, startOf, timeAt } from './event-times.ts'

/** A series as its calendar holds it: the time of its first instance, and the rule. */
export interface Series {
  time: EventTime
  rule: string
}

/** Its instances at or after `from` and before `to`, at most `limit`. */
export function instancesOf(
  { time, rule }: Series,
  { from, to, limit }: { from: Temporal.Instant; to?: Temporal.Instant | undefined; limit: number },
): EventTime[] {
  if (time.kind === 'timed') {
    const range = { from, ...(to && { to }), limit }
    return occurrences(rule, Temporal.ZonedDateTime.from(time.start), range).map((at) => timeAt(time, at))
  }
  const day = (at: Temporal.Instant) => at.toZonedDateTimeISO('UTC').toPlainDate()
  const range = { from: day(from), ...(to && { to: day(to) }), limit }
  return dayOccurrences(rule, Temporal.PlainDate.from(time.first), range).map((at) => timeAt(time, at))
}

/** Those that are looked at before a series is booked: the first thirty within ninety days. */
export function comingInstances(series: Series, now: Temporal.Instant): EventTime[] {
  const from = later(startOf(series.time), now)
  const coming = instancesOf(series, { from, to: from.add({ hours: 90 * 24 }), limit: 30 })
  return coming.length > 0 ? coming : [series.time]
}

/** How many are still to come, as it is shown: `26×`, `100+×`. */
export function countComing(series: Series, from: Temporal.Instant): string {
  const count = instancesOf(series, { from, limit: 101 }).length
  return count > 100 ? '100+×' : `${count}×`
}

/** The rule of what stays when a series ends before one of its instances. */
export function endedBefore(rule: string, originalStart: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(originalStart)
  const until = isDay
    ? Temporal.PlainDate.from(originalStart).subtract({ days: 1 })
    : Temporal.ZonedDateTime.from(originalStart).subtract({ seconds: 1 })
  return withPart(withoutEnd(rule), 'UNTIL', stampOf(until))
}

/** The rule of what begins there instead: of a counted series what is left. */
export function startedAt({ time, rule }: Series, originalStart: string): string {
  const count = Number(partOf(rule, 'COUNT') ?? 0)
  if (count === 0) return rule
  const to = startOf(
    /T/.test(originalStart)
      ? { kind: 'timed', start: originalStart, end: originalStart }
      : { kind: 'days', first: originalStart, last: originalStart },
  )
  const past = instancesOf({ time, rule }, { from: startOf(time), to, limit: count }).length
  return withPart(rule, 'COUNT', String(Math.max(1, count - past)))
}

/**
 * The rule for a series that moves to another time: its last day stays in it, and a weekly one moves with its weekday. Throws
 * `ToolFailure` where nobody can know what "every first Friday" becomes on a Monday.
 */
export function movedRule(rule: string, shift: number, time: EventTime): string {
  const moved = shift === 0 ? rule : shiftedDays(rule, shift)
  const until = untilOf(rule, zoneOf(time))
  if (!until) return moved
  const last = until.toZonedDateTimeISO(zoneOf(time)).toPlainDate().add({ days: shift })
  return withUntil(moved, last, time)
}

/** A last day as a calendar wants it: a date for whole days, the end of that day in UTC for others (RFC 5545, 3.3.10). */
export function withUntil(rule: string, last: Temporal.PlainDate, time: EventTime): string {
  const until =
    time.kind === 'days' ? last : last.add({ days: 1 }).toZonedDateTime(zoneOf(time)).subtract({ seconds: 1 })
  return withPart(rule, 'UNTIL', stampOf(until))
}

const zoneOf = (time: EventTime): string =>
  time.kind === 'timed' ? Temporal.ZonedDateTime.from(time.start).timeZoneId : 'UTC'

const CODES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function shiftedDays(rule: string, shift: number): string {
  const freq = partOf(rule, 'FREQ')
  const weekdays = partOf(rule, 'BYDAY')?.split(',') ?? []
  if (freq === 'DAILY' && weekdays.length === 0) return rule
  const [weekday = ''] = weekdays
  const at = CODES.indexOf(weekday)
  if (freq === 'WEEKLY' && weekdays.length === 0) return rule
  if (freq === 'WEEKLY' && weekdays.length === 1 && at >= 0)
    return withPart(rule, 'BYDAY', CODES[(((at + shift) % 7) + 7) % 7] ?? weekday)
  throw new ToolFailure(
    'Nothing was done: with another day this series needs another rule. Ask how it is to repeat from now on, and pass that as repeat, ' +
      'such as "every Friday at 4 PM".',
  )
}

const partOf = (rule: string, name: string): string | undefined =>
  rule
    .split(';')
    .find((part) => part.toUpperCase().startsWith(`${name}=`))
    ?.slice(name.length + 1)

const withoutEnd = (rule: string): string =>
  rule
    .split(';')
    .filter((part) => !/^(?:COUNT|UNTIL)=/i.test(part))
    .join(';')

const withPart = (rule: string, name: string, value: string): string =>
  partOf(rule, name) === undefined
    ? `${rule};${name}=${value}`
    : rule
        .split(';')
        .map((part) => (part.toUpperCase().startsWith(`${name}=`) ? `${name}=${value}` : part))
        .join(';')
