import { cleanWords } from './clean-words.ts'
import { isOfDays } from './parse-duration.ts'
import { parseWhen } from './parse-when.ts'
import { readClock } from './read-clock.ts'
import { resolveEnd } from './resolve-end.ts'
import type { Asked } from './resolve-start.ts'
import { allowed, askedBy, resolveSaid, within } from './resolve-when.ts'
import type { DateSaid, Said } from './said.ts'
import { reader, tokenize, type Token } from './tokens.ts'
import { vocabulariesFor } from './vocabularies.ts'
import { atWallClock } from './wall-clock.ts'
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

type Moment = Extract<When, { kind: 'moment' }>
type AllDay = Extract<When, { kind: 'days' }>

/**
 * Where words move something to: "make that 4 PM", "half an hour later", "to Friday", "till 5". What is not said
 * stays: the day, the time of day, the duration, the zone. Times are the person's own unless they name a zone.
 */
export function moveWhen(original: When, words: string, context: TimeContext): Resolved {
  return within(context, () => {
    const said = parse(words, context)
    if (!said) return notUnderstood(words)
    const asked = askedBy(context, said)
    const moved =
      original.kind === 'moment' ? moveMoment(original, said, asked) : moveDays(original, said, asked)
    if (moved.kind === 'unclear') return moved
    // What has begun may still end otherwise.
    const end = moved.kind === 'moment' && original.kind === 'moment' ? moved.end : undefined
    const stays = end && moved.kind === 'moment' && startsAlike(moved, original)
    const result = allowed(stays ? { kind: 'moment', at: end } : moved, asked)
    if (result.kind === 'unclear') return result
    if (moved.kind !== 'moment' || original.kind !== 'moment' || said.zone) return moved
    const zone = original.at.timeZoneId
    return {
      ...moved,
      at: moved.at.withTimeZone(zone),
      ...(moved.end ? { end: moved.end.withTimeZone(zone) } : {}),
    }
  })
}

const startsAlike = (one: When, other: When): boolean =>
  one.kind === 'moment' && other.kind === 'moment' && one.at.toInstant().equals(other.at.toInstant())

const at: Token = { is: 'word', word: 'at', value: '' }

function parse(words: string, { language }: TimeContext): Said | undefined {
  const text = cleanWords(words)
  if (!text) return undefined
  for (const vocabulary of vocabulariesFor(language)) {
    const all = tokenize(text, vocabulary) ?? []
    const from = all.findIndex((token) => token.is !== 'word' || !['move', 'to'].includes(token.word))
    const tokens = from < 0 ? [] : all.slice(from)
    if (tokens.length === 0) continue
    // "make that 4": behind such words a bare number is a time.
    const said = parseWhen(reader(tokens)) ?? parseWhen(reader([at, ...tokens]))
    if (said) return said
  }
  return undefined
}

const dateOf = (day: Temporal.PlainDate): DateSaid => ({
  is: 'date',
  year: day.year,
  month: day.month,
  day: day.day,
})

function moveMoment(original: Moment, said: Said, asked: Asked): Resolved {
  const start = original.at.withTimeZone(asked.zone)
  const end = original.end?.withTimeZone(asked.zone)
  const length = end && start.until(end)
  const { shift, longer } = said
  if (shift) {
    const at = isOfDays(shift)
      ? atWallClock(start.toPlainDateTime().add(shift), asked.zone)
      : start.add(shift)
    return 'kind' in at ? at : { kind: 'moment', at, ...(length ? { end: at.add(length) } : {}) }
  }
  if (longer) return end ? ending(start, end.add(longer)) : unclear('ambiguous', 'Until what time?')
  const saysStart = said.start.time ?? said.start.part ?? said.start.dates[0] ?? said.fromNow ?? said.now
  if (!saysStart && said.end) {
    const until = resolveEnd(said.end, start, asked)
    return 'kind' in until ? until : { kind: 'moment', at: start, end: until }
  }
  if (!saysStart && said.length) return ending(start, start.add(said.length))
  if (!saysStart && said.allDay)
    return { kind: 'days', first: start.toPlainDate(), last: start.toPlainDate() }
  if (!saysStart && !said.sameTime) return conflicting()
  const filled = { ...said, sameTime: undefined, start: { ...said.start } }
  const question = sameWeek(filled, start.toPlainDate(), asked) ?? sameHalf(filled, start, asked)
  if (question) return question
  if (!said.fromNow && !said.now) {
    if (said.start.dates.length === 0) filled.start.dates = [dateOf(start.toPlainDate())]
    if (!said.start.time && !said.start.part && !said.allDay) {
      const { hour, minute, second } = start
      filled.start.time = { hour, minute, second, reading: 'exact' }
    }
  }
  const moved = resolveSaid(filled, asked)
  if (moved.kind !== 'moment' || moved.end || !length) return moved
  return { ...moved, end: moved.at.add(length) }
}

function ending(at: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): Resolved {
  if (Temporal.ZonedDateTime.compare(end, at) > 0) return { kind: 'moment', at, end }
  return unclear('end-before-start', 'Then it would end before it starts. Until what time?')
}

/** "to Friday" is the coming one, or the one of the week it is in now. */
function sameWeek(said: Said, day: Temporal.PlainDate, { today }: Asked): Unclear | undefined {
  const [date] = said.start.dates
  if (date?.is !== 'weekday' || date.which !== 'coming' || said.start.dates.length > 1) return undefined
  const there = day.add({ days: date.weekday - day.dayOfWeek })
  const coming = today.add({ days: (date.weekday - today.dayOfWeek + 7) % 7 })
  if (there.equals(coming) || Temporal.PlainDate.compare(there, today) < 0) return undefined
  return unclear('ambiguous', 'The coming one, or the one of that week?', [
    coming.toString(),
    there.toString(),
  ])
}

/** "make that 9" of something at 8 PM: 9 AM by the rule for new things, 9 PM by what it is. */
function sameHalf(said: Said, start: Temporal.ZonedDateTime, asked: Asked): Unclear | undefined {
  const { time, part, dates } = said.start
  if (!time || dates.length > 0) return undefined
  const readings = readClock(time, part, asked.literal)
  const [first] = readings
  const same = readings.find((reading) => reading.time.hour < 12 === start.hour < 12)
  if (!first || !same || same === first || same.time.hour < 7 || same.time.hour > 22) return undefined
  const choices = readings.map((reading) => choice(start.withPlainTime(reading.time)))
  return unclear('ambiguous', 'In the morning or in the evening?', choices)
}

function moveDays(original: AllDay, said: Said, asked: Asked): Resolved {
  const { first, last } = original
  const { shift, longer, length } = said
  const days = { days: first.until(last).days }
  const amount = shift ?? longer ?? length
  if (amount && !isOfDays(amount))
    return unclear('ambiguous', 'It is all day. From what time until what time?')
  if (shift) return { kind: 'days', first: first.add(shift), last: last.add(shift) }
  const saysStart = said.start.time ?? said.start.part ?? said.start.dates[0] ?? said.fromNow
  if (!saysStart) {
    const end = longer ? last.add(longer) : length && first.add(length).subtract({ days: 1 })
    if (end)
      return Temporal.PlainDate.compare(end, first) < 0 ? tooShort() : { kind: 'days', first, last: end }
    return said.end ? resolveSaid({ ...said, start: { dates: [dateOf(first)] } }, asked) : conflicting()
  }
  const filled = { ...said, sameTime: undefined, start: { ...said.start } }
  const question = sameWeek(filled, first, asked)
  if (question) return question
  if (said.start.dates.length === 0 && !said.fromNow) {
    if (days.days > 0)
      return unclear('ambiguous', 'On which of the days?', [first.toString(), last.toString()])
    filled.start.dates = [dateOf(first)]
  }
  const moved = resolveSaid(filled, {
    ...asked,
    purpose: asked.purpose === 'reminder' ? 'event' : asked.purpose,
  })
  if (moved.kind !== 'days' || said.end || said.length) return moved
  return { ...moved, last: moved.first.add(days) }
}

const tooShort = () => unclear('end-before-start', 'Then no day would be left. Which day should be the last?')
