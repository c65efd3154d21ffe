import { cleanWords } from './clean-words.ts'
import { combineDates } from './combine-dates.ts'
import { isOfDays } from './parse-duration.ts'
import { contradiction, nowOf, startOf } from './said-start.ts'
import { parseWhen } from './parse-when.ts'
import { partHours, reminderHour } from './read-clock.ts'
import { resolveEnd } from './resolve-end.ts'
import { dayName, type Days } from './days.ts'
import { dateContext, eachDay, moment, type Asked } from './resolve-start.ts'
import type { Said } from './said.ts'
import { reader, tokenize } from './tokens.ts'
import { vocabulariesFor } from './vocabularies.ts'
import { isZone } from './zones.ts'
import {
  choice,
  conflicting,
  notUnderstood,
  unclear,
  type Resolved,
  type TimeContext,
  type Unclear,
  type When,
} from './when.ts'

/** The moment or the days that words mean to a person. Never throws; what is not certain comes back as a question. */
export function resolveWhen(words: string, context: TimeContext): Resolved {
  return within(context, () => {
    const said = parse(words, context)
    return said ? resolveSaid(said, askedBy(context, said)) : notUnderstood(words)
  })
}

/** Temporal throws where a date leaves its range; to a person that is simply too far away. */
export function within<Result>({ timeZone }: TimeContext, resolve: () => Result): Result | Unclear {
  if (!isZone(timeZone)) return unclear('unknown-zone', 'In which city are you? I need your time zone first.')
  try {
    return resolve()
  } catch (error) {
    if (error instanceof RangeError) return tooFar()
    throw error
  }
}

const tooFar = () => unclear('too-far', 'That is more than 5 years away. Which date is meant?')

function parse(words: string, context: TimeContext): Said | undefined {
  const text = cleanWords(words)
  if (!text) return undefined
  for (const vocabulary of vocabulariesFor(context.language)) {
    const tokens = tokenize(text, vocabulary)
    const said = tokens?.length ? parseWhen(reader(tokens)) : undefined
    if (said) return said
  }
  return undefined
}

export function askedBy({ now, timeZone, language, purpose = 'event' }: TimeContext, said: Said): Asked {
  return {
    now,
    zone: said.zone ?? timeZone,
    today: now.toZonedDateTimeISO(timeZone).toPlainDate(),
    purpose,
    language,
    literal: language !== undefined && !/^en(?:-|$)/i.test(language),
  }
}

export function resolveSaid(said: Said, asked: Asked): Resolved {
  const wrong = contradiction(said)
  if (wrong) return wrong
  const start = said.now ? nowOf(asked) : startOf(said, asked)
  if (start.kind === 'unclear') return start
  const when = start.kind === 'days' ? ofDays(start, said, asked) : ofMoment(start.at, said, asked)
  return when.kind === 'unclear' ? when : allowed(when, asked)
}

export function ofMoment(at: Temporal.ZonedDateTime, said: Said, asked: Asked): Resolved {
  const { end, length, start } = said
  if (end) {
    const until = resolveEnd(end, at, asked)
    return 'kind' in until ? until : { kind: 'moment', at, end: until }
  }
  if (length) return { kind: 'moment', at, end: at.add(length) }
  if (start.part && !start.time && asked.purpose === 'search') {
    const [from, to] = partHours[start.part]
    return { kind: 'moment', at, end: at.add({ hours: to - from }) }
  }
  return { kind: 'moment', at }
}

function ofDays(days: Days, said: Said, asked: Asked): Resolved {
  const { end, length } = said
  if (end?.time || (length && !isOfDays(length))) {
    return unclear('ambiguous', `From what time on ${dayName(days.first)}?`)
  }
  let { last } = days
  if (length) last = days.first.add(length).subtract({ days: 1 })
  if (end) {
    const until = combineDates(end.dates, { ...dateContext(asked), from: days.first })
    if (until?.kind === 'choose') return unclear(until.problem, until.question, until.days.map(String))
    if (until?.kind !== 'days') return until ?? conflicting()
    last = until.last
  }
  if (Temporal.PlainDate.compare(last, days.first) < 0) {
    return unclear('end-before-start', 'The last day is before the first. From when until when is it meant?')
  }
  if (days.span && asked.purpose !== 'search' && !end && !length) return whichDay(days, asked)
  if (asked.purpose === 'reminder' && !said.allDay) return remindOn({ ...days, last }, asked)
  return { kind: 'days', first: days.first, last }
}

const whichDay = (days: Days, { today }: Asked) =>
  unclear(
    'ambiguous',
    'On which day, and at what time?',
    eachDay(days)
      .filter((day) => Temporal.PlainDate.compare(day, today) >= 0)
      .map(String),
  )

/** A reminder that was given a day alone comes at 9. */
function remindOn(days: Days, asked: Asked): Resolved {
  if (!days.first.equals(days.last)) return whichDay(days, asked)
  const start = moment(days.first, { time: Temporal.PlainTime.from({ hour: reminderHour.day }) }, asked)
  if (start.kind !== 'moment') return start.kind === 'unclear' ? start : conflicting()
  const late = Temporal.Instant.compare(start.at.toInstant(), asked.now) <= 0
  if (late && days.first.equals(asked.today)) return unclear('ambiguous', 'At what time today?')
  return { kind: 'moment', at: start.at }
}

/** Not in the past, unless somebody searches, and not so far ahead that it is a slip. */
export function allowed(when: When, asked: Asked): Resolved {
  const [from, to] =
    when.kind === 'moment'
      ? [when.at, when.end ?? when.at]
      : [when.first.toZonedDateTime(asked.zone), when.last.toZonedDateTime(asked.zone)]
  const limit = asked.now.toZonedDateTimeISO(asked.zone).add({ years: 5 })
  if (Temporal.ZonedDateTime.compare(to, limit) > 0) return tooFar()
  if (asked.purpose === 'search') return when
  const past =
    when.kind === 'moment'
      ? Temporal.Instant.compare(from.toInstant(), asked.now) < 0
      : Temporal.PlainDate.compare(when.last, asked.today) < 0
  if (!past) return when
  const said = when.kind === 'moment' ? choice(when.at) : when.first.toString()
  return unclear('past', `${said} is in the past. When is it meant?`)
}
