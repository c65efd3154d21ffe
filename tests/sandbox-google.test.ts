import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auth as googleAuth, calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js'
import { describe, expect, test } from 'vitest'
import {
  GOOGLE_CLIENT_ID,
  GOOGLE_CLIENT_SECRET,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../sandbox/sandbox.ts'
import { buildPages } from '../scripts/build-pages.ts'
import { findChromium, launchChromium } from './support/phone-page.ts'

const ACCOUNT = {
  accountSid: 'AC1',
  authToken: 't',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const ANA = 'ana@example.test'
const BEN = 'ben@example.test'
const SCOPE = 'https://www.googleapis.com/auth/'
const BACK = 'http://127.0.0.1:3000/oauth/google/callback'
const json = { 'content-type': 'application/json' }

/** The client takes this only as a member of an enum that googleapis does not hand on. */
const S256 = '&code_challenge_method=S256'

type Event = calendar_v3.Schema$Event

function authOf(sandbox: Sandbox, clientSecret = GOOGLE_CLIENT_SECRET) {
  const base = sandbox.settings().GOOGLE_BASE_URL!
  return new googleAuth.OAuth2({
    clientId: GOOGLE_CLIENT_ID,
    clientSecret,
    redirectUri: BACK,
    endpoints: {
      oauth2AuthBaseUrl: `${base}/auth`,
      oauth2TokenUrl: `${base}/token`,
      oauth2RevokeUrl: `${base}/revoke`,
      tokenInfoUrl: `${base}/tokeninfo`,
    },
  })
}

/** The real client of an account; nothing is tried twice. */
function clientOf(sandbox: Sandbox, email: string, scopes?: string[]) {
  const { refreshToken, accessToken } = sandbox.google.grant(email, { scopes })
  const auth = authOf(sandbox)
  const expiry_date = Date.now() + 3_000_000
  auth.setCredentials({ access_token: accessToken, refresh_token: refreshToken, expiry_date })
  const api = calendar({ version: 'v3', auth, rootUrl: `${sandbox.url}/`, retry: false })
  const calendarId = 'primary'
  return {
    auth,
    api,
    insert: async (requestBody: Event, more: object = {}) =>
      (await api.events.insert({ calendarId, requestBody, ...more })).data,
    get: async (eventId: string) => (await api.events.get({ calendarId, eventId })).data,
    patch: async (eventId: string, requestBody: object, more: object = {}, headers = {}) =>
      (await api.events.patch({ calendarId, eventId, requestBody, ...more }, { headers })).data,
    remove: (eventId: string, more: object = {}) => api.events.delete({ calendarId, eventId, ...more }),
    list: async (query: object = {}) =>
      (await api.events.list({ calendarId, singleEvents: true, orderBy: 'startTime', ...query })).data,
    week: async (query: object = {}) => {
      const range = { timeMin: '2026-11-23T00:00:00Z', timeMax: '2026-11-30T00:00:00Z' }
      const list = { calendarId, singleEvents: true, orderBy: 'startTime', ...range, ...query }
      return (await api.events.list(list)).data.items ?? []
    },
  }
}

async function setup(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ ...ACCOUNT, ...options })
  const { google } = sandbox
  const ana = clientOf(sandbox, ANA)
  return { sandbox, google, ana, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() }
}

/** How Google says no. */
const refused = (status: number, reason: string) => ({
  status,
  response: { data: { error: { code: status, errors: [{ reason }] } } },
})
const timed = (start: string, end: string, timeZone = 'Europe/Lisbon') => ({
  start: { dateTime: start, timeZone },
  end: { dateTime: end, timeZone },
})
const DENTIST = { summary: 'Dentist', ...timed('2026-11-24T15:00:00', '2026-11-24T16:00:00') }
const STANDUP = {
  summary: 'Standup',
  ...timed('2026-10-20T09:30:00', '2026-10-20T09:45:00', 'Europe/Berlin'),
  recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU'],
}

/** A person's whole way through the consent page: asked, shown, ticked, led back. */
async function throughConsent(url: string, answer: Record<string, string | string[]>) {
  const page = await (await fetch(url)).text()
  const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  const form = new URLSearchParams(
    hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  )
  for (const [name, values] of Object.entries(answer)) {
    for (const value of [values].flat()) form.append(name, value)
  }
  const response = await fetch(url, { method: 'POST', body: form, redirect: 'manual' })
  return { page, response, back: new URL(response.headers.get('location') ?? 'about:blank') }
}

test('the whole consent: asked with PKCE, shown honestly, exchanged once, refreshed, revoked', async () => {
  await using world = await setup()
  const auth = authOf(world.sandbox)
  const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync()
  const asked = auth.generateAuthUrl({
    access_type: 'offline',
    prompt: 'consent',
    scope: [`${SCOPE}calendar.events`, `${SCOPE}calendar.freebusy`],
    state: 'st&te',
    code_challenge: codeChallenge,
  })
  const url = asked + S256
  const granted = [`${SCOPE}calendar.events`]
  const { page, back } = await throughConsent(url, { account: ANA, granted, answer: 'allow' })
  expect(page).toContain("This is the sandbox's Google")
  expect(page).toContain(BEN)
  expect(back.origin + back.pathname).toBe(BACK)
  expect(back.searchParams.get('state')).toBe('st&te')
  expect(back.searchParams.get('scope')).toBe(granted[0])

  const code = back.searchParams.get('code')!
  const { tokens } = await auth.getToken({ code, codeVerifier })
  expect(tokens).toMatchObject({ scope: granted[0], token_type: 'Bearer' })
  expect(tokens.expiry_date! - Date.now()).toBeGreaterThan(3_500_000)
  await expect(auth.getToken({ code, codeVerifier })).rejects.toMatchObject({
    status: 400,
    response: { data: { error: 'invalid_grant' } },
  })

  const refresh_token = tokens.refresh_token!
  expect(refresh_token).toBeTruthy()
  auth.setCredentials({ refresh_token })
  const { credentials } = await auth.refreshAccessToken()
  expect(credentials.access_token).not.toBe(tokens.access_token)
  expect((await auth.getTokenInfo(credentials.access_token!)).scopes).toEqual(granted)
  const api = calendar({ version: 'v3', auth, rootUrl: `${world.sandbox.url}/` })
  expect((await api.events.list({ calendarId: 'primary' })).data.summary).toBe(ANA)
  // Of a call of its own, an address keeps its path.
  const rootUrl = `${world.sandbox.settings().GOOGLE_BASE_URL}/`
  expect((await api.events.list({ calendarId: 'primary' }, { rootUrl })).status).toBe(200)
  expect(world.google.requests.at(-1)?.path).toBe('/google/calendar/v3/calendars/primary/events')
  // What was not ticked was not granted.
  await expect(api.freebusy.query({ requestBody: {} })).rejects.toMatchObject(
    refused(403, 'insufficientPermissions'),
  )

  await auth.revokeToken(refresh_token)
  const dead = authOf(world.sandbox)
  dead.setCredentials({ refresh_token })
  await expect(dead.getAccessToken()).rejects.toMatchObject({
    message: 'invalid_grant',
    status: 400,
    response: { data: { error: 'invalid_grant' } },
  })
})

test('gives a refresh token for the first consent, and later only when it is asked for again', async () => {
  await using world = await setup()
  const auth = authOf(world.sandbox)
  const offline = { access_type: 'offline', scope: `${SCOPE}calendar` }
  const consented = async (options: Parameters<typeof auth.generateAuthUrl>[0]) => {
    const led = world.google.consent(auth.generateAuthUrl(options), { email: 'carla@example.test' })
    return (await auth.getToken(new URL(led).searchParams.get('code')!)).tokens.refresh_token
  }
  expect(await consented({ scope: offline.scope })).toBeUndefined()
  expect(await consented(offline)).toBeTruthy()
  expect(await consented(offline)).toBeUndefined()
  expect(await consented({ ...offline, prompt: 'consent' })).toBeTruthy()
})

test('a denial, and a page with nothing ticked, lead back without a code', async () => {
  await using world = await setup()
  const url = authOf(world.sandbox).generateAuthUrl({ scope: `${SCOPE}calendar`, state: 's' })
  const answers = [
    { account: ANA, granted: `${SCOPE}calendar`, answer: 'deny' },
    { account: ANA, granted: [], answer: 'allow' },
  ]
  for (const answer of answers) {
    const { back } = await throughConsent(url, answer)
    expect(Object.fromEntries(back.searchParams)).toEqual({ state: 's', error: 'access_denied' })
  }
})

test('shows no consent page to a strange client, and no tokens without secret, address or verifier', async () => {
  await using world = await setup()
  const auth = authOf(world.sandbox)
  const { codeChallenge: code_challenge } = await auth.generateCodeVerifierAsync()
  const url = auth.generateAuthUrl({ scope: `${SCOPE}calendar`, code_challenge }) + S256
  const changed = (name: string, value: string) => {
    const other = new URL(url)
    other.searchParams.set(name, value)
    return fetch(other)
  }
  expect((await changed('client_id', 'somebody')).status).toBe(401)
  expect((await changed('redirect_uri', 'javascript:alert(1)')).status).toBe(400)
  expect((await changed('response_type', 'token')).status).toBe(400)
  expect((await changed('code_challenge_method', 'plain')).status).toBe(400)
  const hostile = await (await changed('scope', '"><script>alert(1)</script>')).text()
  expect(hostile).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
  expect(hostile).not.toContain('<script')

  const code = () => new URL(world.google.consent(url, { email: ANA })).searchParams.get('code')!
  const failing = async (work: Promise<unknown>) => (await work.catch((error: unknown) => error)) as object
  expect(await failing(authOf(world.sandbox, 'wrong').getToken(code()))).toMatchObject({
    status: 401,
    response: { data: { error: 'invalid_client' } },
  })
  expect(await failing(auth.getToken({ code: code(), codeVerifier: 'guessed' }))).toMatchObject({
    status: 400,
  })
  expect(await failing(auth.getToken({ code: code() }))).toMatchObject({ status: 400 })
  expect(await failing(auth.getToken({ code: code(), redirect_uri: 'http://else.test/' }))).toMatchObject({
    response: { data: { error: 'redirect_uri_mismatch' } },
  })
})

test('an event is kept as Google keeps it: an instant, its zone, and what was not asked for', async () => {
  await using world = await setup()
  const { ana } = world
  const made = await ana.insert({ ...DENTIST, id: 'abc123', colorId: '5' })
  expect(made).toMatchObject({
    id: 'abc123',
    status: 'confirmed',
    summary: 'Dentist',
    start: { dateTime: '2026-11-24T15:00:00+00:00', timeZone: 'Europe/Lisbon' },
    creator: { email: ANA, self: true },
    organizer: { email: ANA, self: true },
    iCalUID: 'abc123@google.com',
    reminders: { useDefault: true },
  })
  expect(made).not.toHaveProperty('colorId')
  expect(made.etag).toMatch(/^"\d+"$/)
  expect(made.htmlLink).toMatch(`${world.sandbox.url}/calendar?account=ana%40example.test&event=abc123`)
  expect(await ana.get('abc123')).toEqual(made)
  // Times are written in the zone of the calendar, whatever zone the event has.
  const there = await ana.insert(timed('2026-11-24T15:00:00', '2026-11-24T16:00:00', 'Asia/Tokyo'))
  expect(there.start).toEqual({ dateTime: '2026-11-24T06:00:00+00:00', timeZone: 'Asia/Tokyo' })
  const days = await ana.insert({ start: { date: '2026-11-27' }, end: { date: '2026-11-29' } })
  expect(days).toMatchObject({ start: { date: '2026-11-27' }, end: { date: '2026-11-29' } })
})

test('refuses ids and times that Google refuses', async () => {
  await using world = await setup()
  const { ana } = world
  const none = refused(400, 'invalid')
  for (const id of ['abcd', 'UPPER1', 'with-dash', 'wxyz12']) {
    await expect(ana.insert({ ...DENTIST, id }), id).rejects.toMatchObject(none)
  }
  await ana.insert({ ...DENTIST, id: 'taken1' })
  await expect(ana.insert({ ...DENTIST, id: 'taken1' })).rejects.toMatchObject(refused(409, 'duplicate'))
  await ana.remove('taken1')
  await expect(ana.insert({ ...DENTIST, id: 'taken1' })).rejects.toMatchObject(refused(409, 'duplicate'))

  const at = '2026-11-24T15:00:00'
  const cases: [string, Event, string][] = [
    ['no end', { start: { dateTime: `${at}Z` } }, 'required'],
    ['no zone', { start: { dateTime: at }, end: { dateTime: `${at}Z` } }, 'required'],
    ['mixed', { start: { dateTime: `${at}Z` }, end: { date: '2026-11-25' } }, 'invalid'],
    ['backwards', timed(at, '2026-11-24T14:00:00'), 'timeRangeEmpty'],
    ['days without a day', { start: { date: '2026-11-24' }, end: { date: '2026-11-24' } }, 'timeRangeEmpty'],
    ['no such zone', timed(at, at, 'Europe/Atlantis'), 'invalid'],
    ['no such day', { start: { date: '2026-02-30' }, end: { date: '2026-03-02' } }, 'invalid'],
    ['no such rule', { ...STANDUP, recurrence: ['RRULE:FREQ=SOMETIMES'] }, 'invalid'],
    ['a rule with DTSTART', { ...STANDUP, recurrence: ['DTSTART:20261020T093000Z'] }, 'invalid'],
    ['local UNTIL', { ...STANDUP, recurrence: ['RRULE:FREQ=DAILY;UNTIL=20261220T093000'] }, 'invalid'],
    [
      'many guests',
      { ...DENTIST, attendees: Array.from({ length: 201 }, (_, n) => ({ email: `g${n}@e.test` })) },
      'invalid',
    ],
  ]
  const { start, end } = { start: { dateTime: `${at}Z` }, end: { dateTime: '2026-11-24T16:00:00Z' } }
  cases.push(['a series without a zone', { start, end, recurrence: ['RRULE:FREQ=DAILY'] }, 'required'])
  for (const [name, event, reason] of cases) {
    await expect(ana.insert(event), name).rejects.toMatchObject(refused(400, reason))
  }
})

test('etags change with each write, and guard it', async () => {
  await using world = await setup()
  const { ana } = world
  const first = await ana.insert({ ...DENTIST, id: 'etag01' })
  const guard = { 'If-Match': first.etag! }
  const second = await ana.patch('etag01', { summary: 'Orthodontist' }, {}, guard)
  expect(second.etag).not.toBe(first.etag)
  const stale = refused(412, 'conditionNotMet')
  await expect(ana.patch('etag01', { summary: 'Lost' }, {}, guard)).rejects.toMatchObject(stale)
  const remove = ana.api.events.delete({ calendarId: 'primary', eventId: 'etag01' }, { headers: guard })
  await expect(remove).rejects.toMatchObject(stale)
  const same = { headers: { 'If-None-Match': second.etag! } }
  const unchanged = await ana.api.events.get({ calendarId: 'primary', eventId: 'etag01' }, same)
  expect(unchanged.status).toBe(304)
  expect(world.google.requests.filter(({ ifMatch }) => ifMatch === first.etag)).toHaveLength(3)
})

test('a deleted event can still be read, is gone from lists, and comes back by its status', async () => {
  await using world = await setup()
  const { ana } = world
  await ana.insert({ ...DENTIST, id: 'gone01' })
  const { status, data } = await ana.remove('gone01')
  expect([status, data]).toEqual([204, ''])
  expect(await ana.get('gone01')).toMatchObject({ status: 'cancelled', summary: 'Dentist' })
  await expect(ana.remove('gone01')).rejects.toMatchObject(refused(410, 'deleted'))
  await expect(ana.remove('never1')).rejects.toMatchObject(refused(404, 'notFound'))
  expect(await ana.week()).toEqual([])
  expect(await ana.week({ showDeleted: true })).toMatchObject([{ id: 'gone01', status: 'cancelled' }])
  await ana.patch('gone01', { status: 'confirmed' })
  expect(await ana.week()).toMatchObject([{ id: 'gone01', status: 'confirmed' }])
})

test('patch merges objects, replaces arrays, takes away what is null; update replaces everything', async () => {
  await using world = await setup()
  const { ana } = world
  const attendees = [{ email: BEN, responseStatus: 'accepted' }, { email: 'carla@example.test' }]
  const extendedProperties = { private: { a: '1', b: '2' } }
  await ana.insert({ ...DENTIST, id: 'patch1', location: 'Rua 1', attendees, extendedProperties })
  const patched = await ana.patch('patch1', {
    location: null,
    extendedProperties: { private: { b: '3' } },
    attendees: [{ email: BEN }],
  })
  expect(patched).toMatchObject({ summary: 'Dentist', extendedProperties: { private: { a: '1', b: '3' } } })
  expect(patched).not.toHaveProperty('location')
  // An attendee that is sent without an answer has none any more.
  expect(patched.attendees).toEqual([{ email: BEN, responseStatus: 'needsAction' }])
  // A time of the other kind needs the old one to be taken away.
  const day = { start: { date: '2026-11-24' }, end: { date: '2026-11-25' } }
  await expect(ana.patch('patch1', day)).rejects.toMatchObject(refused(400, 'invalid'))
  const cleared = {
    start: { ...day.start, dateTime: null, timeZone: null },
    end: { ...day.end, dateTime: null, timeZone: null },
  }
  expect(await ana.patch('patch1', cleared)).toMatchObject(day)
  const update = { calendarId: 'primary', eventId: 'patch1', requestBody: { summary: 'New', ...day } }
  expect((await ana.api.events.update(update)).data).not.toHaveProperty('attendees')
})

test('timeMin bounds the end and timeMax the start, and both need an offset', async () => {
  await using world = await setup()
  const { ana } = world
  await ana.insert(DENTIST)
  const found = async (timeMin: string, timeMax: string) => (await ana.week({ timeMin, timeMax })).length
  expect(await found('2026-11-24T15:30:00Z', '2026-11-24T15:31:00Z')).toBe(1)
  expect(await found('2026-11-24T16:00:00Z', '2026-11-24T17:00:00Z')).toBe(0)
  expect(await found('2026-11-24T14:00:00Z', '2026-11-24T15:00:00Z')).toBe(0)
  expect(await found('2026-11-24T17:30:00+02:00', '2026-11-24T19:00:00+02:00')).toBe(1)
  const bad = refused(400, 'badRequest')
  await expect(ana.week({ timeMin: '2026-11-24T15:30:00' })).rejects.toMatchObject(bad)
  await expect(ana.week({ timeMax: '2026-11-24' })).rejects.toMatchObject(bad)
  const empty = refused(400, 'timeRangeEmpty')
  await expect(found('2026-11-24T15:00:00Z', '2026-11-24T15:00:00Z')).rejects.toMatchObject(empty)
})

test('spells a series out at its wall-clock time, over the change of the clocks', async () => {
  await using world = await setup()
  const { ana } = world
  const exdate = 'EXDATE;TZID=Europe/Berlin:20261117T093000'
  await ana.insert({ ...STANDUP, id: 'series', recurrence: [...STANDUP.recurrence, exdate] })
  const range = { timeMin: '2026-10-20T00:00:00Z', timeMax: '2026-11-25T00:00:00Z', timeZone: 'UTC' }
  expect((await ana.list(range)).items?.map(({ id, start }) => [id, start?.dateTime])).toEqual([
    ['series_20261020T073000Z', '2026-10-20T07:30:00Z'],
    ['series_20261027T083000Z', '2026-10-27T08:30:00Z'],
    ['series_20261103T083000Z', '2026-11-03T08:30:00Z'],
    ['series_20261110T083000Z', '2026-11-10T08:30:00Z'],
    ['series_20261124T083000Z', '2026-11-24T08:30:00Z'],
  ])
  expect(await ana.get('series_20261124T083000Z')).toMatchObject({
    recurringEventId: 'series',
    originalStartTime: { dateTime: '2026-11-24T08:30:00+00:00', timeZone: 'Europe/Berlin' },
  })
  await expect(ana.get('series_20261117T083000Z')).rejects.toMatchObject(refused(404, 'notFound'))
  // Without singleEvents the series is one event, and cannot be put in order of time.
  const { data } = await ana.api.events.list({ calendarId: 'primary', timeMin: range.timeMax })
  expect(data.items).toMatchObject([{ id: 'series', recurrence: [...STANDUP.recurrence, exdate] }])
  const ordered = ana.api.events.list({ calendarId: 'primary', orderBy: 'startTime' })
  await expect(ordered).rejects.toMatchObject(refused(400, 'badRequest'))
  const days = {
    start: { date: '2026-11-23' },
    end: { date: '2026-11-24' },
    recurrence: ['RRULE:FREQ=DAILY;COUNT=2'],
  }
  await ana.insert({ ...days, id: 'daili' })
  expect((await ana.week({ iCalUID: 'daili@google.com' })).map(({ id }) => id)).toEqual([
    'daili_20261123',
    'daili_20261124',
  ])
  // A time that the clocks leave out is moved, not lost.
  const night = timed('2027-03-27T02:30:00', '2027-03-27T03:00:00', 'Europe/Berlin')
  await ana.insert({ ...night, id: 'nights', recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] })
  const nights = await ana.api.events.instances({ calendarId: 'primary', eventId: 'nights', timeZone: 'UTC' })
  expect(nights.data.items?.map(({ start }) => start?.dateTime)).toEqual([
    '2027-03-27T01:30:00Z',
    '2027-03-28T01:30:00Z',
    '2027-03-29T00:30:00Z',
  ])
})

test('one date of a series can be changed, deleted and restored, and outlives a change of the series', async () => {
  await using world = await setup()
  const { ana } = world
  await ana.insert({ ...STANDUP, id: 'series' })
  const [one, other] = ['series_20261124T083000Z', 'series_20261201T083000Z']
  await ana.patch(one, { summary: 'Long standup', ...timed('2026-11-25T10:00:00', '2026-11-25T11:00:00') })
  await ana.remove(other)
  await expect(ana.remove(other)).rejects.toMatchObject(refused(410, 'deleted'))
  const range = { timeMin: '2026-11-16T00:00:00Z', timeMax: '2026-12-09T00:00:00Z' }
  const shown = async (query: object = {}) =>
    (await ana.list({ ...range, ...query })).items?.map(
      ({ summary, start }) => `${summary} ${start?.dateTime}`,
    )
  const changed = 'Long standup 2026-11-25T10:00:00+00:00'
  const first = 'Standup 2026-11-17T08:30:00+00:00'
  const last = 'Standup 2026-12-08T08:30:00+00:00'
  expect(await shown()).toEqual([first, changed, last])
  expect(await ana.get(one)).toMatchObject({ id: one, recurringEventId: 'series', status: 'confirmed' })

  // The series an hour later: what was changed by hand stays.
  await ana.patch('series', timed('2026-10-20T10:30:00', '2026-10-20T10:45:00', 'Europe/Berlin'))
  const later = 'Standup 2026-11-17T09:30:00+00:00'
  expect(await shown()).toEqual([later, changed, 'Standup 2026-12-08T09:30:00+00:00'])
  await ana.patch(other, { status: 'confirmed' })
  expect(await shown()).toEqual([
    later,
    changed,
    'Standup 2026-12-01T09:30:00+00:00',
    'Standup 2026-12-08T09:30:00+00:00',
  ])
  // Cut short, it takes its later dates with it.
  await ana.patch('series', { recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20261118T000000Z'] })
  expect(await shown()).toEqual([later])
  await ana.remove('series')
  expect(await shown()).toEqual([])
  expect(await ana.get(one)).toMatchObject({ status: 'cancelled' })
})

test('pages a list, also short and empty ones, and finds words', async () => {
  await using world = await setup()
  const { ana, google } = world
  for (const n of [1, 2, 3]) {
    const times = timed(`2026-11-2${n + 3}T10:00:00`, `2026-11-2${n + 3}T11:00:00`)
    await ana.insert({ summary: `Lunch ${n}`, location: n === 2 ? 'Harbour' : undefined, ...times })
  }
  const all = async (query: object) => {
    const pages: string[][] = []
    let pageToken: string | undefined
    do {
      const page = await ana.list({ ...query, pageToken })
      pages.push((page.items ?? []).map(({ summary }) => summary ?? ''))
      expect(Boolean(page.nextPageToken)).toBe(!page.nextSyncToken)
      pageToken = page.nextPageToken ?? undefined
    } while (pageToken)
    return pages
  }
  expect(await all({ maxResults: 2 })).toEqual([['Lunch 1', 'Lunch 2'], ['Lunch 3']])
  google.misbehave({ kind: 'empty-page' })
  google.pageLimit = 2
  expect(await all({})).toEqual([[], ['Lunch 1', 'Lunch 2'], ['Lunch 3']])
  expect(await all({ q: 'lunch harbour' })).toEqual([['Lunch 2']])
  const sync = ana.api.events.list({ calendarId: 'primary', syncToken: 'old' })
  await expect(sync).rejects.toMatchObject(refused(410, 'fullSyncRequired'))
})

test('an invitation stands in both calendars; the guest may answer it and nothing else', async () => {
  await using world = await setup()
  const { ana, sandbox, google } = world
  const ben = clientOf(sandbox, BEN)
  const attendees = [{ email: BEN }, { email: 'carla@elsewhere.test' }]
  await ana.insert({ ...DENTIST, id: 'invite', attendees }, { sendUpdates: 'all' })
  const seen = await ben.get('invite')
  expect(seen).toMatchObject({ organizer: { email: ANA }, start: { timeZone: 'Europe/Lisbon' } })
  expect(seen.start?.dateTime).toBe('2026-11-24T16:00:00+01:00')
  expect(seen.organizer).not.toHaveProperty('self')
  expect(seen.attendees?.[0]).toEqual({ email: BEN, self: true, responseStatus: 'needsAction' })

  const yes = { email: BEN, responseStatus: 'accepted' }
  const full = [yes, { email: 'carla@elsewhere.test', responseStatus: 'needsAction' }]
  const notMine = refused(403, 'forbiddenForNonOrganizer')
  await expect(ben.patch('invite', { summary: 'Mine' })).rejects.toMatchObject(notMine)
  // The list is replaced as a whole: who leaves others out would throw them out.
  await expect(ben.patch('invite', { attendees: [yes] })).rejects.toMatchObject(notMine)
  await ben.patch('invite', { attendees: full }, { sendUpdates: 'all' })
  expect((await ana.get('invite')).attendees?.[0]).toMatchObject(yes)

  await ben.remove('invite')
  expect(await ben.get('invite')).toMatchObject({ status: 'cancelled' })
  expect((await ana.get('invite')).attendees?.[0]).toMatchObject({ email: BEN, responseStatus: 'declined' })
  await ben.patch('invite', { status: 'confirmed' })
  expect(await ben.week()).toMatchObject([{ id: 'invite' }])
  expect(google.notified).toMatchObject([
    { to: BEN, kind: 'invitation', by: ANA, event: 'invite', summary: 'Dentist' },
    { to: 'carla@elsewhere.test', kind: 'invitation' },
    { to: ANA, kind: 'response', by: BEN },
  ])
})

test('nobody gets a mail unless it is asked for', async () => {
  await using world = await setup()
  const { ana, google } = world
  const carla = 'carla@elsewhere.test'
  await ana.insert({ ...DENTIST, id: 'quiet1', attendees: [{ email: BEN }, { email: carla }] })
  await ana.patch('quiet1', { summary: 'Later' }, { sendUpdates: 'none' })
  expect(google.notified).toEqual([])
  await ana.patch('quiet1', { summary: 'Changed' }, { sendUpdates: 'externalOnly' })
  await ana.patch('quiet1', { attendees: [{ email: BEN }] }, { sendUpdates: 'all' })
  await ana.remove('quiet1', { sendUpdates: 'all' })
  expect(google.notified.map(({ to, kind }) => [to, kind])).toEqual([
    [carla, 'update'],
    [BEN, 'update'],
    [carla, 'cancellation'],
    [BEN, 'cancellation'],
  ])
})

test('a video call comes only with its version, and once for a request', async () => {
  await using world = await setup()
  const { ana } = world
  const conferenceData = {
    createRequest: { requestId: 'r1', conferenceSolutionKey: { type: 'hangoutsMeet' } },
  }
  await ana.insert({ ...DENTIST, id: 'meet1', conferenceData })
  expect(await ana.get('meet1')).not.toHaveProperty('hangoutLink')
  const made = await ana.patch('meet1', { conferenceData }, { conferenceDataVersion: 1 })
  expect(made.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/)
  expect(made.conferenceData?.createRequest?.status).toEqual({ statusCode: 'success' })
  const again = await ana.patch('meet1', { conferenceData }, { conferenceDataVersion: 1 })
  expect(again.hangoutLink).toBe(made.hangoutLink)
  expect((await ana.patch('meet1', { summary: 'x' })).hangoutLink).toBe(made.hangoutLink)
  const gone = await ana.patch('meet1', { conferenceData: null }, { conferenceDataVersion: 1 })
  expect(gone).not.toHaveProperty('hangoutLink')
})

test('free and busy of oneself and of others, merged; declined, free and deleted times do not count', async () => {
  await using world = await setup()
  const { ana, google } = world
  const ask = async (ids: string[]) => {
    const items = ids.map((id) => ({ id }))
    const range = { timeMin: '2026-11-24T00:00:00Z', timeMax: '2026-11-25T00:00:00Z' }
    return (await ana.api.freebusy.query({ requestBody: { ...range, items } })).data.calendars
  }
  google.add(BEN, { summary: 'A', start: '2026-11-24T10:00', end: '2026-11-24T11:00' })
  google.add(BEN, { summary: 'B', start: '2026-11-24T10:30', end: '2026-11-24T12:00' })
  const organizer = { email: 'carla@elsewhere.test', displayName: 'Carla' }
  google.add(BEN, { summary: 'C', start: '2026-11-24T14:00', organizer, response: 'declined' })
  google.add(BEN, { summary: 'D', start: '2026-11-24T15:00', transparency: 'transparent' })
  await ana.insert({ ...STANDUP, id: 'series' })
  await ana.insert({ ...DENTIST, id: 'gone01' })
  await ana.remove('gone01')
  expect(await ask(['primary', BEN, 'nobody@example.test'])).toEqual({
    primary: { busy: [{ start: '2026-11-24T08:30:00Z', end: '2026-11-24T08:45:00Z' }] },
    [BEN]: { busy: [{ start: '2026-11-24T09:00:00Z', end: '2026-11-24T11:00:00Z' }] },
    'nobody@example.test': { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] },
  })
  const vague = ana.api.freebusy.query({ requestBody: { timeMin: '2026-11-24', timeMax: '2026-11-25' } })
  await expect(vague).rejects.toMatchObject(refused(400, 'badRequest'))
})

test('the list of calendars names the account; other calendars go by their role', async () => {
  await using world = await setup()
  const { ana, google } = world
  google.addCalendar(ANA, { id: 'team@group.test', summary: 'Team', accessRole: 'writer' })
  google.addCalendar(ANA, { id: 'holidays@group.test', summary: 'Holidays', accessRole: 'reader' })
  const { data } = await ana.api.calendarList.list()
  expect(data.items?.map(({ id, primary, accessRole }) => [id, primary, accessRole])).toEqual([
    [ANA, true, 'owner'],
    ['team@group.test', undefined, 'writer'],
    ['holidays@group.test', undefined, 'reader'],
  ])
  const main = await ana.api.calendars.get({ calendarId: 'primary' })
  expect(main.data).toMatchObject({ id: ANA, timeZone: 'Europe/Lisbon' })
  const made = await ana.insert(DENTIST, { calendarId: 'team@group.test' })
  expect(made.organizer).toMatchObject({ email: 'team@group.test', self: true })
  expect(await ana.week()).toEqual([])
  const holiday = ana.insert(DENTIST, { calendarId: 'holidays@group.test' })
  await expect(holiday).rejects.toMatchObject(refused(403, 'requiredAccessLevel'))
  await expect(ana.week({ calendarId: BEN })).rejects.toMatchObject(refused(404, 'notFound'))
})

test('an expired token is refreshed, a revoked consent is over, a missing scope is said', async () => {
  await using world = await setup()
  const { ana, google, sandbox } = world
  google.expireTokens(ANA)
  await expect(ana.week()).rejects.toMatchObject(refused(401, 'authError'))
  ana.auth.setCredentials({ ...ana.auth.credentials, expiry_date: Date.now() - 1 })
  expect(await ana.week()).toEqual([])
  google.revoke(ANA)
  ana.auth.setCredentials({ ...ana.auth.credentials, expiry_date: Date.now() - 1 })
  await expect(ana.week()).rejects.toMatchObject({ message: 'invalid_grant', status: 400 })
  const reader = clientOf(sandbox, BEN, [`${SCOPE}calendar.events.readonly`])
  expect(await reader.week()).toEqual([])
  await expect(reader.insert(DENTIST)).rejects.toMatchObject(refused(403, 'insufficientPermissions'))
  const stranger = await fetch(`${sandbox.url}/google/calendar/v3/calendars/primary/events`)
  expect(stranger.status).toBe(401)
})

test('misbehaves as told: refusals, cuts before and after, hanging, half an answer', async () => {
  await using world = await setup()
  const { ana, google } = world
  for (const [kind, status, reason] of [
    ['403-rate', 403, 'rateLimitExceeded'],
    ['403-quota', 403, 'quotaExceeded'],
    ['403-permission', 403, 'insufficientPermissions'],
    ['429', 429, 'rateLimitExceeded'],
    ['500', 500, 'backendError'],
    ['409', 409, 'duplicate'],
    ['412', 412, 'conditionNotMet'],
    ['401', 401, 'authError'],
  ] as const) {
    google.misbehave({ route: 'events.insert', kind })
    // Of another route it is not.
    await ana.week()
    await expect(ana.insert(DENTIST), kind).rejects.toMatchObject(refused(status, reason))
  }
  google.misbehave({ route: 'events.insert', kind: 'cut' })
  await expect(ana.insert(DENTIST)).rejects.toThrow()
  expect(google.events(ANA)).toEqual([])
  const options = { timeout: 150 }
  google.misbehave({ route: 'events.insert', kind: 'hang' })
  const hanging = ana.api.events.insert({ calendarId: 'primary', requestBody: DENTIST }, options)
  await expect(hanging).rejects.toThrow()
  expect(google.events(ANA)).toEqual([])
  for (const [n, kind] of (['cut-after', '500-after', 'truncated'] as const).entries()) {
    google.misbehave({ route: 'events.insert', kind })
    const outcome = await ana.insert({ ...DENTIST, id: `after${n}` }).catch((error: unknown) => error)
    expect(outcome, kind).not.toHaveProperty('etag')
    // It was carried out all the same.
    expect(google.events(ANA), kind).toHaveLength(n + 1)
  }
  google.misbehave({ kind: 'invalid_grant' })
  ana.auth.setCredentials({ refresh_token: ana.auth.credentials.refresh_token })
  await expect(ana.week()).rejects.toMatchObject({ message: 'invalid_grant' })
  google.misbehave({ route: 'token', kind: '503' })
  const response = await fetch(`${world.sandbox.url}/google/token`, {
    method: 'POST',
    body: new URLSearchParams(),
  })
  expect(response.status).toBe(503)
})

test('events and consents outlive a restart of the sandbox', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
  let token = ''
  let etag = ''
  {
    await using world = await setup({ dataDir })
    etag = (await world.ana.insert({ ...DENTIST, id: 'kept01' }, { sendUpdates: 'all' })).etag!
    await world.ana.insert({ ...DENTIST, id: 'kept02' })
    await world.ana.remove('kept02')
    token = world.google.grant('carla@example.test').refreshToken
    const dead = world.google.grant(BEN).refreshToken
    world.google.revoke(BEN)
    expect(dead).toBeTruthy()
  }
  {
    await using world = await setup({ dataDir })
    expect(world.google.events(ANA)).toMatchObject([{ id: 'kept01', etag }])
    expect(world.google.events(ANA, { deleted: true })).toHaveLength(2)
    const auth = authOf(world.sandbox)
    auth.setCredentials({ refresh_token: token })
    expect((await auth.getAccessToken()).token).toBeTruthy()
    expect((await world.ana.patch('kept01', { summary: 'x' })).etag).not.toBe(etag)
    world.google.reset()
  }
  await using world = await setup({ dataDir })
  expect(world.google.events(ANA, { deleted: true })).toEqual([])
  await rm(dataDir, { recursive: true })
})

test('is directed over HTTP, and the page shows what is there and takes what others add', async () => {
  await using world = await setup()
  const { url } = world.sandbox
  const post = async (path: string, body: unknown) =>
    fetch(`${url}${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  const grant = (await (await post('/control/google/grant', { email: BEN })).json()) as object
  expect(grant).toHaveProperty('accessToken')
  const organizer = { email: 'carla@elsewhere.test', displayName: 'Carla' }
  const event = { summary: 'Harbour walk', start: '2026-11-25T18:00', organizer }
  expect((await post('/control/google/add', { email: ANA, event })).status).toBe(200)
  expect((await post('/control/google/misbehave', { kind: 'dance' })).status).toBe(400)
  const byHand = { account: ANA, event: { ...event, summary: 'By hand', start: '2026-11-26' } }
  expect((await post('/api/calendar/events', byHand)).status).toBe(201)
  expect((await fetch(`${url}/api/calendar/events`, { method: 'POST', body: '{}' })).status).toBe(415)
  const nonsense = { account: ANA, event: { ...event, end: '2026-11-25T17:00' } }
  expect(await (await post('/api/calendar/events', nonsense)).json()).toEqual({
    error: 'The specified time range is empty.',
  })
  await world.ana.insert({ ...DENTIST, attendees: [{ email: BEN }] }, { sendUpdates: 'all' })
  const week = 'from=2026-11-23T00:00:00Z&to=2026-11-30T00:00:00Z'
  const shown = await (await fetch(`${url}/api/calendar?account=${ANA}&${week}`)).json()
  expect(shown).toMatchObject({
    accounts: [ANA, BEN],
    timeZone: 'Europe/Lisbon',
    events: [
      { summary: 'Dentist', origin: 'api' },
      {
        summary: 'Harbour walk',
        origin: 'test',
        organizer,
        attendees: [{ self: true, responseStatus: 'needsAction' }],
      },
      { summary: 'By hand', origin: 'page' },
    ],
    mails: [{ to: BEN, kind: 'invitation' }],
  })
  const events = await (await fetch(`${url}/control/google/events?email=${ANA}`)).json()
  expect(events).toMatchObject({ events: [{}, {}, {}] })
  expect(await (await fetch(`${url}/control/stats`)).json()).toMatchObject({ google: { notified: 1 } })
})

const found = findChromium()
const title = found ? 'the calendar page' : 'the calendar page (SKIPPED: no Chromium here)'

describe.skipIf(!found)(title, { timeout: 60_000 }, () => {
  test('shows a week live, what an event says, who would be told, and adds one as somebody else', async () => {
    await using stack = new AsyncDisposableStack()
    const world = stack.use(await setup({ pages: await buildPages() }))
    const { sandbox, google, ana } = world
    await sandbox.clock.set(Date.parse('2026-11-25T11:20:00Z') - Date.now())
    const browser = stack.adopt(await launchChromium(), (one) => one.close())
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    page.setDefaultTimeout(10_000)
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(error.message))
    await page.goto(`${sandbox.url}/`)
    await page.getByTestId('calendar-link').click()
    await page.getByText('Nothing in this week.').waitFor()

    const hostile = '<img src=x onerror=alert(1)>'
    const attendees = [{ email: BEN }]
    const made = await ana.insert({ ...DENTIST, description: hostile, attendees }, { sendUpdates: 'all' })
    const event = page.getByTestId('week').getByTestId('event').filter({ hasText: 'Dentist' })
    await event.waitFor()
    await page.getByTestId('agenda').getByText('15:00–16:00 · by the assistant').waitFor()
    await page.getByTestId('mails').getByText('ben@example.test is invited to').waitFor()
    await event.click()
    const facts = page.getByTestId('event-facts')
    await facts.getByText(hostile).waitFor()
    await facts.getByText('no answer yet').waitFor()
    await page.keyboard.press('Escape')

    await page.getByTestId('add-event').click()
    await page.getByLabel('Title').fill('Harbour walk')
    await page.getByLabel('Day', { exact: true }).fill('2026-11-26')
    await page.getByRole('button', { name: 'Add', exact: true }).last().click()
    await page.getByTestId('agenda').getByText('10:00–11:00 · by Carla').waitFor()
    expect(google.events(ANA).at(-1)).toMatchObject({
      summary: 'Harbour walk',
      start: { dateTime: '2026-11-26T10:00:00+00:00' },
      organizer: { email: 'carla@elsewhere.test', displayName: 'Carla' },
    })

    // The link of an event leads to its own week.
    await page.goto(made.htmlLink!.replace('ana%40', 'ben%40'))
    await page.getByTestId('event-facts').waitFor()
    await sandbox.clock.move(21 * 86_400_000)
    await page.goto(made.htmlLink!)
    await page.getByTestId('event-facts').getByText('by the assistant').waitFor()
    await page.keyboard.press('Escape')
    await event.waitFor()
    expect(problems).toEqual([])
  })
})
