import type { DueFiring, PlannedFiring } from '../store/firings.ts'
import { isByRule, lastMissed, nextOf, occurrenceAt } from './schedule.ts'

/** The person named this very time, or put it off to then. */
export function isSetForOnce(due: DueFiring): boolean {
  return due.kind === 'reminder' && (due.rule === null || !isByRule(due))
}

/** When it was due; of a series that was missed several times, the last of them: only that is said. */
export function dueOf(due: DueFiring): Temporal.Instant {
  if (!isByRule(due)) return due.due_at.toTemporalInstant()
  return lastMissed(due, due.due_at.toTemporalInstant(), due.now.toTemporalInstant())
}

/** The next time of a series; what was put off once does not begin another one. */
export function nextFiring(due: DueFiring): PlannedFiring | undefined {
  if (!isByRule(due)) return undefined
  const next = nextOf(due, due.now.toTemporalInstant())?.toInstant()
  const { reminder, conversation } = due
  return next && { reminder, conversation, occurrence: occurrenceAt(next), due: next }
}
