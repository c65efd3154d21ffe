/** `HH:MM`, by the clock of where the person is. */
export interface QuietHours {
  from: string
  until: string
}

/** When the quiet hours end that it is in; undefined: it is in none. */
export function quietEnd(
  now: Temporal.Instant,
  timeZone: string,
  { from, until }: QuietHours,
): Temporal.Instant | undefined {
  const here = now.toZonedDateTimeISO(timeZone)
  const time = here.toPlainTime()
  const after = Temporal.PlainTime.compare(time, Temporal.PlainTime.from(from)) >= 0
  const before = Temporal.PlainTime.compare(time, Temporal.PlainTime.from(until)) < 0
  const overnight = Temporal.PlainTime.compare(from, until) > 0
  if (overnight ? !after && !before : !after || !before) return undefined
  const day = overnight && after ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate()
  const end = day.toZonedDateTime({ timeZone, plainTime: until }).toInstant()
  // When the clock goes back, an hour comes twice: they have ended in the first.
  return Temporal.Instant.compare(end, now) > 0 ? end : undefined
}
