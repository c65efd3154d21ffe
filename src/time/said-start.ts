import { isOfDays } from './parse-duration.ts'
import { partHours, readClock, reminderHour } from './read-clock.ts'
import { startBefore } from './resolve-end.ts'
import { resolveStart, type Asked, type Start } from './resolve-start.ts'
import type { DateSaid, Said } from './said.ts'
import { atWallClock } from './wall-clock.ts'
import { conflicting, unclear, type Unclear } from './when.ts'

export const nowOf = ({ now, zone }: Asked): Start => ({
  kind: 'moment',
  at: now.toZonedDateTimeISO(zone),
  others: [],
})

/** What cannot be resolved whatever the day is: an unknown zone, or words that do not fit together. */
export function contradiction({
  unknownZone,
  allDay,
  start,
  shift,
  longer,
  sameTime,
  now,
  fromNow,
  end,
  length,
}: Said) {
  if (unknownZone) {
    const { name, zones } = unknownZone
    const question = zones.length
      ? 'There are several time zones there. Which one?'
      : `I know no time zone of "${name}". Which city is it?`
    return unclear('unknown-zone', question, zones)
  }
  const twice =
    (allDay && (start.time ?? start.part ?? end?.time ?? now)) ||
    (now && (start.time ?? start.part ?? start.dates[0] ?? fromNow)) ||
    (fromNow && !isAfter(fromNow, start.dates)) ||
    (end && length)
  return twice || shift || longer || sameTime ? conflicting() : undefined
}

/** "heute in einer Woche": counted from a day that was named. */
const isAfter = (amount: Temporal.Duration, [date, more]: readonly DateSaid[]) =>
  !date || (date.is === 'offset' && !more && isOfDays(amount))

/** The start of what was said: from now on, by a part of the day, or by its day and time. */
export function startOf(said: Said, asked: Asked): Start {
  const { start, end, fromNow } = said
  if (start.offset) return fixed(said, asked)
  if (fromNow) {
    if (!isOfDays(fromNow)) {
      const at = asked.now.toZonedDateTimeISO(asked.zone).add(fromNow)
      return start.time || start.part ? conflicting() : { kind: 'moment', at, others: [] }
    }
    const [base] = start.dates
    const named = base?.is === 'offset' ? base.days : 0
    const day = asked.today.add({ days: named }).add(fromNow)
    if (!base && !start.time && !start.part && asked.purpose === 'reminder') return sameWallTime(day, asked)
    const dates = [{ is: 'offset' as const, days: asked.today.until(day).days }]
    return startOf({ ...said, start: { ...start, dates }, fromNow: undefined }, asked)
  }
  if (start.part && !start.time) return ofPart(said, asked)
  const readings = start.time && readClock(start.time, start.part, asked.literal)
  const endings = end?.time && !end.dates.length ? readClock(end.time, end.part, asked.literal) : []
  const fitting = readings && startBefore(readings, endings)
  if (!fitting || !start.time) return resolveStart(said, asked) ?? nothing(said)
  const { hour, minute } = fitting.time
  const time = { ...start.time, hour, minute, reading: 'exact' as const }
  return resolveStart({ ...said, start: { ...start, time } }, asked) ?? nothing(said)
}

const nothing = ({ allDay, length, end }: Said): Unclear =>
  allDay || length || end ? unclear('ambiguous', 'On which day, and from what time?') : conflicting()

function sameWallTime(day: Temporal.PlainDate, { now, zone }: Asked): Start {
  const at = atWallClock(day.toPlainDateTime(now.toZonedDateTimeISO(zone).toPlainTime()), zone)
  return 'kind' in at ? at : { kind: 'moment', at, others: [] }
}

/** An ISO form with its offset is one moment, whatever the clocks do. */
function fixed(said: Said, asked: Asked): Start {
  const { start } = said
  const days = resolveStart({ ...said, start: { dates: start.dates } }, asked)
  if (days?.kind !== 'days' || !start.time) return days ?? conflicting()
  const [reading] = readClock({ ...start.time, reading: 'exact' }, undefined, true)
  if (!reading) return unclear('impossible', 'There is no such time of day. Which time is meant?')
  const instant = Temporal.Instant.from(
    `${days.first.toString()}T${reading.time.toString()}${start.offset ?? 'Z'}`,
  )
  const at = instant.toZonedDateTimeISO(asked.zone)
  if (said.zone && !at.toPlainTime().equals(reading.time)) {
    return unclear(
      'impossible',
      `That offset is not the one of ${said.zone} at that time. What time is meant there?`,
    )
  }
  return { kind: 'moment', at, others: [] }
}

/** "tomorrow morning": hours for a search, a usual hour for a reminder, a question for an event. */
function ofPart(said: Said, asked: Asked): Start {
  const part = said.start.part ?? 'morning'
  if (asked.purpose === 'event') {
    return unclear('ambiguous', `At what hour in the ${part}?`)
  }
  const hour = asked.purpose === 'search' ? partHours[part][0] : reminderHour[part]
  const time = { hour, minute: 0, second: 0, reading: 'exact' as const }
  return resolveStart({ ...said, start: { ...said.start, part: undefined, time } }, asked) ?? nothing(said)
}
