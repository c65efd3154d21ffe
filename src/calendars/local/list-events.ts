import { foldLetters } from '../../phrases/fold.ts'
import type { Queryable } from '../../store/database.ts'
import {
  type EventContent,
  type EventRow,
  eventsBetween,
  type NewEvent,
  ownInstances,
} from '../../store/events.ts'
import type { Range } from '../calendar.ts'
import { idsAround, instancesBetween } from './instances.ts'
import { overlaps } from './span.ts'

/** Rows that one list looks at. */
const MOST_ROWS = 2000

/** Everything that overlaps a range, by start, series as their instances; at most `limit`. */
export async function listEvents(
  db: Queryable,
  calendar: string,
  { text, limit, ...range }: Range & { text?: string | undefined; limit: number },
): Promise<NewEvent[]> {
  const words = foldLetters(text ?? '')
    .split(/\s+/)
    .filter(Boolean)
  const rows = await eventsBetween(db, calendar, range, MOST_ROWS)
  const series = rows.filter(isSeries)
  const own = await ownInstances(
    db,
    calendar,
    series.map((one) => idsAround(one, range)),
  )
  const instances = series.filter(saysAll(words)).flatMap((one) =>
    instancesBetween(one, range, limit + own.size)
      .filter(({ id }) => !own.has(id))
      .map((instance) => ({ ...one, ...instance, series: one.id, rule: null })),
  )
  const single = rows.filter((row) => !isSeries(row) && overlaps(row.time, range)).filter(saysAll(words))
  return [...single, ...instances].toSorted(byStart).slice(0, limit)
}

const isSeries = (row: EventRow): row is EventRow & { rule: string } => row.rule !== null

const saysAll = (words: string[]) => (event: EventContent) => {
  const people = event.attendees.map(({ email, name }) => `${name ?? ''} ${email}`)
  const said = foldLetters([event.title, event.notes, event.location, ...people].join('\n'))
  return words.every((word) => said.includes(word))
}

/** Days count from midnight in UTC, before what begins then. */
function byStart(one: NewEvent, other: NewEvent): number {
  const instant = ({ time }: NewEvent) =>
    time.kind === 'timed'
      ? Temporal.ZonedDateTime.from(time.start).toInstant()
      : Temporal.PlainDate.from(time.first).toZonedDateTime('UTC').toInstant()
  const days = Number(other.time.kind === 'days') - Number(one.time.kind === 'days')
  const names = one.id < other.id ? -1 : 1
  return Temporal.Instant.compare(instant(one), instant(other)) || days || names
}
