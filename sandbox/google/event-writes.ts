import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { withConference } from './conference.ts'
import { statusFor, type Viewer } from './event-json.ts'
import type { EventStore } from './event-store.ts'
import { epochOf, withTimes } from './event-times.ts'
import {
  merged,
  readFields,
  sameAddress,
  type EventFields,
  type SeenEvent,
  type StoredEvent,
} from './google-event.ts'
import { GoogleRefusal, invalid, notFound } from './google-refusal.ts'

export interface Write {
  viewer: Viewer
  /** The body as it came. */
  body: unknown
  query: URLSearchParams
  ifMatch: string | undefined
}

/** What was written: `after` is undefined when it was deleted. */
export interface Written {
  before?: SeenEvent
  after?: SeenEvent
}

/** The calls that change events, without what goes over the wire. All throw `GoogleRefusal`. */
export function createEventWrites(store: EventStore, now: () => Date) {
  function insert({ viewer, body, query }: Write, origin: StoredEvent['origin']): Written {
    const { id = randomUUID().replaceAll('-', '') } = readId(body)
    // Also one that was deleted keeps its id.
    if (store.stored(viewer.calendar, id)) {
      throw new GoogleRefusal(409, 'duplicate', 'The requested identifier already exists.')
    }
    const fields = withConference(
      withTimes(readFields(body), viewer.zone),
      undefined,
      query.get('conferenceDataVersion'),
    )
    store.write({
      id,
      home: viewer.calendar,
      creator: viewer.account,
      fields: normal(fields),
      etag: '',
      sequence: 0,
      created: now().toISOString(),
      updated: '',
      hiddenFor: [],
      origin,
    })
    return { after: store.find(viewer.calendar, id) }
  }

  function change(write: Write, id: string, whole: boolean): Written {
    const { viewer, body, query } = write
    const before = current(write, id)
    const given = typeof body === 'object' && body !== null ? Object.keys(body) : []
    const raw = whole ? body : merged(before.fields, body)
    const asked = readFields(raw)
    const kept = before.fields.conferenceData
    const fields = normal(
      withConference(withTimes(asked, viewer.zone), kept, query.get('conferenceDataVersion')),
    )
    const restored =
      statusFor(before, viewer.calendar) === 'cancelled' &&
      asked.status !== 'cancelled' &&
      given.includes('status')
    const hiddenFor = restored ? before.hiddenFor.filter((one) => one !== viewer.calendar) : before.hiddenFor
    const allowed = organizes(before, viewer) ? fields : answerOnly(before, fields, viewer)
    const changed = whole ? undefined : given
    return { before, after: keep(before, viewer, { fields: allowed, hiddenFor, changed }) }
  }

  function remove(write: Write, id: string): Written {
    const { viewer } = write
    const before = current(write, id)
    if (statusFor(before, viewer.calendar) === 'cancelled') {
      throw new GoogleRefusal(410, 'deleted', 'Resource has been deleted')
    }
    if (organizes(before, viewer)) {
      keep(before, viewer, { fields: { ...before.fields, status: 'cancelled' }, changed: ['status'] })
    } else {
      // Who is invited takes it out of their own calendar, which declines it.
      const attendees = before.fields.attendees?.map((one) =>
        sameAddress(one.email, viewer.calendar) ? { ...one, responseStatus: 'declined' as const } : one,
      )
      const hiddenFor = [...before.hiddenFor, viewer.calendar]
      keep(before, viewer, { fields: { ...before.fields, attendees }, hiddenFor, changed: ['attendees'] })
    }
    return { before }
  }

  function current({ viewer, ifMatch }: Write, id: string): SeenEvent {
    const event = store.find(viewer.calendar, id)
    if (!event) throw notFound()
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== event.etag) {
      throw new GoogleRefusal(412, 'conditionNotMet', 'Precondition Failed', 'If-Match')
    }
    return event
  }

  /** Writes it back: whole, or, of an instance, what `changed` names of it. */
  function keep(
    before: SeenEvent,
    viewer: Viewer,
    next: { fields: EventFields; hiddenFor?: string[]; changed: string[] | undefined },
  ): SeenEvent | undefined {
    const { virtual, ...event } = before
    const moved = !sameTimes(before.fields, next.fields)
    const sequence = event.sequence + (moved && organizes(before, viewer) ? 1 : 0)
    const base = { ...event, sequence, hiddenFor: next.hiddenFor ?? event.hiddenFor }
    if (event.exception) {
      const own = virtual ? {} : (store.stored(event.home, event.id)?.fields ?? {})
      const changed = moved ? [...(next.changed ?? []), 'start', 'end'] : next.changed
      const named = changed && Object.entries(next.fields).filter(([name]) => changed.includes(name))
      const differs = named ? Object.fromEntries(named) : next.fields
      // What is cleared of an instance is cleared, and not taken from the series.
      const cleared = (changed ?? []).filter((name) => !(name in differs)).map((name) => [name, null])
      const fields = readFields({ ...own, ...differs, ...Object.fromEntries(cleared) })
      store.write({ ...base, fields })
    } else store.write({ ...base, fields: next.fields })
    return store.find(viewer.calendar, event.id)
  }

  return { insert, change, remove }
}

const ID = z.object({ id: z.string().nullish() })

/** PROTOCOLS 6.2: base32hex in lower case. */
function readId(body: unknown): { id?: string } {
  const parsed = ID.safeParse(body ?? {})
  if (!parsed.success) throw invalid('Invalid resource id value.')
  const { id } = parsed.data
  if (id && !/^[a-v0-9]{5,1024}$/.test(id)) throw invalid('Invalid resource id value.')
  return id ? { id } : {}
}

const organizes = ({ home }: StoredEvent, { calendar }: Viewer) => home === calendar

/** What an attendee may change: their own answer, and what only they see. Anything else of it is the organizer's. */
function answerOnly(before: SeenEvent, asked: EventFields, viewer: Viewer): EventFields {
  const own = (fields: EventFields) =>
    fields.attendees?.find(({ email }) => sameAddress(email, viewer.calendar))
  const shared = (fields: EventFields) => {
    const { status: _, reminders: __, transparency: ___, attendees, ...rest } = readFields(fields)
    const said = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null)
    const others = (attendees ?? []).map(({ email, responseStatus }) => [
      email.toLowerCase(),
      sameAddress(email, viewer.calendar) ? '' : responseStatus,
    ])
    return JSON.stringify([said.toSorted(([a], [b]) => (a < b ? -1 : 1)), others])
  }
  if (shared(before.fields) !== shared(asked)) {
    const words = 'Shared properties can only be changed by the organizer of the event.'
    throw new GoogleRefusal(403, 'forbiddenForNonOrganizer', words)
  }
  const { responseStatus, comment } = own(asked) ?? {}
  const attendees = before.fields.attendees?.map((one) =>
    sameAddress(one.email, viewer.calendar) ? { ...one, responseStatus, comment } : one,
  )
  return { ...before.fields, attendees }
}

/** An attendee without an answer has none yet. */
function normal(fields: EventFields): EventFields {
  const attendees = fields.attendees?.map((one) => ({
    ...one,
    responseStatus: one.responseStatus ?? ('needsAction' as const),
  }))
  return { ...fields, ...(attendees && { attendees }), status: fields.status ?? 'confirmed' }
}

function sameTimes(a: EventFields, b: EventFields): boolean {
  const of = ({ start, end, recurrence }: EventFields) =>
    [Boolean(start?.date), epochOf(start), epochOf(end), recurrence?.join('\n')].join()
  return of(a) === of(b)
}
