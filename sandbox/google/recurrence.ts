import { RRuleTemporal } from 'rrule-temporal'
import type { EventFields, EventTime } from './google-event.ts'

/** One date of a series. `key` ends the id of its instance: `20261124T150000Z`, or `20261124` for whole days. */
export interface Occurrence {
  key: string
  start: EventTime
  end: EventTime
  /** Milliseconds; whole days in UTC. */
  from: number
  to: number
}

const MOST = 5000
const DAY_MS = 86_400_000

/** Why Google does not take these lines, or undefined. Stricter than Google about UNTIL: it has to be like the start. */
export function recurrenceProblem(lines: readonly string[], wholeDays: boolean): string | undefined {
  for (const line of lines) {
    const [, name, value = ''] = /^(RRULE|RDATE|EXDATE)(?:;[^:]*)?:(.+)$/.exec(line) ?? []
    if (!name) return `Not an RRULE, RDATE or EXDATE: ${line}`
    if (name !== 'RRULE') {
      if (value.split(',').some((one) => !/^\d{8}(T\d{6}Z?)?$/.test(one)))
        return `Not a list of dates: ${line}`
      continue
    }
    const until = /(?:^|;)UNTIL=([^;]*)/.exec(value)?.[1]
    if (until !== undefined && !(wholeDays ? /^\d{8}$/ : /^\d{8}T\d{6}Z$/).test(until)) {
      return `UNTIL has to be ${wholeDays ? 'a date' : 'in UTC'}: ${line}`
    }
    try {
      ruleOf(value, Temporal.PlainDateTime.from('2026-01-01T00:00'), 'UTC')
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return undefined
}

/** The occurrences that overlap the range (milliseconds), by their start. */
export function occurrencesOf(
  { start, end, recurrence }: EventFields,
  range: { from: number; to: number },
): Occurrence[] {
  if (!start || !end) return []
  const zone = start.dateTime ? (start.timeZone ?? 'UTC') : 'UTC'
  const first = wallOf(start, zone)
  const lines = recurrence ?? []
  const excluded = new Set(datesIn(lines, 'EXDATE', zone).map((wall) => wall.toString()))
  const length = first.until(wallOf(end, zone))
  const elapsed = start.dateTime ? epoch(end) - epoch(start) : 0
  // The first date always counts, whatever the rule says; the walls below are without a zone, hence the two days.
  const walls = [first, ...datesIn(lines, 'RDATE', zone)]
  const span = length.total({ unit: 'milliseconds' })
  for (const line of lines) {
    const rule = /^RRULE:(.+)$/.exec(line)?.[1]
    if (!rule) continue
    const [after, before] = [new Date(range.from - span - 2 * DAY_MS), new Date(range.to + 2 * DAY_MS)]
    for (const found of ruleOf(rule, first, zone).between(after, before, true)) {
      walls.push(Temporal.PlainDateTime.from(found.toString().slice(0, 19)))
      if (walls.length > MOST) break
    }
  }
  const unique = new Map(walls.map((wall) => [wall.toString(), wall]))
  return [...unique]
    .flatMap(([name, wall]): Occurrence[] => {
      if (excluded.has(name)) return []
      const one = start.dateTime ? timed(wall, zone, elapsed) : wholeDays(wall, length)
      // An event that takes no time is there all the same.
      const overlaps =
        one.from < range.to && (one.to > range.from || (one.to === one.from && one.from === range.from))
      return overlaps ? [one] : []
    })
    .toSorted((a, b) => a.from - b.from)
}

/** The occurrence with this key, if the series has it. */
export function occurrenceAt(fields: EventFields, key: string): Occurrence | undefined {
  const text = key.replace(
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/,
    (_, y, mo, d, h = '00', mi = '00', s = '00') => `${y}-${mo}-${d}T${h}:${mi}:${s}Z`,
  )
  const at = Date.parse(text)
  if (Number.isNaN(at)) return undefined
  return occurrencesOf(fields, { from: at - 1, to: at + 1 }).find((one) => one.key === key)
}

/** Whether a rule has ended before this start; of rules that end by COUNT it is not asked. */
export function isAfterEnd({ start, recurrence }: EventFields, original: EventTime): boolean {
  const zone = start?.dateTime ? (start.timeZone ?? 'UTC') : 'UTC'
  const ends = (recurrence ?? []).flatMap((line) => /^RRULE:.*\bUNTIL=(\w+)/.exec(line)?.[1] ?? [])
  const wall = wallOf(original, zone)
  return ends.some((until) => Temporal.PlainDateTime.compare(wall, dateIn(until, zone)) > 0)
}

/** The date in the zone of the series that an occurrence falls on. */
export function dayOf(time: EventTime, zone: string): string {
  return wallOf(time, zone).toPlainDate().toString()
}

/**
 * Wall-clock times are counted in UTC and given their zone afterwards: so a clock that is put forward moves an occurrence
 * and never drops one.
 */
function ruleOf(rule: string, first: Temporal.PlainDateTime, zone: string): RRuleTemporal {
  const local = rule.replace(/(^|;)UNTIL=([^;]*)/, (_, before: string, until: string) => {
    const wall = dateIn(until, zone)
    return `${before}UNTIL=${compact(wall)}Z`
  })
  return new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:${compact(first)}\nRRULE:${local}` })
}

function timed(wall: Temporal.PlainDateTime, zone: string, elapsed: number): Occurrence {
  const begins = wall.toZonedDateTime(zone).toInstant()
  const ends = begins.add({ milliseconds: elapsed })
  return {
    key: begins.toString({ smallestUnit: 'second' }).replace(/[-:]/g, ''),
    start: { dateTime: begins.toString(), timeZone: zone },
    end: { dateTime: ends.toString(), timeZone: zone },
    from: begins.epochMilliseconds,
    to: ends.epochMilliseconds,
  }
}

function wholeDays(wall: Temporal.PlainDateTime, length: Temporal.Duration): Occurrence {
  const [first, after] = [wall.toPlainDate(), wall.add(length).toPlainDate()]
  return {
    key: first.toString().replaceAll('-', ''),
    start: { date: first.toString() },
    end: { date: after.toString() },
    from: Date.parse(first.toString()),
    to: Date.parse(after.toString()),
  }
}

function datesIn(lines: readonly string[], name: string, seriesZone: string): Temporal.PlainDateTime[] {
  return lines.flatMap((line) => {
    const [, found, parameters = '', values = ''] = /^(\w+)((?:;[^:]*)?):(.+)$/.exec(line) ?? []
    if (found !== name) return []
    const zone = /;TZID=([^;:]+)/.exec(parameters)?.[1]
    return values.split(',').map((value) => {
      const wall = dateIn(value, seriesZone)
      return zone && !value.endsWith('Z')
        ? wall.toZonedDateTime(zone).withTimeZone(seriesZone).toPlainDateTime()
        : wall
    })
  })
}

/** `20261124`, `20261124T150000` or `20261124T150000Z` as a wall-clock time in the zone. */
function dateIn(value: string, zone: string): Temporal.PlainDateTime {
  if (!value.endsWith('Z')) return Temporal.PlainDateTime.from(value)
  return Temporal.Instant.from(value).toZonedDateTimeISO(zone).toPlainDateTime()
}

function wallOf(time: EventTime, zone: string): Temporal.PlainDateTime {
  if (time.date) return Temporal.PlainDate.from(time.date).toPlainDateTime()
  return Temporal.Instant.from(time.dateTime ?? '')
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
}

const epoch = (time: EventTime) => Temporal.Instant.from(time.dateTime ?? '').epochMilliseconds
const compact = (wall: Temporal.PlainDateTime) =>
  wall.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '')
