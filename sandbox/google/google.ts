import { randomUUID } from 'node:crypto'
import type { Handler } from '../exchange.ts'
import { createFaultQueue } from '../faults.ts'
import { createAccounts, type GoogleAccount, type SecondaryCalendar } from './accounts.ts'
import { createCalendarApi } from './calendar-api.ts'
import { eventJson, statusFor, type EventJson, type Viewer } from './event-json.ts'
import { createEventStore } from './event-store.ts'
import { epochOf } from './event-times.ts'
import { createEventWrites, type Written } from './event-writes.ts'
import { addedEvent, type AddedEvent } from './added-event.ts'
import { GoogleFault } from './google-faults.ts'
import { createGoogleHttp, type GoogleRequest } from './google-http.ts'
import type { openGoogleJournal } from './google-journal.ts'
import { createGrants } from './grants.ts'
import { noticesOf, readSendUpdates, type Notice } from './notices.ts'
import { createOAuth, type Consent, type OAuthClient } from './oauth-api.ts'
import { SCOPE_PREFIX } from './scopes.ts'

export interface GoogleStandIn {
  readonly accounts: readonly GoogleAccount[]
  /** Every request, refused ones too, oldest first. */
  readonly requests: readonly GoogleRequest[]
  /** Every mail that Google would have sent, oldest first. */
  readonly notified: readonly Notice[]
  /** Most events on a page of a list, whatever is asked for; pages of Google may be short. */
  pageLimit: number
  /** As if the account had consented: to all of the calendar, unless `scopes` says less. */
  grant(
    email: string,
    options?: { scopes?: string[]; timeZone?: string },
  ): { refreshToken: string; accessToken: string }
  /** As if a person had answered the consent page at this address; gives where their browser is led. */
  consent(url: string, consent: Consent): string
  /** What the primary calendar of an account shows, by its start; series and exceptions as they are kept. */
  events(email: string, options?: { deleted?: boolean }): EventJson[]
  /** Adds an event, also one that somebody else made and the account is invited to. */
  add(email: string, event: AddedEvent): EventJson
  /** Adds a calendar to an account, besides its primary one. */
  addCalendar(email: string, calendar: SecondaryCalendar): void
  /** The account takes its consent back, as on Google's own page. */
  revoke(email: string): void
  /** All its access tokens are too old from now on. */
  expireTokens(email: string): void
  misbehave(fault: GoogleFault): void
  reset(): void
}

export interface GoogleParts extends GoogleStandIn {
  /** `/google/**`: consent, tokens, and the calendar below `/calendar/v3`. */
  handle: Handler
  /** `/calendar/v3/**`, for clients that keep only the origin of their address. */
  handleCalendar: Handler
  /** For the page: an event made by hand. */
  addFromPage(email: string, event: AddedEvent): EventJson
  /** For the page: what takes place in a range of milliseconds, by its start, and who made it. */
  shown(account: GoogleAccount, from: number, to: number): { json: EventJson; origin: string }[]
  /** For the page: one event of an account, by its id. */
  shownEvent(account: GoogleAccount, id: string): { json: EventJson; origin: string } | undefined
  /** Hears that something on the page may have changed. */
  subscribe(listener: () => void): () => void
}

const EVERYTHING = [`${SCOPE_PREFIX}calendar`]

/** Google Calendar and Google's OAuth (PROTOCOLS 6). */
export function createGoogle(
  edge: OAuthClient & {
    now: () => Date
    /** The sandbox's address. */
    url(): string
    journal: ReturnType<typeof openGoogleJournal> | undefined
  },
): GoogleParts {
  const journal = edge.journal?.journal
  const listeners = new Set<() => void>()
  const tell = () => listeners.forEach((listener) => listener())
  const accounts = createAccounts((account) => {
    journal?.put('account', account.email, account)
    tell()
  })
  const store = createEventStore(edge.now)
  const grants = createGrants({
    grant: (email, grant) => journal?.put('grant', email, grant ?? null),
    access: (token) => journal?.put('access', token.token, token.expiresAt === 0 ? null : token),
  })
  const notified: Notice[] = []
  for (const account of edge.journal?.kept('account') ?? []) accounts.restore(account)
  for (const event of edge.journal?.kept('event') ?? []) store.restore(event)
  for (const grant of edge.journal?.kept('grant') ?? []) grants.restore.grant(grant)
  for (const token of edge.journal?.kept('access') ?? []) grants.restore.access(token)
  notified.push(...(edge.journal?.kept('notice') ?? []))
  store.subscribe((event) => {
    journal?.put('event', `${event.home} ${event.id}`, event)
    tell()
  })

  const oauth = createOAuth(edge, accounts, grants)
  const writes = createEventWrites(store, edge.now)
  const requests: GoogleRequest[] = []
  const faults = createFaultQueue<GoogleFault>()
  let pageLimit = 2500
  const link = () => `${edge.url()}/calendar`

  function written({ before, after }: Written, viewer: Viewer, query: URLSearchParams) {
    const at = edge.now().toISOString()
    const isGoogle = (email: string) => accounts.get(email) !== undefined
    const change = { before, after, by: viewer.calendar, at }
    for (const notice of noticesOf(change, readSendUpdates(query), isGoogle)) {
      notified.push(notice)
      journal?.put('notice', randomUUID(), notice)
    }
    tell()
  }
  const calendar = createCalendarApi({ accounts, store, writes, written, link, pageLimit: () => pageLimit })

  const { handle, handleCalendar } = createGoogleHttp({ oauth, calendar, accounts, grants, faults, requests })

  const viewerOf = ({ email, timeZone }: GoogleAccount): Viewer => ({
    account: email,
    calendar: email,
    zone: timeZone,
  })

  function add(email: string, event: AddedEvent, origin: 'test' | 'page'): EventJson {
    const account = accounts.open(email)
    const { home, stored } = addedEvent(event, account, { now: edge.now(), origin })
    store.write(stored)
    const found = store.find(account.email, stored.id)
    if (!found) throw new Error(`${email} is not among the attendees of an event of ${home}`)
    return eventJson(found, viewerOf(account), link())
  }

  return {
    handle,
    handleCalendar,
    get accounts() {
      return accounts.all()
    },
    requests,
    notified,
    get pageLimit() {
      return pageLimit
    },
    set pageLimit(limit) {
      pageLimit = Math.max(1, limit)
    },
    grant(email, { scopes = EVERYTHING, timeZone } = {}) {
      const account = accounts.open(email, timeZone)
      const { refreshToken = '' } = grants.consent(account.email, scopes, true)
      return { refreshToken, accessToken: grants.newAccessToken(account.email, scopes) }
    },
    consent: (url, consent) => oauth.consent(url, consent),
    events(email, { deleted = false } = {}) {
      const account = accounts.open(email)
      return store
        .of(account.email)
        .filter((event) => deleted || statusFor(event, account.email) !== 'cancelled')
        .toSorted(
          (a, b) => epochOf(a.fields.start, account.timeZone) - epochOf(b.fields.start, account.timeZone),
        )
        .map((event) => eventJson(event, viewerOf(account), link()))
    },
    add: (email, event) => add(email, event, 'test'),
    addFromPage: (email, event) => add(email, event, 'page'),
    addCalendar: (email, calendarAdded) => accounts.addCalendar(email, calendarAdded),
    shown(account, from, to) {
      const { email, timeZone } = account
      return store
        .of(email)
        .filter((event) => !event.exception || !store.find(email, event.exception.series))
        .flatMap((event) =>
          event.fields.recurrence?.length ? store.instances(event, { from, to }, timeZone) : [event],
        )
        .filter(({ fields }) => epochOf(fields.start, timeZone) < to && epochOf(fields.end, timeZone) >= from)
        .toSorted((a, b) => epochOf(a.fields.start, timeZone) - epochOf(b.fields.start, timeZone))
        .map((event) => ({ json: eventJson(event, viewerOf(account), link()), origin: event.origin }))
    },
    shownEvent(account, id) {
      const event = store.find(account.email, id)
      return event && { json: eventJson(event, viewerOf(account), link()), origin: event.origin }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    revoke: (email) => void grants.revoke(email.toLowerCase()),
    expireTokens: (email) => grants.expire(email.toLowerCase()),
    misbehave: (fault) => faults.add(GoogleFault.parse(fault)),
    reset() {
      for (const part of [accounts, store, grants, faults]) part.clear()
      requests.length = 0
      notified.length = 0
      pageLimit = 2500
      journal?.forget()
      tell()
    },
  }
}
