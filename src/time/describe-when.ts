import { dateFormat, epochOf, plainBlanks, primaryLanguage } from './formats.ts'
import type { When } from './when.ts'
import { isZone } from './zones.ts'

export interface DescribeOptions {
  /** The zone of the person who reads it. */
  timeZone: string
  language?: string
  /** Shown as well where its clocks differ at that time; the zone the moment itself is in where none is given. */
  otherZone?: string
}

/**
 * A time in the person's words: "Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)". The weekday and the year
 * are always there, because they are what shows a mistake.
 */
export function describeWhen(when: When, { timeZone, language, otherZone }: DescribeOptions): string {
  if (when.kind === 'days') return describeDays(when, language)
  const zone = isZone(timeZone) ? timeZone : when.at.timeZoneId
  const at = when.at.withTimeZone(zone)
  const end = when.end?.withTimeZone(zone)
  const here = `${spell(at, end, language)} (${zone}${offsetWhereTwice(at)})`
  const other = otherZone !== undefined && isZone(otherZone) ? otherZone : when.at.timeZoneId
  const there = when.at.withTimeZone(other)
  if (there.offset === at.offset) return here
  const elsewhere = spell(there, when.end?.withTimeZone(other), language, at.toPlainDate())
  const within = inPlace[primaryLanguage(language)]
  return `${here}, ${elsewhere} ${within ? `${within} ${other}` : `(${other})`}`
}

const inPlace: Record<string, string> = { en: 'in', de: 'in', es: 'en', pt: 'em', fr: 'à', it: 'a', nl: 'in' }

const allDay: Record<string, string> = {
  en: 'all day',
  de: 'ganztägig',
  es: 'todo el día',
  pt: 'o dia todo',
  fr: 'toute la journée',
  it: 'tutto il giorno',
  nl: 'de hele dag',
}

function describeDays({ first, last }: Extract<When, { kind: 'days' }>, language?: string): string {
  const days = first.equals(last) ? day(first, language) : `${day(first, language)} – ${day(last, language)}`
  const words = allDay[primaryLanguage(language)]
  return words ? `${days}, ${words}` : days
}

const day = (date: Temporal.PlainDate, language?: string) =>
  plainBlanks(dateFormat(language, { dateStyle: 'full' }).format(epochOf(date)))

function time(at: Temporal.ZonedDateTime, language?: string): string {
  // "16:00" in most of the world, "4:00 PM" where people say it so.
  const twelve = dateFormat(language, { hour: 'numeric' }).resolvedOptions().hour12 === true
  const hour = twelve ? 'numeric' : '2-digit'
  const hourCycle = twelve ? undefined : 'h23'
  const format = dateFormat(language, { hour, minute: '2-digit', hourCycle })
  return plainBlanks(format.format(epochOf(at.toPlainDateTime())))
}

/** With the day, unless the reader has just seen it; across midnight with both. */
function spell(
  at: Temporal.ZonedDateTime,
  end: Temporal.ZonedDateTime | undefined,
  language: string | undefined,
  seen?: Temporal.PlainDate,
): string {
  const date = at.toPlainDate()
  const from = seen?.equals(date) ? time(at, language) : `${day(date, language)}, ${time(at, language)}`
  if (!end) return from
  const sameDay = end.toPlainDate().equals(date)
  return sameDay
    ? `${from}–${time(end, language)}`
    : `${from} – ${day(end.toPlainDate(), language)}, ${time(end, language)}`
}

/** In the hour that comes twice the clock alone does not tell which one it is. */
function offsetWhereTwice(at: Temporal.ZonedDateTime): string {
  const wall = at.toPlainDateTime()
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    wall.toZonedDateTime(at.timeZoneId, { disambiguation }),
  )
  return first && second && first.offset !== second.offset ? `, UTC${at.offset}` : ''
}
