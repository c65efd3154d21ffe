import { cleanWords } from './clean-words.ts'
import { combineDates } from './combine-dates.ts'
import { dayOccurrences, occurrences } from './occurrences.ts'
import { parseRecurrence, type RepeatSaid } from './parse-recurrence.ts'
import { readClock, reminderHour, type Reading } from './read-clock.ts'
import { startBefore } from './resolve-end.ts'
import { dateContext, impossibleTime, wallOf, type Asked } from './resolve-start.ts'
import { askedBy, ofMoment, within } from './resolve-when.ts'
import { contradiction } from './said-start.ts'
import type { Said } from './said.ts'
import { reader, tokenize } from './tokens.ts'
import { vocabulariesFor } from './vocabularies.ts'
import { atWallClock, nearestWallClock } from './wall-clock.ts'
import {
  choice,
  conflicting,
  notUnderstood,
  unclear,
  type TimeContext,
  type Unclear,
  type When,
} from './when.ts'

export interface Recurrence {
  kind: 'recurrence'
  /** The value of an RRULE, without its name. */
  rule: string
  first: When
}

type Repeated = { said: Said; repeat: RepeatSaid }

/** The series that words mean: its rule and its first instance, which is still ahead. */
export function resolveRecurrence(words: string, context: TimeContext): Recurrence | Unclear {
  return within(context, () => {
    const parsed = parse(words, context)
    if (!parsed) return notUnderstood(words)
    const asked = askedBy(context, parsed.said)
    const wrong = contradiction(parsed.said)
    return wrong ?? resolve(parsed, asked)
  })
}

function parse(words: string, { language }: TimeContext): Repeated | undefined {
  const text = cleanWords(words)
  if (!text) return undefined
  for (const vocabulary of vocabulariesFor(language)) {
    const tokens = tokenize(text, vocabulary)
    const parsed = tokens && parseRecurrence(reader(tokens))
    if (parsed) return parsed
  }
  return undefined
}

function resolve({ said, repeat }: Repeated, asked: Asked): Recurrence | Unclear {
  const { start, end, fromNow } = said
  if (fromNow || start.offset || said.now) return conflicting()
  if (repeat.month && repeat.monthDay && !exists(repeat.month, repeat.monthDay)) {
    return unclear('impossible', 'There is no such date in any year. Which date is meant?')
  }
  const from = startDay(said, asked)
  if (from.kind === 'unclear') return from
  const { day } = from
  const readings = readingsOf(said, asked)
  if ('kind' in readings) return readings
  const endings = end?.time ? readClock(end.time, end.part, asked.literal) : []
  const fitting = startBefore(readings, endings)
  const reading = fitting ?? readings[0]
  if (!fitting && reading && readings.length > 1 && early(reading)) return whichHalf(readings, day, asked)
  if (!reading && (end || said.length)) return unclear('ambiguous', 'From what time?')
  const rule = ruleOf(repeat, day)
  const first = firstOf(rule, day, reading, asked)
  if (!first) return unclear('impossible', 'There is no such day. When should it repeat?')
  // The first instance gives the series its time, so it must not be one that the clocks have moved.
  if (first.kind === 'moment' && reading && !first.at.toPlainTime().equals(reading.time)) {
    const moved = atWallClock(first.at.toPlainDate().toPlainDateTime(reading.time), asked.zone)
    if ('kind' in moved) return moved
  }
  const whole: When | Unclear = first.kind === 'days' ? first : ofMoment(first.at, said, asked)
  if (whole.kind === 'unclear') return whole
  const ending = endingOf(repeat, whole, asked)
  return 'kind' in ending
    ? ending
    : { kind: 'recurrence', rule: [...rule, ...ending.parts].join(';'), first: whole }
}

/** Six and seven are times to get up and times to eat; asked once, a series is right for years. */
const early = ({ time }: Reading) => time.hour % 12 === 6 || time.hour % 12 === 7

function whichHalf(readings: readonly Reading[], day: Temporal.PlainDate, { zone }: Asked): Unclear {
  const choices = readings.map(({ time }) => choice(nearestWallClock(day.toPlainDateTime(time), zone)))
  return unclear('ambiguous', 'In the morning or in the evening?', choices)
}

const exists = (month: number, day: number) =>
  month >= 1 &&
  month <= 12 &&
  Math.abs(day) <= Temporal.PlainDate.from({ year: 2024, month, day: 1 }).daysInMonth

/** The day from which the series is looked for: the one that was said, or today. */
function startDay({ start }: Said, asked: Asked): { kind: 'day'; day: Temporal.PlainDate } | Unclear {
  const days = combineDates(start.dates, dateContext(asked))
  if (!days) return { kind: 'day', day: asked.today }
  if (days.kind === 'unclear') return days
  if (days.kind === 'choose') return unclear(days.problem, days.question, days.days.map(String))
  return { kind: 'day', day: days.first }
}

/** None for a series of whole days. */
function readingsOf({ start, allDay }: Said, asked: Asked): Reading[] | Unclear {
  if (start.time) {
    const readings = readClock(start.time, start.part, asked.literal)
    if (allDay) return conflicting()
    return readings.length ? readings : impossibleTime()
  }
  if (asked.purpose === 'reminder' && !allDay) {
    return [{ time: Temporal.PlainTime.from({ hour: reminderHour[start.part ?? 'day'] }) }]
  }
  return start.part ? unclear('ambiguous', `At what hour in the ${start.part}?`) : []
}

const dayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

function ruleOf(repeat: RepeatSaid, day: Temporal.PlainDate): string[] {
  const { freq = 'DAILY', interval, weekdays, nth, month, monthDay } = repeat
  const rule = [`FREQ=${freq}`]
  if (interval > 1) rule.push(`INTERVAL=${interval}`)
  if (month) rule.push(`BYMONTH=${month}`)
  else if (freq === 'YEARLY') rule.push(`BYMONTH=${day.month}`)
  const days = freq === 'WEEKLY' && weekdays.length === 0 ? [day.dayOfWeek] : weekdays
  if (days.length > 0)
    rule.push(`BYDAY=${days.map((one) => `${nth ?? ''}${dayCodes[one - 1] ?? ''}`).join(',')}`)
  else if (monthDay) rule.push(`BYMONTHDAY=${monthDay}`)
  else if (freq === 'MONTHLY' || freq === 'YEARLY') rule.push(`BYMONTHDAY=${day.day}`)
  return rule
}

type First = Extract<When, { kind: 'days' }> | { kind: 'moment'; at: Temporal.ZonedDateTime }

/** The first instance ahead. "Every other Tuesday" begins on the coming one, so the interval does not count yet. */
function firstOf(
  rule: readonly string[],
  day: Temporal.PlainDate,
  reading: Reading | undefined,
  asked: Asked,
): First | undefined {
  const every = rule.filter((part) => !part.startsWith('INTERVAL=')).join(';')
  if (!reading) {
    const [first] = dayOccurrences(every, day, { from: day, limit: 1 })
    return first && { kind: 'days', first, last: first }
  }
  const wall = wallOf(day, { time: reading.time })
  const start = nearestWallClock(wall, asked.zone)
  const later = Temporal.Instant.compare(start.toInstant(), asked.now) > 0 ? start.toInstant() : asked.now
  // In UTC, so that a first instance in a gap does not change the clock of the series.
  const [at] = occurrences(every, start.withPlainTime(reading.time), { from: later, limit: 1 })
  return at && { kind: 'moment', at }
}

function endingOf(repeat: RepeatSaid, first: When, asked: Asked): { parts: string[] } | Unclear {
  if (repeat.count) return { parts: [`COUNT=${repeat.count}`] }
  const firstDay = first.kind === 'days' ? first.first : first.at.toPlainDate()
  let last = repeat.lasting && firstDay.add(repeat.lasting).subtract({ days: 1 })
  if (repeat.until) {
    const days = combineDates([repeat.until], { ...dateContext(asked), from: firstDay })
    if (days?.kind === 'unclear') return days
    if (days?.kind === 'choose') return unclear(days.problem, days.question, days.days.map(String))
    // "until June" is until it begins, "until next week" likewise.
    last = days?.span ? days.first.subtract({ days: 1 }) : days?.last
  }
  if (!last) return { parts: [] }
  if (Temporal.PlainDate.compare(last, firstDay) < 0) {
    return unclear('end-before-start', 'The series would end before it begins. Until when?')
  }
  if (Temporal.PlainDate.compare(last, asked.today.add({ years: 10 })) > 0) {
    return unclear('too-far', 'That is more than 10 years of repeating. Until when?')
  }
  const until = first.kind === 'days' ? last.toString() : utc(last, first.at)
  return { parts: [`UNTIL=${until.replace(/[-:]/g, '')}`] }
}

/** The time of the last instance, so that in most zones the date in UTC is the one that was said. */
const utc = (last: Temporal.PlainDate, first: Temporal.ZonedDateTime) =>
  nearestWallClock(last.toPlainDateTime(first.toPlainTime()), first.timeZoneId)
    .toInstant()
    .toString({ smallestUnit: 'second' })
