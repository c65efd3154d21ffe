import { parseJson, type Exchange } from '../exchange.ts'
import type { Accounts, GoogleAccount } from './accounts.ts'
import { eventJson, type EventJson, type Viewer } from './event-json.ts'
import { listEvents, listInstances, type EventPage } from './event-list.ts'
import type { EventStore } from './event-store.ts'
import { isZone } from './event-times.ts'
import type { Write, Written } from './event-writes.ts'
import { freeBusy } from './free-busy.ts'
import type { SeenEvent } from './google-event.ts'
import type { GoogleRoute } from './google-faults.ts'
import { GoogleRefusal, invalid, notFound, type GoogleAnswer } from './google-refusal.ts'

/** Which call a request is, and of what; `calendar` and `event` are decoded. */
export interface CalendarCall {
  route: GoogleRoute
  calendar: string
  event: string
}

const EVENT_METHODS: Record<string, GoogleRoute> = {
  GET: 'events.get',
  PATCH: 'events.patch',
  PUT: 'events.update',
  DELETE: 'events.delete',
}

/** Reads method and path (after `/calendar/v3`); undefined: Google has it perhaps, the sandbox has not. */
export function readCall(method: string, path: string): CalendarCall | undefined {
  const parts = path.split('/').slice(1).map(decoded)
  const call = (route: GoogleRoute | undefined) =>
    route && { route, calendar: parts[1] ?? '', event: parts[3] ?? '' }
  if (path === '/users/me/calendarList') return method === 'GET' ? call('calendarList') : undefined
  if (path === '/freeBusy') return method === 'POST' ? call('freeBusy') : undefined
  if (parts[0] !== 'calendars' || !parts[1]) return undefined
  if (parts.length === 2) return method === 'GET' ? call('calendars.get') : undefined
  if (parts[2] !== 'events') return undefined
  if (parts.length === 3) {
    return method === 'GET' ? call('events.list') : method === 'POST' ? call('events.insert') : undefined
  }
  if (parts.length === 4) return call(EVENT_METHODS[method])
  return parts.length === 5 && parts[4] === 'instances' && method === 'GET'
    ? call('events.instances')
    : undefined
}

/** The Calendar API v3 (PROTOCOLS 6.2 to 6.5). `answer` throws `GoogleRefusal`. */
export function createCalendarApi(edge: {
  accounts: Accounts
  store: EventStore
  writes: {
    insert(write: Write, origin: 'api'): Written
    change(write: Write, id: string, whole: boolean): Written
    remove(write: Write, id: string): Written
  }
  /** Hears of every write, to tell who would get a mail. */
  written(written: Written, viewer: Viewer, query: URLSearchParams): void
  /** The address of the page that shows events. */
  link(): string
  pageLimit(): number
}) {
  const { accounts, store, writes } = edge

  function answer(call: CalendarCall, account: GoogleAccount, exchange: Exchange): GoogleAnswer {
    const { query, request } = exchange
    if (call.route === 'calendarList') return { status: 200, body: calendarList(account) }
    if (call.route === 'freeBusy') {
      const visible = (id: string) => freeBusyCalendar(account, id)
      return { status: 200, body: freeBusy(store, parseJson(exchange.body), visible) }
    }
    const id = call.calendar === 'primary' ? account.email : call.calendar
    const role = roleOf(account, id)
    if (!role) throw notFound()
    if (call.route === 'calendars.get') return { status: 200, body: calendarJson(account, id) }
    const zone = query.get('timeZone') ?? account.timeZone
    if (!isZone(zone)) throw invalid('Invalid time zone.')
    const viewer: Viewer = { account: account.email, calendar: id, zone }
    const shown = (event: SeenEvent) => eventJson(event, viewer, edge.link())
    const page = ({ events, nextPageToken }: EventPage) => ({
      kind: 'calendar#events',
      summary: id,
      timeZone: zone,
      accessRole: role,
      updated: new Date().toISOString(),
      defaultReminders: [{ method: 'popup', minutes: 10 }],
      ...(nextPageToken ? { nextPageToken } : { nextSyncToken: 'sandbox' }),
      items: events.map(shown),
    })
    const found = () => {
      const event = store.find(id, call.event)
      if (!event) throw notFound()
      return event
    }
    if (call.route === 'events.list') {
      return { status: 200, body: page(listEvents(store, viewer, query, edge.pageLimit())) }
    }
    if (call.route === 'events.instances') {
      return { status: 200, body: page(listInstances(store, viewer, found(), query, edge.pageLimit())) }
    }
    if (call.route === 'events.get') {
      const event = shown(found())
      const unchanged = request.headers['if-none-match'] === event.etag
      return unchanged ? { status: 304 } : withEtag(event)
    }
    if (role === 'reader') {
      const words = 'You need to have writer access to this calendar.'
      throw new GoogleRefusal(403, 'requiredAccessLevel', words)
    }
    // Times are kept, and told to be of the calendar, in its own zone.
    const asked = { ...viewer, zone: account.timeZone }
    const write = {
      viewer: asked,
      body: parseJson(exchange.body),
      query,
      ifMatch: request.headers['if-match'],
    }
    if (call.route !== 'events.delete' && write.body === undefined) {
      throw new GoogleRefusal(400, 'parseError', 'Parse Error')
    }
    const written =
      call.route === 'events.insert'
        ? writes.insert(write, 'api')
        : call.route === 'events.delete'
          ? writes.remove(write, call.event)
          : writes.change(write, call.event, call.route === 'events.update')
    edge.written(written, viewer, query)
    return written.after ? withEtag(shown(written.after)) : { status: 204 }
  }

  /** Another person's is seen by their address, as inside one company. */
  function freeBusyCalendar(account: GoogleAccount, id: string) {
    const asked = id === 'primary' ? account.email : id
    if (roleOf(account, asked)) return { id: asked, zone: account.timeZone }
    const other = accounts.get(asked)
    return other && { id: other.email, zone: other.timeZone }
  }

  return { answer }
}

function roleOf(account: GoogleAccount, id: string): 'owner' | 'writer' | 'reader' | undefined {
  if (id === account.email) return 'owner'
  return account.calendars.find((one) => one.id === id)?.accessRole
}

function calendarList(account: GoogleAccount) {
  const entry = (id: string, summary: string, accessRole: string) => ({
    kind: 'calendar#calendarListEntry',
    etag: '"1"',
    id,
    summary,
    timeZone: account.timeZone,
    accessRole,
    selected: true,
    defaultReminders: [],
    ...(id === account.email && { primary: true }),
  })
  return {
    kind: 'calendar#calendarList',
    etag: '"1"',
    nextSyncToken: 'sandbox',
    items: [
      entry(account.email, account.email, 'owner'),
      ...account.calendars.map(({ id, summary, accessRole }) => entry(id, summary, accessRole)),
    ],
  }
}

function calendarJson(account: GoogleAccount, id: string) {
  const summary = account.calendars.find((one) => one.id === id)?.summary ?? id
  return { kind: 'calendar#calendar', etag: '"1"', id, summary, timeZone: account.timeZone }
}

const withEtag = (body: EventJson): GoogleAnswer => ({ status: 200, body, headers: { etag: body.etag } })

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
