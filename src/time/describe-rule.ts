import { dateFormat, epochOf, plainBlanks, primaryLanguage } from './formats.ts'
import { untilOf } from './occurrences.ts'
import { ruleWords, type RuleWords } from './rule-words.ts'

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

interface Phrasing {
  words: RuleWords
  language: string
}

/**
 * A rule in plain words: "every 2 weeks on Tuesday and Thursday until 3 June 2027". A language we have no words for
 * gets English; a part we have no words for is shown as it is, rather than left out. With the zone of the series
 * its last day is told as people there count it.
 */
export function describeRule(rule: string, language = 'en-GB', timeZone = 'UTC'): string {
  const known = ruleWords[primaryLanguage(language)]
  const phrasing = known ? { words: known, language } : { words: ruleWords.en ?? known, language: 'en-GB' }
  if (!phrasing.words) return rule
  const { words } = phrasing
  const parts = new Map<string, string>()
  for (const part of rule.replace(/^RRULE:/i, '').split(';')) {
    const [name = '', value = ''] = part.toUpperCase().split('=')
    if (name) parts.set(name, value)
  }
  const said = series({ words, language: phrasing.language }, parts)
  if (said === undefined) return rule
  const until = untilOf(rule, timeZone)?.toZonedDateTimeISO(timeZone).toPlainDate()
  const count = parts.get('COUNT')
  const end = until ? words.until.replace('{date}', date(until, phrasing.language)) : ''
  return `${said}${end}${count ? words.times.replace('{n}', count) : ''}`
}

const date = (day: Temporal.PlainDate, language: string) =>
  plainBlanks(dateFormat(language, { dateStyle: 'long' }).format(epochOf(day)))

const understood = new Set(['FREQ', 'INTERVAL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'UNTIL', 'COUNT', 'WKST'])

function series(phrasing: Phrasing, parts: ReadonlyMap<string, string>): string | undefined {
  const { words } = phrasing
  const freq = parts.get('FREQ')
  if (freq !== 'DAILY' && freq !== 'WEEKLY' && freq !== 'MONTHLY' && freq !== 'YEARLY') return undefined
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const days = parts.get('BYDAY')?.split(',') ?? []
  const monthDays = parts.get('BYMONTHDAY')?.split(',').map(Number) ?? []
  const months = parts.get('BYMONTH')?.split(',').map(Number) ?? []
  const odd =
    [...parts.keys()].some((name) => !understood.has(name)) ||
    days.some((one) => !/^-?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)$/.test(one)) ||
    monthDays.some((one) => !(one === -1 || (one >= 1 && one <= 31))) ||
    months.some((one) => !(one >= 1 && one <= 12)) ||
    (months.length > 0 && (freq !== 'YEARLY' || months.length > 1 || monthDays.length > 1 || days.length > 0))
  if (odd || !Number.isInteger(interval) || interval < 1)
    return `(${[...parts].map(([name, value]) => `${name}=${value}`).join(';')})`
  const [one, several] = words.every[freq]
  const base = interval === 1 ? one : several.replace('{n}', String(interval))
  if (days.length > 0) return onWeekdays(phrasing, days, base, interval, freq)
  const [month] = months
  const [monthDay] = monthDays
  if (month && monthDay)
    return base + words.date.replace('{date}', yearDay(month, monthDay, phrasing.language))
  return base + monthDays.map((day) => onMonthDay(words, day)).join(` ${words.and}`)
}

const yearDay = (month: number, day: number, language: string) => {
  const first = Temporal.PlainDate.from({ year: 2024, month, day: 1 })
  const at = first.with({ day: day < 0 ? first.daysInMonth : day })
  return plainBlanks(dateFormat(language, { month: 'long', day: 'numeric' }).format(epochOf(at)))
}

const onMonthDay = (words: RuleWords, day: number) =>
  day === -1 ? words.lastDay : words.monthDay.replace('{d}', words.ordinal?.(day) ?? String(day))

function onWeekdays(
  { words, language }: Phrasing,
  days: readonly string[],
  base: string,
  interval: number,
  freq: string,
): string {
  const counted = days.filter((day) => /\d/.test(day))
  if (counted.length > 0)
    return base + counted.map((day) => nthDay(words, day, language)).join(` ${words.and}`)
  const isWeekly = freq === 'WEEKLY' || freq === 'DAILY'
  if (interval === 1 && isWeekly && days.join(',') === 'MO,TU,WE,TH,FR') return words.workdays
  const names = list(
    days.map((day) => weekdayName(codes.indexOf(day) + 1, language)),
    words.and,
  )
  if (interval === 1 && isWeekly) return words.everyDay.replace('{days}', names)
  return base + words.on.replace('{days}', names)
}

function nthDay(words: RuleWords, day: string, language: string): string {
  const weekday = codes.indexOf(day.slice(-2)) + 1
  const nth = Number(day.slice(0, -2))
  const { feminine } = words
  const form = feminine?.weekdays.includes(weekday) ? feminine : words
  const name = nth < 0 ? (form.nths.at(-1) ?? '') : (form.nths[nth - 1] ?? String(nth))
  return form.nth.replace('{nth}', name).replace('{day}', weekdayName(weekday, language))
}

/** 2024 began on a Monday. */
const weekdayName = (weekday: number, language: string) =>
  dateFormat(language, { weekday: 'long' }).format(
    epochOf(Temporal.PlainDate.from({ year: 2024, month: 1, day: weekday })),
  )

function list(names: readonly string[], and: string): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${and} ${last}`
}
