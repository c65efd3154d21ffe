import { date } from './parse-date.ts'
import { duration, isOfDays } from './parse-duration.ts'
import { weekdayList } from './parse-weekdays.ts'
import { parseWhen } from './parse-when.ts'
import type { DateSaid, Said } from './said.ts'
import type { Reader } from './tokens.ts'

/** What was said about repeating, beside the time and the first day. */
export interface RepeatSaid {
  freq?: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: number
  weekdays: number[]
  /** Day of the month, -1 the last. */
  monthDay?: number
  /** Which of the weekdays in the month, -1 the last. */
  nth?: number
  month?: number
  count?: number
  until?: DateSaid
  /** "for 6 weeks" */
  lasting?: Temporal.Duration
}

const freqs: Record<string, RepeatSaid['freq']> = {
  days: 'DAILY',
  weeks: 'WEEKLY',
  fortnight: 'WEEKLY',
  months: 'MONTHLY',
  years: 'YEARLY',
}

/** All of the words, or nothing: as `parseWhen`, with what makes a series. */
export function parseRecurrence(read: Reader): { said: Said; repeat: RepeatSaid } | undefined {
  const repeat: RepeatSaid = { interval: 1, weekdays: [] }
  const said = parseWhen(
    read,
    (when) =>
      read.attempt(() => nthOfMonth(read, repeat)) ??
      read.attempt(() => every(read, repeat)) ??
      read.attempt(() => named(read, repeat)) ??
      read.attempt(() => within(read, repeat)) ??
      read.attempt(() => ending(read, repeat, when)),
  )
  return said && repeat.freq ? { said, repeat } : undefined
}

function set(repeat: RepeatSaid, freq: RepeatSaid['freq'], rest: Partial<RepeatSaid> = {}): true | undefined {
  if (!freq || (repeat.freq && repeat.freq !== freq)) return undefined
  Object.assign(repeat, rest, { freq })
  return true
}

/** "every other Tuesday", "every 2 weeks", "every 31st", "every 3 May". */
function every(read: Reader, repeat: RepeatSaid): true | undefined {
  while (read.word('on', 'the', 'in')) continue
  if (!read.word('every')) return undefined
  read.word('the')
  const interval = everyOther(read)
  const weekdays = weekdayList(read)
  if (weekdays) return set(repeat, 'WEEKLY', { weekdays, interval })
  const part = read.sees('part')
  if (part && interval === 1) return set(repeat, 'DAILY')
  const yearly = interval === 1 ? dayOfYear(read) : undefined
  if (yearly) return set(repeat, 'YEARLY', yearly)
  const unit = read.word('unit')?.value
  if (unit) return set(repeat, freqs[unit], { interval: unit === 'fortnight' ? interval * 2 : interval })
  const number = interval === 1 ? read.take('number') : undefined
  if (number?.ordinal && number.value >= 1 && number.value <= 31) {
    return set(repeat, 'MONTHLY', { monthDay: number.value })
  }
  return undefined
}

function everyOther(read: Reader): number {
  if (read.word('other')) return 2
  const counted = read.attempt(() => {
    const count = read.take('number')?.value ?? Number(read.word('num', 'ord')?.value)
    return Number.isInteger(count) && count >= 1 && count < 100 && read.sees('unit', 'weekday')
      ? count
      : undefined
  })
  return counted ?? 1
}

function dayOfYear(read: Reader): { month: number; monthDay: number } | undefined {
  return read.attempt(() => {
    const said = date(read)
    return said?.is === 'date' && said.year === undefined
      ? { month: said.month, monthDay: said.day }
      : undefined
  })
}

/** "daily", "weekdays", "on Mondays", "monthly on the 15th". */
function named(read: Reader, repeat: RepeatSaid): true | undefined {
  const unit = read.word('recurring')?.value
  if (unit) return set(repeat, freqs[unit], unit === 'fortnight' ? { interval: 2 } : {})
  while (read.word('on', 'the')) continue
  if (read.sees('workdays')) return set(repeat, 'WEEKLY', { weekdays: weekdayList(read) })
  const plural = read.sees('weekdays')
  const weekdays = repeat.freq ? undefined : weekdayList(read)
  // "Monday" alone is a day, "Mondays" and "Monday to Friday" are a series.
  if (!weekdays || (!plural && weekdays.length < 2)) return undefined
  return set(repeat, 'WEEKLY', { weekdays })
}

/** "first Friday of the month", "last day of every month", "on the 31st of each month". */
function nthOfMonth(read: Reader, repeat: RepeatSaid): true | undefined {
  while (read.word('on', 'the')) continue
  const opened = read.word('every')
  const token = read.word('ord', 'last') ?? read.take('number')
  if (!token || (token.is === 'number' && !token.ordinal && !opened)) return undefined
  const count = token.is === 'word' ? Number(token.value || -1) : token.value
  const weekday = read.word('weekday')
  const isDay = !weekday && (read.word('unit')?.value === 'days' || token.is === 'number')
  if (!weekday && !isDay) return undefined
  if (!ofTheMonth(read) || repeat.nth || repeat.monthDay) return undefined
  if (!weekday) return count < 32 && count !== 0 ? set(repeat, 'MONTHLY', { monthDay: count }) : undefined
  return count > 5 ? undefined : set(repeat, 'MONTHLY', { nth: count, weekdays: [Number(weekday.value)] })
}

function ofTheMonth(read: Reader): true | undefined {
  let said = false
  while (read.word('of', 'in', 'on', 'the', 'every')) said = true
  return said && read.word('unit')?.value === 'months' ? true : undefined
}

/** Behind "every month" or "every 2 weeks": "on the 31st", "on the last Friday", "on Tuesday and Thursday". */
function within(read: Reader, repeat: RepeatSaid): true | undefined {
  const { freq } = repeat
  if (!freq || repeat.monthDay || repeat.weekdays.length > 0) return undefined
  while (read.word('on', 'the')) continue
  if (freq === 'WEEKLY') {
    const weekdays = weekdayList(read)
    return weekdays && set(repeat, freq, { weekdays })
  }
  if (freq === 'YEARLY') {
    const day = dayOfYear(read)
    return day && set(repeat, freq, day)
  }
  if (freq !== 'MONTHLY') return undefined
  const token = read.word('ord', 'last') ?? read.take('number')
  if (!token) return undefined
  const count = token.is === 'word' ? Number(token.value || -1) : token.value
  const weekday = read.word('weekday')
  if (weekday)
    return count > 5 ? undefined : set(repeat, freq, { nth: count, weekdays: [Number(weekday.value)] })
  if (read.word('unit')?.value !== 'days' && (token.is !== 'number' || !token.ordinal)) return undefined
  return count < 32 && count !== 0 ? set(repeat, freq, { monthDay: count }) : undefined
}

/** "10 times", "until 3 June", "for 6 weeks". */
function ending(read: Reader, repeat: RepeatSaid, { from }: Said): true | undefined {
  if (repeat.count || repeat.until || repeat.lasting) return undefined
  const lead = read.word('for', 'until', 'to')?.word
  const times = read.attempt(() => {
    const count = read.take('number')?.value ?? Number(read.word('num')?.value)
    return Number.isInteger(count) && count > 0 && read.word('times') ? count : undefined
  })
  if (times !== undefined && lead !== 'until' && lead !== 'to') {
    repeat.count = times
    return true
  }
  if (lead === 'for') {
    const amount = duration(read)
    if (!amount || !isOfDays(amount)) return undefined
    repeat.lasting = amount
    return true
  }
  if (!lead) return undefined
  const until = (from ? undefined : year(read)) ?? date(read)
  if (!until) return undefined
  repeat.until = until
  return true
}

/** "until 2030" is until that year begins; in "from 9 until 2030" it is a time of day. */
function year(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const number = read.take('number')
    return number?.digits.length === 4 && !read.sees('unit', 'oclock', 'month')
      ? { is: 'month', month: 1, year: number.value }
      : undefined
  })
}
