import { choice, unclear, type Unclear } from './when.ts'

/** The moment a wall clock shows this; a question when it shows it never, or twice. */
export function atWallClock(wall: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime | Unclear {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' })
  if (earlier.epochNanoseconds === later.epochNanoseconds) return earlier
  const time = wall.toPlainTime().toString({ smallestUnit: 'minute' })
  const day = wall.toPlainDate().toString()
  const choices = [choice(earlier), choice(later)]
  if (earlier.toPlainDateTime().equals(wall)) {
    const question = `${time} comes twice on ${day} in ${zone}, because the clocks go back: the first or the second one?`
    return unclear('overlap', question, choices)
  }
  const question = `There is no ${time} on ${day} in ${zone}, because the clocks go forward. Which time instead?`
  return unclear('gap', question, choices)
}

/** The same for a series, which must not stop to ask: as RFC 5545 (3.3.5) has it, later by a gap, the earlier of two. */
export function nearestWallClock(wall: Temporal.PlainDateTime, zone: string): Temporal.ZonedDateTime {
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' })
}
