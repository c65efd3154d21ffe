import { earlier, type Interval, later, overlap } from './event-times.ts'

export interface Hours {
  from: number
  to: number
}

/** When people meet, unless they say otherwise. */
export const WORKING: Hours = { from: 8, to: 20 }

/** The hours of each day within an interval, on the person's clock. */
export function dayWindows({ start, end }: Interval, hours: Hours, zone: string): Interval[] {
  const windows: Interval[] = []
  const last = end.toZonedDateTimeISO(zone).toPlainDate()
  for (
    let day = start.toZonedDateTimeISO(zone).toPlainDate();
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const at = (hour: number) =>
      hour === 24
        ? day.add({ days: 1 }).toZonedDateTime(zone).toInstant()
        : day.toZonedDateTime({ timeZone: zone, plainTime: { hour } }).toInstant()
    const window = { start: later(at(hours.from), start), end: earlier(at(hours.to), end) }
    if (Temporal.Instant.compare(window.start, window.end) < 0) windows.push(window)
  }
  return windows
}

/** What of a window is free for this long, beginning on the half hour. */
export function slotsIn(
  window: Interval,
  length: Temporal.Duration,
  busy: Interval[],
  zone: string,
): Interval[] {
  const slots: Interval[] = []
  let start = nextHalfHour(window.start, zone)
  for (;;) {
    const slot = { start: start.toInstant(), end: start.add(length).toInstant() }
    if (Temporal.Instant.compare(slot.end, window.end) > 0) return slots
    if (!busy.some((taken) => overlap(taken, slot))) slots.push(slot)
    start = start.add({ minutes: 30 })
  }
}

function nextHalfHour(at: Temporal.Instant, zone: string): Temporal.ZonedDateTime {
  return at
    .toZonedDateTimeISO(zone)
    .round({ smallestUnit: 'minute', roundingIncrement: 30, roundingMode: 'ceil' })
}

/** Some of the free slots of each day, spread over the days and over each of them; in order. */
export function spread(days: Interval[][], most: number): Interval[] {
  const left = days.map((slots) => [...slots])
  const chosen: Interval[][] = days.map(() => [])
  const count = () => chosen.reduce((sum, slots) => sum + slots.length, 0)
  while (count() < most && left.some((slots) => slots.length > 0)) {
    for (const [day, slots] of left.entries()) {
      if (count() >= most) break
      const slot = farthest(slots, chosen[day] ?? [])
      if (!slot) continue
      chosen[day]?.push(slot)
      left[day] = slots.filter((other) => !overlap(other, slot))
    }
  }
  return chosen.flat().toSorted((one, other) => Temporal.Instant.compare(one.start, other.start))
}

/** The first one, then what lies farthest from those that were chosen. */
function farthest(slots: Interval[], chosen: Interval[]): Interval | undefined {
  const distance = ({ start }: Interval) => Math.min(...chosen.map((other) => gap(start, other.start)))
  if (chosen.length === 0) return slots[0]
  return slots.reduce<Interval | undefined>(
    (best, slot) => (best && distance(best) >= distance(slot) ? best : slot),
    undefined,
  )
}

/** Up to three free times near one that is not: two of the same day, which do not overlap, and the same hour of a day after it. */
export function alternatives(
  wished: Interval,
  busy: Interval[],
  zone: string,
  now: Temporal.Instant,
): Interval[] {
  const length = wished.start.until(wished.end)
  const at = wished.start.toZonedDateTimeISO(zone)
  const hours = { from: Math.min(WORKING.from, at.hour), to: Math.max(WORKING.to, Math.min(24, at.hour + 3)) }
  const today = at.startOfDay()
  const near = (start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime) =>
    dayWindows({ start: later(start.toInstant(), now), end: end.toInstant() }, hours, zone).flatMap(
      (window) => slotsIn(window, length, busy, zone),
    )
  const byNearness = (one: Interval, other: Interval) =>
    gap(one.start, wished.start) - gap(other.start, wished.start)
  const sameDay = near(today, today.add({ days: 1 })).toSorted(byNearness)
  const sameHour = [1, 2, 3]
    .map((days) => at.add({ days }))
    .map((start) => ({ start: start.toInstant(), end: start.toInstant().add(length) }))
    .filter((slot) => !busy.some((taken) => overlap(taken, slot)))
  const afterwards = near(today.add({ days: 1 }), today.add({ days: 3 }))
  const [nearest] = sameDay
  const second = sameDay.find((slot) => nearest && !overlap(slot, nearest))
  const some = [nearest, second, ...sameHour.slice(0, 1), ...afterwards].filter((slot) => slot !== undefined)
  return some.slice(0, 3).toSorted((one, other) => Temporal.Instant.compare(one.start, other.start))
}

const gap = (one: Temporal.Instant, other: Temporal.Instant): number =>
  Math.abs(one.until(other).total({ unit: 'minute' }))
