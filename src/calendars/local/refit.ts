import type { EventContent, EventRow } from '../../store/events.ts'
import { timeAt } from '../event-times.ts'
import { isSamePeople, isIdenticalTime } from './content.ts'
import { type Instance, instanceOn, instanceStarting } from './instances.ts'

/**
 * The instances with rows of their own after their series was changed. Each looks for its instance in the new series: the
 * one that begins at the same moment, or else on the same day, or else on the day that moved as the first one did. It
 * follows the series in all that it had from it and keeps what was its own; deleted ones stay deleted. One that finds none
 * is kept out of sight, and stands again when the series is changed back.
 */
export function refit(before: EventContent, after: EventRow, own: EventRow[]): EventRow[] {
  const { id, time, rule } = after
  const moved = dayOf(startText(before)).until(dayOf(startText(after)))
  const taken = new Set<string>()
  const free = (found: Instance | undefined) => (found && !taken.has(found.id) ? found : undefined)
  return own
    .toSorted((one, other) => Number(other.fits) - Number(one.fits))
    .flatMap((row): EventRow[] => {
      const { originalStart } = row
      if (originalStart === null) return []
      const series = rule === null ? undefined : { id, time, rule }
      const day = dayOf(originalStart)
      const found =
        series &&
        (free(instanceStarting(series, momentOf(originalStart))) ??
          free(instanceOn(series, day)) ??
          free(instanceOn(series, day.add(moved))))
      const kept = { ...row, ...inherited(before, after, row) }
      // Of two for one instance only one can be kept.
      if (taken.has(found?.id ?? row.id)) return []
      taken.add(found?.id ?? row.id)
      if (!found) return [{ ...kept, fits: false }]
      const followed = isIdenticalTime(row.time, timeAt(before.time, startOf(originalStart)))
      const fitted = { id: found.id, originalStart: found.originalStart, fits: true }
      return [{ ...kept, ...fitted, time: followed ? found.time : row.time }]
    })
}

/** Words and people that the instance had from its series, as the series has them now. */
function inherited(before: EventContent, after: EventContent, own: EventContent): Partial<EventContent> {
  return {
    ...(own.title === before.title && { title: after.title }),
    ...(own.location === before.location && { location: after.location }),
    ...(own.notes === before.notes && { notes: after.notes }),
    ...(isSamePeople(own.attendees, before.attendees) && { attendees: after.attendees }),
  }
}

const startText = ({ time }: EventContent): string => (time.kind === 'timed' ? time.start : time.first)

/** The day on the clock of its own zone. */
const dayOf = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text)

const startOf = (text: string): Temporal.ZonedDateTime | Temporal.PlainDate =>
  text.includes('[') ? Temporal.ZonedDateTime.from(text) : Temporal.PlainDate.from(text)

function momentOf(text: string): Temporal.Instant | Temporal.PlainDate {
  const start = startOf(text)
  return start instanceof Temporal.PlainDate ? start : start.toInstant()
}
