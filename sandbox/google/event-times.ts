import type { EventFields, EventTime } from './google-event.ts'
import { GoogleRefusal, invalid, required } from './google-refusal.ts'
import { recurrenceProblem } from './recurrence.ts'

const WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i
const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** The fields with both times checked and as they are kept: `{date}`, or an instant with a zone. */
export function withTimes(fields: EventFields, calendarZone: string): EventFields {
  if (!fields.start) throw required('Missing start time.')
  if (!fields.end) throw required('Missing end time.')
  const recurs = Boolean(fields.recurrence?.length)
  const start = readTime(fields.start, 'start', recurs, calendarZone)
  const end = readTime(fields.end, 'end', recurs, calendarZone)
  if ((start.date === undefined) !== (end.date === undefined)) {
    throw invalid('The start and end times must either both be date or both be dateTime.')
  }
  // A timed event may take no time; the end of whole days is the day after the last one.
  const empty = start.date ? (end.date ?? '') <= start.date : epochOf(end) < epochOf(start)
  if (empty) throw new GoogleRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.')
  const problem = recurrenceProblem(fields.recurrence ?? [], start.date !== undefined)
  if (problem) throw invalid(`Invalid recurrence rule. ${problem}`)
  return { ...fields, start, end }
}

function readTime(given: EventTime, name: string, recurs: boolean, calendarZone: string) {
  const { date, dateTime, timeZone } = given
  if (date && dateTime) throw invalid(`Invalid ${name} time.`)
  if (timeZone && !isZone(timeZone)) throw invalid(`Invalid time zone definition for ${name} time.`)
  if (date) {
    if (!DAY.test(date) || !parses(() => Temporal.PlainDate.from(date)))
      throw invalid('Invalid value for: date')
    return { date }
  }
  if (!dateTime) throw required(`Missing ${name} time.`)
  if (recurs && !timeZone) throw required(`Missing time zone definition for ${name} time.`)
  if (WITH_OFFSET.test(dateTime)) {
    const instant = parses(() => Temporal.Instant.from(dateTime))
    if (instant) return { dateTime: instant.toString(), timeZone: timeZone ?? calendarZone }
  } else if (WALL_CLOCK.test(dateTime)) {
    if (!timeZone) throw required(`Missing time zone definition for ${name} time.`)
    const wall = parses(() => Temporal.PlainDateTime.from(dateTime))
    if (wall) return { dateTime: wall.toZonedDateTime(timeZone).toInstant().toString(), timeZone }
  }
  throw invalid(`Invalid value for: dateTime of ${name}`)
}

/** Milliseconds of a kept time; whole days begin at midnight in `zone`. */
export function epochOf(time: EventTime | null | undefined, zone = 'UTC'): number {
  if (time?.dateTime) return Temporal.Instant.from(time.dateTime).epochMilliseconds
  if (!time?.date) return Number.NaN
  return Temporal.PlainDate.from(time.date).toZonedDateTime(zone).epochMilliseconds
}

/** A query parameter that has to carry its offset, in milliseconds. */
export function readBound(name: string, value: string | null | undefined): number | undefined {
  if (!value) return undefined
  const instant = WITH_OFFSET.test(value) ? parses(() => Temporal.Instant.from(value)) : undefined
  if (!instant) throw new GoogleRefusal(400, 'badRequest', `Bad Request: ${name} needs a time zone offset`)
  return instant.epochMilliseconds
}

/** An instant as Google writes it in a zone: `2026-11-24T16:00:00+01:00`, in UTC with a Z. */
export function inZone(dateTime: string, zone: string): string {
  if (zone === 'UTC') return `${dateTime.slice(0, 19)}Z`
  const there = Temporal.Instant.from(dateTime).toZonedDateTimeISO(zone)
  return there.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}

export function isZone(zone: string): boolean {
  // An offset is a zone to Temporal, not to Google.
  return /^[A-Za-z]/.test(zone) && parses(() => Temporal.Now.zonedDateTimeISO(zone)) !== undefined
}

function parses<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
