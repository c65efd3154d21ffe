import { dayName, type DateContext, type DateResolved, type Days } from './days.ts'
import { resolveDate } from './resolve-date.ts'
import type { DateSaid } from './said.ts'

/**
 * The day that all that was said agrees on: "Friday next week", "Tuesday, 24 November". A weekday that is not the
 * one of the date is asked about instead of believing either.
 */
export function combineDates(dates: readonly DateSaid[], context: DateContext): DateResolved | undefined {
  const weekdays = dates.filter((said) => said.is === 'weekday')
  const others = dates.filter((said) => said.is !== 'weekday')
  const [first, ...more] = others.map((said) => resolveDate(said, context))
  const [weekday] = weekdays
  if (!first) return weekday && agreed(weekdays.map((said) => resolveDate(said, context)))
  const found = agreed([first, ...more])
  if (!weekday || found === undefined) return found
  if (found.kind === 'unclear') return found
  const fits = (day: Temporal.PlainDate) => day.dayOfWeek === weekday.weekday
  if (found.kind === 'choose') {
    const days = found.days.filter(fits)
    const [day] = days
    return days.length === 1 && day ? { kind: 'days', first: day, last: day } : found
  }
  if (found.span) return within(found, fits) ?? found
  return fits(found.first) ? found : contradiction(found.first, weekday.weekday)
}

function agreed(all: readonly DateResolved[]): DateResolved | undefined {
  const [first, ...rest] = all
  const other = rest.find(
    (one) =>
      first?.kind !== 'days' ||
      one.kind !== 'days' ||
      !one.first.equals(first.first) ||
      !one.last.equals(first.last),
  )
  if (!other || first?.kind !== 'days') return first
  if (other.kind !== 'days') return other
  const days = [first.first, other.first]
  return {
    kind: 'choose',
    problem: 'ambiguous',
    question: `Two days: ${days.map(dayName).join(' or ')}?`,
    days,
  }
}

function within(span: Days, fits: (day: Temporal.PlainDate) => boolean): Days | undefined {
  // In a month there are several such days; in a week there is one.
  if (span.first.until(span.last).days > 6) return undefined
  for (let day = span.first; Temporal.PlainDate.compare(day, span.last) <= 0; day = day.add({ days: 1 })) {
    if (fits(day)) return { kind: 'days', first: day, last: day }
  }
  return undefined
}

function contradiction(date: Temporal.PlainDate, weekday: number): DateResolved {
  const near = [-3, -2, -1, 1, 2, 3].map((days) => date.add({ days }))
  const days = [date, ...near.filter((day) => day.dayOfWeek === weekday)]
  const question = `${date.toString()} is a ${dayName(date).split(' ')[0] ?? ''}. ${days.map(dayName).join(' or ')}?`
  return { kind: 'choose', problem: 'ambiguous', question, days }
}
