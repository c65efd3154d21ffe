import type { ClockSaid, Part } from './parse-clock.ts'

export type Span = 'week' | 'month' | 'year' | 'weekend'

/** A day, or several, as it was said; which one it is depends on today. */
export type DateSaid =
  | { is: 'offset'; days: number }
  | { is: 'weekday'; weekday: number; which: 'coming' | 'next' | 'last' }
  | { is: 'date'; year?: number; month: number; day: number }
  | { is: 'numeric'; a: number; b: number; year?: number }
  | { is: 'day-of-month'; day: number; months?: number }
  | { is: 'nth'; nth: number; weekday?: number; in: DateSaid }
  | { is: 'month'; month: number; year?: number }
  | { is: 'span'; span: Span; offset: number }
  /** "the next 7 days" */
  | { is: 'stretch'; amount: Temporal.Duration; back: boolean }
  | { is: 'edge'; edge: 'start' | 'end'; of: DateSaid }
  | { is: 'after'; amount: Temporal.Duration; base: DateSaid }

export interface Side {
  dates: DateSaid[]
  time?: ClockSaid
  part?: Part
  /** Of an ISO form, "+02:00". */
  offset?: string
}

/** Everything a phrase says, before it is known what today is. */
export interface Said {
  start: Side
  end?: Side
  /** "for 45 minutes" */
  length?: Temporal.Duration
  /** "in 20 minutes", "2 days ago" (negative) */
  fromNow?: Temporal.Duration
  zone?: string
  allDay?: boolean
  now?: boolean
  /** "half an hour later": from where it was. */
  shift?: Temporal.Duration
  /** "an hour longer" */
  longer?: Temporal.Duration
  sameTime?: boolean
  /** "of": what follows may be the start of a range. */
  from?: boolean
  /** A zone that nobody knows, or that is several. */
  unknownZone?: { name: string; zones: string[] }
}
