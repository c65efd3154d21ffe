import { epochOf } from './event-times.ts'
import { sameAddress, type EventFields, type SeenEvent, type StoredEvent } from './google-event.ts'
import { dayOf, isAfterEnd, occurrenceAt, occurrencesOf, type Occurrence } from './recurrence.ts'

export interface TimeRange {
  /** Milliseconds. */
  from: number
  to: number
}

/** The events of all calendars. What is kept is only changed through `write`. */
export interface EventStore {
  /** Events, series and exceptions that a calendar shows, deleted ones too; instances of rules are not spelt out. */
  of(calendar: string): SeenEvent[]
  /** By the id of an event, a series or any instance. */
  find(calendar: string, id: string): SeenEvent | undefined
  stored(home: string, id: string): StoredEvent | undefined
  /** The instances of a series that overlap the range, exceptions and deleted ones too. `zone`: where whole days begin. */
  instances(series: SeenEvent, range: TimeRange, zone: string): SeenEvent[]
  /** Keeps it with a new etag, and tells the listeners. */
  write(event: StoredEvent): StoredEvent
  restore(event: StoredEvent): void
  subscribe(listener: (event: StoredEvent) => void): () => void
  clear(): void
}

export function createEventStore(now: () => Date): EventStore {
  const events = new Map<string, StoredEvent>()
  const listeners = new Set<(event: StoredEvent) => void>()
  let lastEtag = 0
  const key = (home: string, id: string) => `${home} ${id}`

  const exceptionsOf = ({ home, id }: StoredEvent) =>
    [...events.values()].filter((one) => one.home === home && one.exception?.series === id)

  /** The exception for this occurrence. By its day, so that one is still found after the whole series has moved. */
  function exceptionAt(series: StoredEvent, { start }: Pick<Occurrence, 'start'>): StoredEvent | undefined {
    const zone = zoneOf(series)
    const day = dayOf(start, zone)
    return exceptionsOf(series).find((one) => one.exception && dayOf(one.exception.original, zone) === day)
  }

  function seen(event: StoredEvent): SeenEvent {
    const series = event.exception && events.get(key(event.home, event.exception.series))
    if (!series || !event.exception) return { ...event, virtual: false }
    const times = event.fields.start ? {} : timesOn(series, event.exception.original)
    const { recurrence: _, ...shared } = series.fields
    const fields: EventFields = { ...shared, ...times, ...event.fields }
    if (series.fields.status === 'cancelled') fields.status = 'cancelled'
    return { ...event, fields, virtual: false }
  }

  function virtual(series: StoredEvent, one: Occurrence): SeenEvent {
    const { recurrence: _, ...shared } = series.fields
    const fields = { ...shared, start: one.start, end: one.end }
    const exception = { series: series.id, original: one.start }
    return { ...series, id: `${series.id}_${one.key}`, fields, exception, virtual: true }
  }

  const shows = (calendar: string, { home, fields }: StoredEvent) =>
    home === calendar || Boolean(fields.attendees?.some(({ email }) => sameAddress(email, calendar)))

  function direct(calendar: string, id: string): SeenEvent | undefined {
    const own = events.get(key(calendar, id))
    if (own) return seen(own)
    const others = [...events.values()].filter((one) => one.id === id).map(seen)
    return others.find((one) => shows(calendar, one))
  }

  return {
    of: (calendar) => [...events.values()].map(seen).filter((event) => shows(calendar, event)),
    find(calendar, id) {
      const found = direct(calendar, id)
      if (found) return found
      const [, seriesId, at] = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/.exec(id) ?? []
      const series = seriesId ? direct(calendar, seriesId) : undefined
      const one = at && series?.fields.recurrence?.length ? occurrenceAt(series.fields, at) : undefined
      if (!series || !one) return undefined
      const exception = exceptionAt(series, one)
      return exception ? seen(exception) : virtual(series, one)
    },
    stored: (home, id) => events.get(key(home, id)),
    instances(series, range, zone) {
      const ruled = occurrencesOf(series.fields, wider(series.fields, range, zone))
        .filter((one) => !exceptionAt(series, one))
        .map((one) => virtual(series, one))
      const exceptions = exceptionsOf(series).filter(
        // A series that was cut short takes them with it.
        ({ exception }) => exception && !isAfterEnd(series.fields, exception.original),
      )
      return [...ruled, ...exceptions.map(seen)].filter((one) => overlaps(one.fields, range, zone))
    },
    write(event) {
      lastEtag = Math.max(lastEtag + 1, Date.now() * 1000)
      const kept = { ...event, etag: `"${lastEtag}"`, updated: now().toISOString() }
      events.set(key(kept.home, kept.id), kept)
      for (const listener of listeners) listener(kept)
      return kept
    },
    restore(event) {
      lastEtag = Math.max(lastEtag, Number(event.etag.replaceAll('"', '')) || 0)
      events.set(key(event.home, event.id), event)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => events.clear(),
  }
}

/** Whether it takes place in the range: it ends after its beginning and starts before its end (PROTOCOLS 6.3). */
export function overlaps({ start, end }: EventFields, { from, to }: TimeRange, zone: string): boolean {
  const [begins, ends] = [epochOf(start, zone), epochOf(end, zone)]
  return begins < to && (ends > from || (ends === begins && begins === from))
}

/** What `timesOn` gives an exception that kept the time of its series: where the rule puts it by now, or put it once. */
function timesOn(series: StoredEvent, original: SeenEvent['fields']['start']): Partial<EventFields> {
  if (!original) return {}
  const zone = zoneOf(series)
  const day = dayOf(original, zone)
  const noon = Date.parse(`${day}T12:00:00Z`)
  const near = occurrencesOf(series.fields, { from: noon - 172_800_000, to: noon + 172_800_000 })
  const { start, end } = near.find((one) => dayOf(one.start, zone) === day) ?? {}
  if (start && end) return { start, end }
  const { start: first, end: last } = series.fields
  if (original.date) {
    const length = Temporal.PlainDate.from(first?.date ?? '').until(last?.date ?? '')
    return { start: original, end: { date: Temporal.PlainDate.from(original.date).add(length).toString() } }
  }
  const milliseconds = epochOf(last) - epochOf(first)
  const ends = Temporal.Instant.from(original.dateTime ?? '').add({ milliseconds })
  return { start: original, end: { ...original, dateTime: ends.toString() } }
}

const zoneOf = ({ fields: { start } }: StoredEvent) => (start?.dateTime ? (start.timeZone ?? 'UTC') : 'UTC')

/** Occurrences of whole days are counted in UTC: a day to each side makes up for any zone. */
function wider({ start }: EventFields, { from, to }: TimeRange, zone: string): TimeRange {
  return start?.date && zone !== 'UTC' ? { from: from - 86_400_000, to: to + 86_400_000 } : { from, to }
}
