import { RRuleTemporal } from 'rrule-temporal'
import { nearestWallClock } from './wall-clock.ts'

/** No rule of a person needs more steps, and none may keep us busy. */
const mostSteps = 20_000

/**
 * The instances of a wall-clock series that began at `start`, at or after `from` and before `to`. The time on the
 * clock stays the same over DST: in a gap it is the first valid time after, of two the earlier. A rule that cannot
 * be read has none. The rule is unrolled in UTC, which has neither gaps nor overlaps, and put on the clock then.
 */
export function occurrences(
  rule: string,
  start: Temporal.ZonedDateTime,
  range: { from: Temporal.Instant; to?: Temporal.Instant; limit: number },
): Temporal.ZonedDateTime[] {
  const zone = start.timeZoneId
  const last = untilOf(rule, zone)
  const found: Temporal.ZonedDateTime[] = []
  // An instance that a gap has moved is earlier on the clock than it comes, so the search begins a day early.
  const near = range.from.toZonedDateTimeISO(zone).toPlainDateTime().subtract({ days: 1 })
  for (const wall of walls(rule, start.toPlainDateTime(), near)) {
    if (found.length >= range.limit) break
    const at = nearestWallClock(wall, zone)
    const instant = at.toInstant()
    if (range.to && Temporal.Instant.compare(instant, range.to) >= 0) break
    if (last && Temporal.Instant.compare(instant, last) > 0) break
    if (Temporal.Instant.compare(instant, range.from) >= 0) found.push(at)
  }
  return found
}

/** The same for whole days. */
export function dayOccurrences(
  rule: string,
  start: Temporal.PlainDate,
  range: { from: Temporal.PlainDate; to?: Temporal.PlainDate; limit: number },
): Temporal.PlainDate[] {
  const last = untilOf(rule, 'UTC')?.toZonedDateTimeISO('UTC').toPlainDate()
  const found: Temporal.PlainDate[] = []
  for (const wall of walls(rule, start.toPlainDateTime(), range.from.toPlainDateTime())) {
    const day = wall.toPlainDate()
    if (found.length >= range.limit) break
    if (range.to && Temporal.PlainDate.compare(day, range.to) >= 0) break
    if (last && Temporal.PlainDate.compare(day, last) > 0) break
    found.push(day)
  }
  return found
}

function* walls(
  rule: string,
  start: Temporal.PlainDateTime,
  from: Temporal.PlainDateTime,
): Generator<Temporal.PlainDateTime> {
  try {
    const series = new RRuleTemporal({
      // UNTIL is a moment and is compared as one, above.
      rruleString: `RRULE:${withoutUntil(rule)}`,
      dtstart: start.toZonedDateTime('UTC'),
      temporal: Temporal,
      maxIterations: mostSteps,
      cache: false,
    })
    let at = from.toZonedDateTime('UTC')
    for (let inclusive = true; ; inclusive = false) {
      const next = series.next(at, inclusive)
      if (!next) return
      yield next.toPlainDateTime()
      at = next
    }
  } catch {
    // A rule from outside that is wrong, or that has no instances for ages, ends here.
  }
}

const withoutUntil = (rule: string) =>
  rule
    .replace(/^RRULE:/i, '')
    .split(';')
    .filter((part) => part !== '' && !/^UNTIL=/i.test(part))
    .join(';')

/** The last moment of a rule; a date or a time without zone is one on the clock of the series. */
export function untilOf(rule: string, zone: string): Temporal.Instant | undefined {
  const found = /(?:^|;)UNTIL=(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?/i.exec(rule)
  if (!found) return undefined
  const [, year, month, day, hour = '23', minute = '59', second = '59', utc] = found
  try {
    const wall = Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}:${second}`)
    return wall.toZonedDateTime(utc ? 'UTC' : zone).toInstant()
  } catch {
    return undefined
  }
}
