import { dayOccurrences, occurrences, untilOf } from '../../time/occurrences.ts'
import { CalendarRefused, type EventTime } from '../calendar.ts'
import { stampOf, timeAt } from '../event-times.ts'
import { startOf } from './span.ts'

const FREQUENCIES = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']

/**
 * A rule as RFC 5545 wants it (3.3.10): UNTIL in UTC for a timed series, as a date for whole days. Throws
 * `CalendarRefused('invalid')` for what is no rule of a calendar.
 */
export function fitRule(asked: string, time: EventTime): string {
  const rule = asked
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
  const parts = new Map(rule.split(';').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']))
  const isRule = rule.length <= 500 && /^(?:[A-Z]+=[A-Z0-9,+-]+;?)+$/.test(rule)
  if (!isRule || !FREQUENCIES.includes(parts.get('FREQ') ?? '') || (parts.has('UNTIL') && parts.has('COUNT')))
    throw noRule()
  if (!parts.has('UNTIL')) return rule.replace(/;$/, '')
  const last = untilOf(rule, time.kind === 'timed' ? startOf(time).timeZoneId : 'UTC')
  if (!last) throw noRule()
  const until = stampOf(last)
  return rule
    .replace(/UNTIL=[^;]+/, `UNTIL=${time.kind === 'timed' ? until : until.slice(0, 8)}`)
    .replace(/;$/, '')
}

const noRule = () => new CalendarRefused('invalid', 'The calendar does not understand this repetition.')

/** The time of the first instance: a series may be said to begin on a day that its rule leaves out. */
export function firstInstance(rule: string, time: EventTime): EventTime {
  if (time.kind === 'days') {
    const from = Temporal.PlainDate.from(time.first)
    const [first] = dayOccurrences(rule, from, { from, limit: 1 })
    if (first) return timeAt(time, first)
  } else {
    const start = startOf(time)
    // Earlier, for a start in the second of two equal hours: a series is in the first of them.
    const from = start.toInstant().subtract({ hours: 3 })
    const [first] = occurrences(rule, start, { from, limit: 1 })
    if (first) return timeAt(time, first)
  }
  throw new CalendarRefused('invalid', 'This repetition has no instance at all.')
}
