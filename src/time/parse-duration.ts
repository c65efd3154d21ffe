import { cleanWords } from './clean-words.ts'
import { reader, tokenize, type Reader } from './tokens.ts'
import { vocabulariesFor } from './vocabularies.ts'

type Fields = {
  years: number
  months: number
  weeks: number
  days: number
  hours: number
  minutes: number
  seconds: number
}

/** "30 minutes", "1.5 hours", "an hour and a half", "90 min", "PT45M"; in any of the languages. */
export function resolveDuration(words: string): Temporal.Duration | undefined {
  const text = cleanWords(words)
  if (!text) return undefined
  for (const vocabulary of vocabulariesFor()) {
    const tokens = tokenize(text, vocabulary)
    if (!tokens) continue
    const read = reader(tokens)
    read.word('for')
    const found = duration(read)
    if (found && read.done()) return found
  }
  return undefined
}

/** An amount with its unit, or several in a row: "1 h 30 min", "an hour and a half". */
export function duration(read: Reader): Temporal.Duration | undefined {
  const iso = read.take('duration')
  if (iso) return positive(Temporal.Duration.from(iso.text))
  const fields: Fields = { years: 0, months: 0, weeks: 0, days: 0, hours: 0, minutes: 0, seconds: 0 }
  let some = false
  const clock = read.attempt(() => clockLength(read))
  if (clock) return clock
  for (;;) {
    const added = read.attempt(() => {
      if (some) read.word('and')
      return amount(read, fields)
    })
    if (!added) break
    some = true
  }
  return some ? positive(Temporal.Duration.from(fields)) : undefined
}

/** "1h30", which is also a time of day: only the words around it tell. */
function clockLength(read: Reader): Temporal.Duration | undefined {
  const clock = read.take('clock')
  if (!clock?.h || read.sees('am', 'pm', 'oclock')) return undefined
  return positive(Temporal.Duration.from({ hours: clock.hour, minutes: clock.minute, seconds: clock.second }))
}

function amount(read: Reader, fields: Fields): true | undefined {
  let count = quantity(read)
  if (count === undefined) return undefined
  let unit = read.word('unit')?.value
  // "15h" and "3 hrs" are one word for the clock and for the length in some languages.
  if (!unit && read.sees('oclock')?.value === 'h' && read.word('oclock')) unit = 'hours'
  if (!unit) return undefined
  if (read.word('andhalf')) count += 0.5
  else if (read.word('andquarter')) count += 0.25
  return add(fields, unit, count)
}

function quantity(read: Reader): number | undefined {
  const digits = read.take('number')
  if (digits) return digits.ordinal === 'sure' ? undefined : digits.value + (read.word('andhalf') ? 0.5 : 0)
  const article = read.word('num', 'article')
  if (read.word('half')) {
    read.word('num', 'article')
    return 0.5
  }
  if (read.word('quarter')) {
    read.word('of')
    read.word('num', 'article')
    return 0.25
  }
  if (article) return Number(article.value || 1) + (read.word('andhalf') ? 0.5 : 0)
  return undefined
}

const lengths: Record<string, readonly [unit: keyof Fields, times: number, smaller?: keyof Fields]> = {
  seconds: ['seconds', 1],
  minutes: ['minutes', 1, 'seconds'],
  hours: ['hours', 1, 'minutes'],
  days: ['days', 1, 'hours'],
  weeks: ['weeks', 1],
  fortnight: ['weeks', 2],
  months: ['months', 1],
  years: ['years', 1, 'months'],
}

const smallerPer: Partial<Record<keyof Fields, number>> = { minutes: 60, hours: 60, days: 24, years: 12 }

function add(fields: Fields, name: string, count: number): true | undefined {
  const [unit, times, smaller] = lengths[name] ?? []
  if (!unit || !times) return undefined
  const whole = Math.trunc(count)
  const rest = Math.round((count - whole) * (smallerPer[unit] ?? 0) * 1000) / 1000
  // Half a week or half a month is no number of days that everybody agrees on.
  if (count !== whole && (!smaller || !Number.isInteger(rest))) return undefined
  fields[unit] += whole * times
  if (smaller) fields[smaller] += rest
  return true
}

const positive = (length: Temporal.Duration) => (length.sign > 0 ? length : undefined)

/** Whether it is made of calendar days and longer, which keep the time of day. */
export const isOfDays = ({ hours, minutes, seconds }: Temporal.Duration): boolean =>
  hours === 0 && minutes === 0 && seconds === 0
