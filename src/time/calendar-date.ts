import { dayName, one, type DateContext, type DateResolved } from './days.ts'
import type { DateSaid } from './said.ts'
import { unclear } from './when.ts'

/** A date without a year is the next such date, today included. */
export function dated(
  { year, month, day }: { year?: number; month: number; day: number },
  { today }: DateContext,
): DateResolved {
  if (year !== undefined) return exactly(year, month, day)
  for (let ahead = 0; ahead <= 8; ahead++) {
    const date = real(today.year + ahead, month, day)
    if (date && Temporal.PlainDate.compare(date, today) >= 0) return one(date)
  }
  return impossible(month, day)
}

function exactly(year: number, month: number, day: number): DateResolved {
  const date = real(year, month, day)
  return date ? one(date) : impossible(month, day, year)
}

const impossible = (month: number, day: number, year?: number) =>
  unclear(
    'impossible',
    `There is no day ${day} in month ${month}${year === undefined ? '' : ` of ${year}`}. Which date is meant?`,
  )

function real(year: number, month: number, day: number): Temporal.PlainDate | undefined {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return undefined
  const first = Temporal.PlainDate.from({ year, month, day: 1 })
  return day <= first.daysInMonth ? first.with({ day }) : undefined
}

const monthFirst = [
  'en-us',
  'en-ph',
  'fil',
  'fil-ph',
  'ja',
  'ja-jp',
  'zh',
  'zh-cn',
  'zh-tw',
  'ko',
  'ko-kr',
  'hu',
  'hu-hu',
]
const unsure = ['en', 'en-ca']

/** 3/4: the language of the person tells which is the month; plain English does not. */
export function numeric(
  { a, b, year }: Extract<DateSaid, { is: 'numeric' }>,
  context: DateContext,
): DateResolved {
  const language = (context.language ?? 'en').toLowerCase()
  const dayFirst = dated({ year, month: b, day: a }, context)
  const monthIsFirst = dated({ year, month: a, day: b }, context)
  if (monthFirst.includes(language)) return a > 12 ? dayFirst : monthIsFirst
  if (!unsure.includes(language)) return b > 12 ? monthIsFirst : dayFirst
  if (dayFirst.kind !== 'days') return a > 12 ? dayFirst : monthIsFirst
  if (monthIsFirst.kind !== 'days' || a === b) return dayFirst
  const days = [dayFirst.first, monthIsFirst.first]
  const question = `${a}/${b}: is that ${days.map(dayName).join(' or ')}?`
  return { kind: 'choose', problem: 'ambiguous', question, days }
}

/** The next month that has such a day, or the one that was named. */
export function dayOfMonth(
  { day, months }: Extract<DateSaid, { is: 'day-of-month' }>,
  { today }: DateContext,
): DateResolved {
  if (day < 1 || day > 31) return unclear('impossible', `No month has a day ${day}. Which date is meant?`)
  if (months !== undefined) {
    const month = today.with({ day: 1 }).add({ months })
    return exactly(month.year, month.month, day)
  }
  for (let ahead = 0; ahead < 4; ahead++) {
    const month = today.with({ day: 1 }).add({ months: ahead })
    const date = real(month.year, month.month, day)
    if (date && Temporal.PlainDate.compare(date, today) >= 0) return one(date)
  }
  return impossible(today.month, day)
}
