import type { ClockSaid, Part } from './parse-clock.ts'

/** One way to read what was said; `nextDay` for what comes after the midnight of the day that was named. */
export interface Reading {
  time: Temporal.PlainTime
  nextDay?: boolean
}

/**
 * The readings of a time of day, the likelier first; none when it does not exist ("25:00", "3 AM in the afternoon").
 * Without AM and PM people mean waking hours: 8 to 11 is the morning, 12 is noon, 1 to 7 the afternoon. `literal`:
 * the person counts 24 hours, so that their "7:30" is the morning, and their "7" too.
 */
export function readClock(said: ClockSaid, part: Part | undefined, literal: boolean): Reading[] {
  const { hour, minute, second } = said
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return []
  const at = (full: number): Reading => ({
    time: Temporal.PlainTime.from({ hour: full % 24, minute, second }),
    ...(full >= 24 ? { nextDay: true } : {}),
  })
  const exact = said.reading === 'exact' || hour > 12 || hour === 0
  if (said.midnight) return [at(24)]
  if (part) {
    const hours = exact ? [hour, hour + 24] : [hour % 12, (hour % 12) + 12, (hour % 12) + 24]
    return hours.filter((one) => inPart(one, part)).map(at)
  }
  if (exact || (said.reading === 'literal' && literal)) return [at(hour)]
  const morning = hour % 12
  return morning >= (literal ? 7 : 8) ? [at(morning), at(morning + 12)] : [at(morning + 12), at(morning)]
}

/** From and before, in hours of the day that was named. */
const parts: Record<Part, readonly [from: number, before: number]> = {
  morning: [0, 12],
  afternoon: [12, 22],
  evening: [16, 25],
  night: [18, 30],
}

const inPart = (hour: number, part: Part) => hour >= parts[part][0] && hour < parts[part][1]

/** The hours a search looks at. */
export const partHours: Record<Part, readonly [from: number, to: number]> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [20, 24],
}

/** When a reminder comes that was asked for without an hour. */
export const reminderHour: Record<Part | 'day', number> = {
  day: 9,
  morning: 9,
  afternoon: 15,
  evening: 19,
  night: 21,
}
