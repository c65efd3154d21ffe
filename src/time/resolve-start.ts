import { combineDates } from './combine-dates.ts'
import { readClock, type Reading } from './read-clock.ts'
import { dayName, type DateContext, type Days } from './days.ts'
import type { Said, Side } from './said.ts'
import { atWallClock } from './wall-clock.ts'
import { choice, unclear, type TimeContext, type Unclear } from './when.ts'

/** What all the steps of a resolution know. */
export interface Asked {
  now: Temporal.Instant
  zone: string
  today: Temporal.PlainDate
  purpose: NonNullable<TimeContext['purpose']>
  language?: string
  /** Whether "7:30" is the morning: see `readClock`. */
  literal: boolean
}

export type Start =
  | { kind: 'moment'; at: Temporal.ZonedDateTime; reading?: Reading; others: Reading[] }
  | Days
  | Unclear

export const wallOf = (day: Temporal.PlainDate, { time, nextDay }: Reading): Temporal.PlainDateTime =>
  (nextDay ? day.add({ days: 1 }) : day).toPlainDateTime(time)

const soft = (day: Temporal.PlainDate, reading: Reading, { zone }: Asked) =>
  wallOf(day, reading).toZonedDateTime(zone)

const isAhead = (at: Temporal.ZonedDateTime, { now }: Asked) =>
  Temporal.Instant.compare(at.toInstant(), now) > 0

export const impossibleTime = () =>
  unclear('impossible', 'There is no such time of day. At what time, with AM or PM?')

/** Where the start of what was said lies: a moment when there is a time, otherwise the days. */
export function resolveStart({ start }: Said, asked: Asked): Start | undefined {
  const readings = start.time && readClock(start.time, start.part, asked.literal)
  if (readings?.length === 0) return impossibleTime()
  const [reading] = readings ?? []
  const passed = reading !== undefined && !isAhead(soft(asked.today, reading, asked), asked)
  const dates = combineDates(start.dates, dateContext(asked, passed))
  if (dates?.kind === 'unclear') return dates
  if (dates?.kind === 'choose') {
    const choices = dates.days.map((day) => (reading ? choice(soft(day, reading, asked)) : day.toString()))
    return unclear(dates.problem, dates.question, choices)
  }
  if (!readings || !reading) return dates
  if (!dates) return withoutDay(start, readings, asked)
  if (!dates.first.equals(dates.last)) return whichDay(dates, reading, asked)
  return onDay(start, dates.first, readings, asked)
}

export const dateContext = ({ today, purpose, language }: Asked, passed = false): DateContext => ({
  today,
  purpose,
  language,
  passed,
})

export function moment(
  day: Temporal.PlainDate,
  reading: Reading,
  asked: Asked,
  others: Reading[] = [],
): Start {
  const at = atWallClock(wallOf(day, reading), asked.zone)
  return 'kind' in at ? at : { kind: 'moment', at, reading, others }
}

/**
 * A time without a day is today's. When that has passed, a reminder is meant for tomorrow, but only where there is
 * one reading; an event is asked about, because a wrong day in a calendar is found too late.
 */
function withoutDay(start: Side, readings: readonly Reading[], asked: Asked): Start {
  const [first, second] = readings
  if (!first) return impossibleTime()
  const others = readings.slice(1)
  const plain: Reading = { time: first.time }
  const tomorrow = asked.today.add({ days: 1 })
  // The coming midnight.
  if (first.nextDay && first.time.hour === 0) return moment(asked.today, first, asked, others)
  if (asked.purpose === 'search') return moment(asked.today, plain, asked, others)
  if (isAhead(soft(asked.today, plain, asked), asked)) return moment(asked.today, plain, asked, others)
  if (asked.purpose === 'reminder' && !second) return moment(tomorrow, plain, asked)
  const next = (second ? [first, second] : [first])
    .map(({ time }) => {
      const today = soft(asked.today, { time }, asked)
      return isAhead(today, asked) ? today : soft(tomorrow, { time }, asked)
    })
    .sort(Temporal.ZonedDateTime.compare)
  const problem = asked.purpose === 'reminder' ? 'ambiguous' : 'past'
  return unclear(problem, 'That time has already passed today. When is it meant?', next.map(choice))
}

function onDay(start: Side, day: Temporal.PlainDate, readings: readonly Reading[], asked: Asked): Start {
  const [first, second] = readings
  if (!first) return impossibleTime()
  const isToday = day.equals(asked.today)
  const tonight = start.dates.some((said) => said.is === 'offset' && said.days <= 0)
  // "Friday at midnight", "Friday at 2 at night": the night before or after?
  if (
    first.nextDay &&
    !tonight &&
    (start.time?.midnight || start.part === 'night') &&
    start.time?.hour !== 24
  ) {
    const days = [{ time: first.time }, first].map((reading) => soft(day, reading, asked))
    const question = `Is that the night before or after ${dayName(day)}?`
    return unclear('ambiguous', question, days.map(choice))
  }
  // "today at 9", said at 10: only the evening is left.
  const left =
    isToday && asked.purpose !== 'search' && !isAhead(soft(day, first, asked), asked) ? second : undefined
  if (left && isAhead(soft(day, left, asked), asked)) return moment(day, left, asked)
  return moment(day, first, asked, readings.slice(1))
}

function whichDay(days: Days, reading: Reading, asked: Asked): Unclear {
  return unclear(
    'ambiguous',
    'On which day?',
    eachDay(days).map((day) => choice(soft(day, reading, asked))),
  )
}

/** The days to choose from, when they are few. */
export function eachDay({ first, last }: Days): Temporal.PlainDate[] {
  const count = first.until(last).days + 1
  return count > 7 ? [] : Array.from({ length: count }, (_, index) => first.add({ days: index }))
}
