import { statusFor, type Viewer } from './event-json.ts'
import { overlaps, type EventStore, type TimeRange } from './event-store.ts'
import { epochOf, readBound } from './event-times.ts'
import type { SeenEvent } from './google-event.ts'
import { GoogleRefusal, invalid } from './google-refusal.ts'

export interface EventPage {
  events: SeenEvent[]
  nextPageToken?: string
}

/** A rule without an end is spelt out so far when no `timeMax` is given. Google's own limit is not documented. */
const FAR_MS = 5 * 366 * 86_400_000

/** The events that `list` is asked for (PROTOCOLS 6.3); throws `GoogleRefusal`. */
export function listEvents(
  store: EventStore,
  viewer: Viewer,
  query: URLSearchParams,
  pageLimit: number,
): EventPage {
  if (query.get('syncToken')) {
    const words = 'Sync token is no longer valid, a full sync is required.'
    throw new GoogleRefusal(410, 'fullSyncRequired', words)
  }
  const single = query.get('singleEvents') === 'true'
  const order = query.get('orderBy')
  if (order && !(order === 'updated' || (order === 'startTime' && single))) {
    const words = 'The requested ordering is not available for the particular query.'
    throw new GoogleRefusal(400, 'badRequest', words)
  }
  const range = readRange(query)
  const { zone } = viewer
  const all = store.of(viewer.calendar).flatMap((event) => {
    const recurs = Boolean(event.fields.recurrence?.length)
    if (!recurs) {
      // An exception comes with its series, where it is told from what the rule says.
      const ofSeries = single && event.exception && store.find(viewer.calendar, event.exception.series)
      return !ofSeries && overlaps(event.fields, range, zone) ? [event] : []
    }
    const instances = store.instances(event, ended(range, event, zone), zone)
    return single ? instances : instances.some((one) => one.virtual) ? [event] : []
  })
  const fits = filterOf(query, viewer)
  const found = all.filter(fits).toSorted(ORDERS[order ?? 'none']?.(zone) ?? byId)
  return pageOf(found, query, pageLimit)
}

/** The instances of one series. */
export function listInstances(
  store: EventStore,
  viewer: Viewer,
  series: SeenEvent,
  query: URLSearchParams,
  pageLimit: number,
): EventPage {
  const range = ended(readRange(query), series, viewer.zone)
  const fits = filterOf(query, viewer)
  const found = series.fields.recurrence?.length
    ? store.instances(series, range, viewer.zone).filter(fits).toSorted(byStart(viewer.zone))
    : []
  return pageOf(found, query, pageLimit)
}

function readRange(query: URLSearchParams): TimeRange {
  const [from, to] = ['timeMin', 'timeMax'].map((name) => readBound(name, query.get(name)))
  if (from !== undefined && to !== undefined && to <= from) {
    throw new GoogleRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.')
  }
  return { from: from ?? -Infinity, to: to ?? Infinity }
}

function ended({ from, to }: TimeRange, { fields }: SeenEvent, zone: string): TimeRange {
  const first = epochOf(fields.start, zone)
  const begins = Math.max(from, first - 1)
  return { from: begins, to: Math.min(to, begins + FAR_MS) }
}

function filterOf(query: URLSearchParams, viewer: Viewer): (event: SeenEvent) => boolean {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const deleted = query.get('showDeleted') === 'true'
  const since = readBound('updatedMin', query.get('updatedMin'))
  const uid = query.get('iCalUID')
  const properties = query.getAll('privateExtendedProperty').map((one) => one.split('='))
  return (event) => {
    const { fields } = event
    const text = [
      fields.summary,
      fields.description,
      fields.location,
      event.home,
      event.organizerName,
      ...(fields.attendees ?? []).flatMap(({ email, displayName }) => [email, displayName]),
    ].join('\n')
    return (
      (deleted || statusFor(event, viewer.calendar) !== 'cancelled') &&
      words.every((word) => text.toLowerCase().includes(word)) &&
      (since === undefined || Date.parse(event.updated) >= since) &&
      (!uid || uid === `${event.exception?.series ?? event.id}@google.com`) &&
      properties.every(([key = '', value]) => fields.extendedProperties?.private?.[key] === value)
    )
  }
}

function pageOf(found: SeenEvent[], query: URLSearchParams, pageLimit: number): EventPage {
  const asked = Number(query.get('maxResults') ?? 250)
  if (!Number.isInteger(asked) || asked < 1) throw invalid(`Invalid value for: maxResults`)
  const [, at = '0'] = /^p(\d+)$/.exec(query.get('pageToken') ?? 'p0') ?? []
  const start = Number(at)
  const end = start + Math.min(asked, 2500, pageLimit)
  return { events: found.slice(start, end), ...(end < found.length && { nextPageToken: `p${end}` }) }
}

type Compare = (a: SeenEvent, b: SeenEvent) => number
/** Google's order without `orderBy` is its own: nobody may count on the time. */
const byId: Compare = (a, b) => (a.id < b.id ? -1 : 1)
const byStart = (zone: string): Compare => {
  const start = ({ fields }: SeenEvent) => epochOf(fields.start, zone)
  return (a, b) => start(a) - start(b) || byId(a, b)
}
const ORDERS: Record<string, (zone: string) => Compare> = {
  startTime: byStart,
  updated: () => (a, b) => Date.parse(a.updated) - Date.parse(b.updated) || byId(a, b),
}
