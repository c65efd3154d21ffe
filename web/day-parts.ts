import { addDays, type CalendarEvent } from './calendar-data.ts'

/** What of an event is on one day, in minutes since midnight. */
export interface DayPart {
  event: CalendarEvent
  from: number
  to: number
}

const isWholeDays = ({ start }: CalendarEvent) => start.length === 10

/** The events on a day: those that take all of it, and the others by their time. */
export function partsOn(
  day: string,
  events: readonly CalendarEvent[],
): { whole: CalendarEvent[]; timed: DayPart[] } {
  const next = addDays(day, 1)
  const whole = events.filter((event) => isWholeDays(event) && event.start <= day && event.end > day)
  const timed = events.flatMap((event): DayPart[] => {
    const { start, end } = event
    if (isWholeDays(event) || start >= next || end < day) return []
    const from = start < day ? 0 : minuteOf(start)
    const to = end >= next ? 24 * 60 : minuteOf(end)
    // One that ends at midnight is over then.
    return start < day && to === 0 ? [] : [{ event, from, to: Math.max(to, from) }]
  })
  return { whole, timed: timed.toSorted((a, b) => a.from - b.from || b.to - a.to) }
}

const minuteOf = (time: string) => Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16))

/** Side by side what overlaps: which lane each takes, of how many. The parts come by their beginning. */
export function lanesOf(parts: readonly DayPart[]): (DayPart & { lane: number; lanes: number })[] {
  const placed: (DayPart & { lane: number; lanes: number })[] = []
  let group: typeof placed = []
  let groupEnd = -1
  for (const part of parts) {
    if (part.from >= groupEnd) group = []
    const taken = new Set(group.filter((one) => one.to > part.from).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane++
    const entry = { ...part, lane, lanes: 1 }
    group.push(entry)
    placed.push(entry)
    groupEnd = Math.max(groupEnd, part.to)
    const lanes = Math.max(...group.map((one) => one.lane)) + 1
    for (const one of group) one.lanes = lanes
  }
  return placed
}
