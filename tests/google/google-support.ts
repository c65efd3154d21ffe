import { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import type { Calendar, EventTime } from '../../src/calendars/calendar.ts'
import { createConnect, type Connect } from '../../src/calendars/google/connect.ts'
import { createGoogleCalendar } from '../../src/calendars/google/google.ts'
import { createGoogleAccounts, type GoogleAccounts } from '../../src/calendars/google/accounts.ts'
import { createGoogleClient, type GoogleClient } from '../../src/calendars/google/client.ts'
import { createGoogleOAuth, type GoogleOAuth } from '../../src/calendars/google/oauth.ts'
import { createEncryption, type Encryption } from '../../src/encryption.ts'
import { createLog } from '../../src/log.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { ACCOUNT, startWorld, type World } from '../support/world.ts'

export const ANA = 'ana@example.test'
export const PERSON = '+15550100001'
export const OTHER = '+15550100009'
export const CONVERSATION = 'twilio:whatsapp:+15550100001'
export const KEY = 'a-key-of-the-tests-with-thirty-two-characters'

/** Nothing here waits long for Google. */
export const QUICK = { requestTimeoutMs: 400, pauseMs: 1 }
export const never = (): AbortSignal => new AbortController().signal

/** An hour in Lisbon that begins at a time of 24 November 2026, e.g. `15:00`. */
export function lisbon(clock: string, day = '2026-11-24'): EventTime {
  const start = Temporal.PlainDateTime.from(`${day}T${clock}`).toZonedDateTime('Europe/Lisbon')
  return { kind: 'timed', start: start.toString(), end: start.add({ hours: 1 }).toString() }
}

export interface GoogleWorld extends AsyncDisposable {
  google: Sandbox['google']
  calendar: Calendar
  client: GoogleClient
}

/** Ana's calendar at the stand-in, over the real SDK and real HTTP; her consent is a value. */
export async function startGoogle(): Promise<GoogleWorld> {
  const sandbox = await startSandbox({ ...ACCOUNT, thinkMs: 0 })
  const { google } = sandbox
  const { accessToken } = google.grant(ANA, { timeZone: 'Europe/Lisbon' })
  const client = createGoogleClient({ baseUrl: `${sandbox.url}/google`, ...QUICK })
  const account = { email: ANA, accessToken: () => Promise.resolve(accessToken) }
  const calendar = createGoogleCalendar({ id: 'calendar-1', name: ANA, googleId: 'primary', account, client })
  return { google, client, calendar, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() }
}

export interface ConnectWorld extends AsyncDisposable {
  world: World
  google: Sandbox['google']
  database: Database
  encryption: Encryption
  oauth: GoogleOAuth
  client: GoogleClient
  accounts: GoogleAccounts
  connect: Connect
  /** Who was told that a calendar is connected, and whose grant has died. */
  told: string[]
  logs: string[]
  /** The person's primary Google calendar, opened from the tables. */
  calendarOf(person?: string, accounts?: GoogleAccounts): Promise<Calendar>
  /** Its accounts: the same tables, and nothing else in common. */
  anotherProcess(): GoogleAccounts
}

/** The tables of the service, its consent and its accounts, against the stand-in. */
export async function startConnect(
  options: { publicUrl?: () => string; calendarId?: string } = {},
): Promise<ConnectWorld> {
  await using stack = new AsyncDisposableStack()
  const world = stack.use(await startWorld({ service: false }))
  const logs: string[] = []
  const log = createLog('debug', { write: (line: string) => void logs.push(line) })
  const database = stack.use(openDatabase(world.env['DATABASE_URL'] ?? '', log, 6))
  for (const person of [PERSON, OTHER]) {
    await world.query('INSERT INTO people (id) VALUES ($1)', [person])
    await world.query(
      `INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
       VALUES ($1, $2, 'twilio', 'whatsapp', $2, '+15550100002')`,
      [`twilio:whatsapp:${person}`, person],
    )
  }
  const baseUrl = world.env['GOOGLE_BASE_URL']
  const encryption = createEncryption([KEY])
  const oauth = createGoogleOAuth({
    clientId: GOOGLE_CLIENT_ID,
    clientSecret: GOOGLE_CLIENT_SECRET,
    baseUrl,
    requestTimeoutMs: QUICK.requestTimeoutMs,
  })
  const client = createGoogleClient({ baseUrl, ...QUICK })
  const told: string[] = []
  const openAccounts = () =>
    createGoogleAccounts({
      database,
      encryption,
      oauth,
      log,
      grantDied: (person, email) => Promise.resolve(void told.push(`died ${person} ${email}`)),
    })
  const accounts = openAccounts()
  const connect = createConnect({
    database,
    encryption,
    oauth,
    client,
    log,
    publicUrl: options.publicUrl ?? (() => 'http://bot.test'),
    calendarId: options.calendarId ?? 'primary',
    connected: (person, conversation, email) =>
      Promise.resolve(void told.push(`connected ${person} ${conversation} ${email}`)),
  })
  const owned = stack.move()
  return {
    world,
    google: world.sandbox.google,
    database,
    encryption,
    oauth,
    client,
    accounts,
    connect,
    told,
    logs,
    anotherProcess: openAccounts,
    async calendarOf(person = PERSON, of = accounts) {
      const [row] = await world.query<{ id: string; email: string; person: string }>(
        'SELECT id, email, person FROM google_accounts WHERE person = $1',
        [person],
      )
      if (!row) throw new Error('not connected')
      return createGoogleCalendar({
        id: 'calendar-1',
        name: row.email,
        googleId: 'primary',
        account: of.open(row),
        client,
      })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Consents as somebody who leaves every box ticked, and hands the code to `connect`. */
export async function consent(
  { connect, google }: ConnectWorld,
  options: { person?: string; email?: string; scopes?: string[] } = {},
): Promise<string> {
  const { person = PERSON, email = ANA, scopes } = options
  const state = stateOf(await connect.linkFor(person, `twilio:whatsapp:${person}`))
  const link = await connect.look(state)
  if (link.state !== 'open') throw new Error(`the link is ${link.state}`)
  const back = new URL(google.consent(link.consentUrl, { email, ...(scopes && { scopes }) }))
  const code = back.searchParams.get('code') ?? ''
  return (await connect.finish(state, code, never())).state
}

export const stateOf = (link: string): string => new URL(link).searchParams.get('state') ?? ''
