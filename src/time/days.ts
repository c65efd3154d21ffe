import type { Problem, TimeContext, Unclear } from './when.ts'

export interface Days {
  kind: 'days'
  first: Temporal.PlainDate
  last: Temporal.PlainDate
  /** Only a whole week or month was said, in which a day has to be chosen. */
  span?: boolean
}

/** Several days it may be; the caller adds the time of day to each. */
export interface Choose {
  kind: 'choose'
  problem: Problem
  question: string
  days: Temporal.PlainDate[]
}

export type DateResolved = Days | Choose | Unclear

export interface DateContext {
  today: Temporal.PlainDate
  /** Where the next such day is looked for, when it is not today: the end of a range comes after its start. */
  from?: Temporal.PlainDate
  purpose: NonNullable<TimeContext['purpose']>
  language?: string
  /** Whether the time that was said has passed today, so that "Friday" said on a Friday is the next one. */
  passed?: boolean
}

export const dayName = (day: Temporal.PlainDate): string =>
  `${weekdays[day.dayOfWeek - 1] ?? ''} ${day.toString()}`

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export const one = (day: Temporal.PlainDate): Days => ({ kind: 'days', first: day, last: day })
