import { duration, isOfDays } from './parse-duration.ts'
import type { DateSaid, Span } from './said.ts'
import type { Reader, Token } from './tokens.ts'

/** One day or span; several in a row ("Tuesday, 24 November") are read one by one and compared later. */
export function date(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    while (read.word('on', 'the', 'for')) continue
    return (
      written(read) ??
      edge(read) ??
      nth(read) ??
      dayAndMonth(read) ??
      monthAndDay(read) ??
      after(read) ??
      stretch(read) ??
      relative(read) ??
      dayOfMonth(read)
    )
  })
}

function written(read: Reader): DateSaid | undefined {
  const token = read.take('date') ?? read.take('numeric')
  if (token) return token
  const day = read.word('day')
  return day && { is: 'offset', days: Number(day.value) }
}

/** "24 to 26 November", "Nov 24-26": the month is said once for both. */
export function dateRange(read: Reader): [DateSaid, DateSaid] | undefined {
  return read.attempt(() => {
    while (read.word('on', 'the', 'from', 'of')) continue
    const month = monthName(read)
    if (month) read.word('the')
    const first = dayNumber(read)
    if (!first || !read.word('to', 'until', 'at')) return undefined
    read.word('the')
    const second = dayNumber(read)
    if (!second || (month && endsClock(read))) return undefined
    read.word('of')
    const shared = month ?? monthName(read)
    if (!shared) return undefined
    const years = year(read)
    return [
      { is: 'date', month: shared, day: first, year: years },
      { is: 'date', month: shared, day: second, year: years },
    ]
  })
}

const endsClock = (read: Reader) => {
  const token = read.peek()
  return Boolean(read.sees('am', 'pm', 'oclock', 'unit', 'past', 'before')) || token?.is === 'clock'
}

function dayNumber(read: Reader): number | undefined {
  const token = read.peek()
  if (!isDay(token)) return undefined
  read.skip()
  return token.value
}

const isDay = (token: Token | undefined): token is Extract<Token, { is: 'number' }> =>
  token?.is === 'number' &&
  Number.isInteger(token.value) &&
  token.digits.length > 0 &&
  token.digits.length < 3

function monthName(read: Reader): number | undefined {
  const month = read.word('month')
  return month && Number(month.value)
}

function year(read: Reader): number | undefined {
  return read.attempt(() => {
    read.word('of')
    const token = read.take('number')
    return token?.digits.length === 4 && !read.sees('unit', 'oclock') ? token.value : undefined
  })
}

function dayAndMonth(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const first = read.word('ord')
    const day = first ? Number(first.value) : dayNumber(read)
    read.word('of')
    const month = monthName(read)
    return day !== undefined && month ? { is: 'date', day, month, year: year(read) } : undefined
  })
}

function monthAndDay(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const which = read.word('in', 'this', 'next', 'last')?.word
    const month = monthName(read)
    if (!month || which === 'last' || which === 'next') return undefined
    const day = read.attempt(() => {
      read.word('the')
      const number = dayNumber(read)
      return number && !endsClock(read) ? number : undefined
    })
    return day ? { is: 'date', month, day, year: year(read) } : { is: 'month', month, year: year(read) }
  })
}

/** "first Friday of December", "last day of the month". */
function nth(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const token = read.word('ord', 'last') ?? read.take('number')
    if (!token || (token.is === 'number' && !token.ordinal)) return undefined
    const weekday = read.word('weekday')
    if (!weekday && read.word('unit')?.value !== 'days') return undefined
    const of = read.word('of', 'in', 'on')
    const within = of && (date(read) ?? read.attempt(() => (read.word('the') ? bareSpan(read) : undefined)))
    if (!within || (within.is !== 'month' && within.is !== 'span')) return undefined
    const count = token.is === 'word' ? Number(token.value || -1) : token.value
    return { is: 'nth', nth: count, weekday: weekday && Number(weekday.value), in: within }
  })
}

/** "end of the month", "beginning of next week". */
function edge(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const which = read.word('startof', 'endof')?.word
    if (!which) return undefined
    while (read.word('of', 'the')) continue
    const of = date(read) ?? bareSpan(read)
    if (of?.is !== 'span' && of?.is !== 'month') return undefined
    return { is: 'edge', edge: which === 'startof' ? 'start' : 'end', of }
  })
}

/** "a week from Monday", "two weeks after tomorrow". */
function after(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const amount = duration(read)
    if (!amount || !isOfDays(amount) || !read.word('from', 'past')) return undefined
    const base = date(read)
    return base && base.is !== 'span' && base.is !== 'month' ? { is: 'after', amount, base } : undefined
  })
}

/** "the next 7 days", "last 30 days": they begin or end today. */
function stretch(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const which = read.word('next', 'coming', 'last')?.word
    const amount = which && duration(read)
    return amount && isOfDays(amount) ? { is: 'stretch', amount, back: which === 'last' } : undefined
  })
}

const spans: Record<string, Span> = { weeks: 'week', months: 'month', years: 'year' }

function bareSpan(read: Reader): DateSaid | undefined {
  const span = spanName(read)
  return span && { is: 'span', span, offset: 0 }
}

function spanName(read: Reader): Span | undefined {
  return read.attempt(() => {
    if (read.word('weekend')) return 'weekend'
    return spans[read.word('unit')?.value ?? '']
  })
}

const offsets: Record<string, number> = { next: 1, coming: 1, last: -1, this: 0 }

/** "Friday", "next Friday", "next week", "this weekend"; the modifier comes after in some languages. */
function relative(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const before = read.word('next', 'coming', 'last', 'this')?.word
    const weekday = read.word('weekday')
    const span = weekday ? undefined : spanName(read)
    if (!weekday && !span) return undefined
    const which = before ?? modifierBehind(read)
    if (weekday) {
      const named = which === 'next' || which === 'last' ? which : 'coming'
      return { is: 'weekday', weekday: Number(weekday.value), which: named }
    }
    if (!span || (which === undefined && span !== 'weekend')) return undefined
    // "the coming weekend" is this one, "the coming week" the next.
    return {
      is: 'span',
      span,
      offset: span === 'weekend' && which === 'coming' ? 0 : (offsets[which ?? 'this'] ?? 0),
    }
  })
}

/** "viernes próximo"; in "Friday next week" the modifier belongs to the week. */
const modifierBehind = (read: Reader) =>
  read.seesAt(1, 'unit', 'weekend', 'weekday', 'month')
    ? undefined
    : read.word('next', 'coming', 'last')?.word

/** "the 24th", "24th of next month". */
function dayOfMonth(read: Reader): DateSaid | undefined {
  return read.attempt(() => {
    const token = read.take('number')
    if (!token || token.ordinal === undefined || !isDay(token)) return undefined
    const months = read.attempt(() => {
      while (read.word('of', 'the')) continue
      const span = relative(read)
      return span?.is === 'span' && span.span === 'month' ? span.offset : undefined
    })
    return { is: 'day-of-month', day: token.value, months }
  })
}
