import { occurrences } from '../time/occurrences.ts'

/** A rule and the first time it counts from, as they are kept. */
export interface Series {
  first: string | null
  rule: string | null
}

/** How far back the last of several missed times is looked for, in days, the likeliest first. */
const LOOK_BACK = [1, 8, 32, 400]
const MOMENT = Temporal.Duration.from({ milliseconds: 1 })

/** The next time of a series after `after`; undefined: nothing is to come. */
export function nextOf({ first, rule }: Series, after: Temporal.Instant): Temporal.ZonedDateTime | undefined {
  if (first === null || rule === null) return undefined
  const [next] = occurrences(rule, Temporal.ZonedDateTime.from(first), { from: after.add(MOMENT), limit: 1 })
  return next
}

/** Of the times of a series from `due` to `now`, the last; `due` itself when there is no other. */
export function lastMissed(series: Series, due: Temporal.Instant, now: Temporal.Instant): Temporal.Instant {
  const { first, rule } = series
  if (first === null || rule === null) return due
  const start = Temporal.ZonedDateTime.from(first)
  for (const days of LOOK_BACK) {
    const back = now.subtract({ hours: 24 * days })
    const from = Temporal.Instant.compare(back, due) > 0 ? back : due
    const missed = occurrences(rule, start, { from, to: now.add(MOMENT), limit: 2_000 }).at(-1)
    if (missed) return missed.toInstant()
    if (from === due) return due
  }
  return due
}

/** Names a time that a rule or the person set, among the firings of its reminder. */
export const occurrenceAt = (at: Temporal.Instant): string => `rule:${at.toString()}`

/** It is one of the times that `occurrenceAt` names, not one to which a call put it off. */
export const isByRule = ({ occurrence }: { occurrence: string }): boolean => occurrence.startsWith('rule:')
