import type { Queryable } from '../../store/database.ts'
import {
  deleteInstances,
  type EventContent,
  type EventRow,
  insertEvent,
  instancesOwnedBy,
  type NewEvent,
  readEvent,
  updateEvent,
} from '../../store/events.ts'
import { refit } from './refit.ts'
import { instanceWithId, splitInstanceId } from './instances.ts'
import { boundsOf } from './span.ts'

/** What an id leads to: a row of its own, or an instance as its series has it. */
export interface Found {
  event: NewEvent
  /** The instance has no row yet. */
  isVirtual: boolean
  /** Of an instance. */
  series: EventRow | undefined
}

/** `read` may lock: a series comes before its instances, so that no two wait for each other. */
export async function findEvent(
  db: Queryable,
  calendar: string,
  id: string,
  read: typeof readEvent,
): Promise<Found | undefined> {
  const parent = splitInstanceId(id)?.series
  const series = parent === undefined ? undefined : await read(db, calendar, parent)
  const row = await read(db, calendar, id)
  if (row) return row.fits ? { event: row, isVirtual: false, series } : undefined
  if (!series || series.rule === null) return undefined
  const instance = instanceWithId({ ...series, rule: series.rule }, id)
  if (!instance) return undefined
  return { event: { ...series, ...instance, series: series.id, rule: null }, isVirtual: true, series }
}

/** Deleted with its series, an instance is not there either. */
export const isThere = ({ event, series }: Found): boolean =>
  event.status === 'confirmed' && series?.status !== 'cancelled'

/** Writes what was found and locked with a change, and everything that follows from it. Returns it as read back. */
export async function writeFound(
  db: Queryable,
  calendar: string,
  { event, isVirtual }: Found,
  change: Partial<Pick<NewEvent, 'status'> & EventContent>,
): Promise<EventRow> {
  const after = { ...event, ...change }
  // The first version of an instance follows that of its series, so that no etag comes twice.
  if (isVirtual) await insertEvent(db, calendar, { ...after, version: event.version + 1 }, boundsOf(after))
  else await updateEvent(db, calendar, after, boundsOf(after))
  const written = await readEvent(db, calendar, event.id)
  if (!written) throw new Error('an event that was written is not there')
  if (written.series === null) await followSeries(db, calendar, event, written)
  return written
}

async function followSeries(
  db: Queryable,
  calendar: string,
  before: EventContent,
  after: EventRow,
): Promise<void> {
  const own = await instancesOwnedBy(db, calendar, after.id)
  if (own.length === 0) return
  const fitted = refit(before, after, own)
  // Their ids may move past each other, so none may stand in the way of another.
  await deleteInstances(db, calendar, after.id)
  for (const row of fitted) {
    await insertEvent(db, calendar, { ...row, version: row.version + 1 }, boundsOf(row))
  }
}
