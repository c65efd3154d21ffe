import { combineDates } from './combine-dates.ts'
import { readClock, type Reading } from './read-clock.ts'
import { dateContext, impossibleTime, wallOf, type Asked } from './resolve-start.ts'
import type { Side } from './said.ts'
import { atWallClock } from './wall-clock.ts'
import { unclear, type Unclear } from './when.ts'

const endBeforeStart = () =>
  unclear('end-before-start', 'The end is not after the start. From when until when is it meant?')

/**
 * The end of a range that begins at `start`. Without a day it is the first such time after the start: from 11 PM to
 * 1 AM goes over midnight, from 3 PM to 2 PM does not.
 */
export function resolveEnd(
  side: Side,
  start: Temporal.ZonedDateTime,
  asked: Asked,
): Temporal.ZonedDateTime | Unclear {
  const startDay = start.toPlainDate()
  if (!side.time) return unclear('ambiguous', `Until what time on the last day?`)
  const readings = readClock(side.time, side.part, asked.literal)
  const [first] = readings
  if (!first) return impossibleTime()
  const days = combineDates(side.dates, { ...dateContext(asked), from: startDay })
  if (days?.kind === 'unclear') return days
  if (days?.kind === 'choose') return unclear(days.problem, days.question, days.days.map(String))
  if (days) return after(start, atWallClock(wallOf(days.first, first), asked.zone))
  return after(start, sameNight(start, side, readings, asked))
}

function after(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime | Unclear) {
  if ('kind' in end) return end
  return Temporal.ZonedDateTime.compare(end, start) > 0 ? end : endBeforeStart()
}

function sameNight(start: Temporal.ZonedDateTime, side: Side, readings: readonly Reading[], asked: Asked) {
  const day = start.toPlainDate()
  const wall = start.toPlainDateTime()
  const later = readings
    .map((reading) => wallOf(day, { time: reading.time, nextDay: reading.nextDay && reading.time.hour < 12 }))
    .filter((one) => Temporal.PlainDateTime.compare(one, wall) > 0)
    .sort(Temporal.PlainDateTime.compare)
  const [soonest] = later
  const overnight = readings
    .map(({ time }) => day.add({ days: 1 }).toPlainDateTime(time))
    .filter((one) => one.hour < 12 || (one.hour === 12 && one.minute === 0))
    .sort(Temporal.PlainDateTime.compare)[0]
  // "10 PM to 2" is four hours, not sixteen.
  if (soonest) return atWallClock(soonest, asked.zone)
  if (side.part || start.hour < 12 || !overnight) return endBeforeStart()
  return atWallClock(overnight, asked.zone)
}

/** The start of "3-4 PM" and "11-1 PM": the last reading that is before the end. */
export function startBefore(readings: readonly Reading[], end: readonly Reading[]): Reading | undefined {
  const [last] = end
  if (readings.length < 2 || end.length !== 1 || !last) return undefined
  const before = readings.filter(
    ({ time }) => last.nextDay || Temporal.PlainTime.compare(time, last.time) < 0,
  )
  return before.sort((a, b) => Temporal.PlainTime.compare(b.time, a.time))[0]
}
