import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createOAuthPages } from '../../src/oauth-pages.ts'
import {
  ANA,
  type ConnectWorld,
  consent,
  CONVERSATION,
  never,
  OTHER,
  PERSON,
  startConnect,
  stateOf,
} from './google-support.ts'

interface Browser {
  status: number
  headers: Headers
  text: string
}

interface Pages extends ConnectWorld {
  /** Opens an address as a browser does that follows nothing by itself. */
  open(address: string): Promise<Browser>
  /** Opens the link, goes on to Google and consents there; gives the address Google sends the browser back to. */
  goThrough(link: string, options?: { email?: string; untick?: string; deny?: boolean }): Promise<string>
}

async function startPages(options: { calendarId?: string } = {}): Promise<Pages> {
  let address = ''
  const world = await startConnect({ ...options, publicUrl: () => address })
  const app = express()
  const log = createLog('debug', { write: (line: string) => void world.logs.push(line) })
  app.use(createOAuthPages({ connect: world.connect, assistantName: 'Max & Co', log }))
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`

  async function open(url: string): Promise<Browser> {
    const response = await fetch(url, { redirect: 'manual' })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    ...world,
    open,
    async goThrough(link, { email = ANA, untick, deny = false } = {}) {
      const start = await open(link)
      const google = unescaped(/<a href="([^"]+)"/.exec(start.text)?.[1] ?? '')
      const page = await open(google)
      const form = new URLSearchParams()
      for (const [, name = '', value = ''] of page.text.matchAll(
        /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
      ))
        form.append(name, unescaped(value))
      for (const [, value = ''] of page.text.matchAll(/name="granted" value="([^"]+)"/g))
        if (!untick || !value.endsWith(untick)) form.append('granted', unescaped(value))
      form.append('account', email)
      form.append('answer', deny ? 'deny' : 'allow')
      const answered = await fetch(google, { method: 'POST', body: form, redirect: 'manual' })
      return answered.headers.get('location') ?? ''
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

const unescaped = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

const accounts = (world: ConnectWorld) =>
  world.world.query(`SELECT person, email, status FROM google_accounts ORDER BY person, email`)

describe('connecting by a link in the chat', () => {
  test('goes through Google and comes back: the account is stored, and the person is told', async () => {
    await using world = await startPages()
    world.google.addCalendar(ANA, { id: 'work@group.test', summary: 'Work', accessRole: 'writer' })
    world.google.addCalendar(ANA, { id: 'feast@group.test', summary: 'Holidays', accessRole: 'reader' })
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const done = await world.open(await world.goThrough(link))
    expect([done.status, done.text]).toEqual([
      200,
      expect.stringContaining('Connected. You can close this page'),
    ])
    expect(world.told).toEqual([`connected ${PERSON} ${CONVERSATION} ${ANA}`])
    expect(await accounts(world)).toEqual([{ person: PERSON, email: ANA, status: 'live' }])
    expect(
      await world.world.query(
        `SELECT name, google_id, is_default FROM calendars WHERE person = $1 ORDER BY created_at`,
        [PERSON],
      ),
    ).toEqual([
      { name: ANA, google_id: ANA, is_default: true },
      { name: 'Work', google_id: 'work@group.test', is_default: false },
    ])
    const calendar = await world.calendarOf()
    expect(
      await calendar.list({ from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', limit: 5 }, never()),
    ).toEqual([])
  })

  test('proves with PKCE that it is the same one who comes back', async () => {
    await using world = await startPages()
    const first = new URL(await world.goThrough(await world.connect.linkFor(PERSON, CONVERSATION)))
    const other = await world.connect.linkFor(OTHER, `twilio:whatsapp:${OTHER}`)
    const code = first.searchParams.get('code') ?? ''
    // A stolen code with a link of one's own: the verifier is another.
    const page = await world.open(
      `${first.origin}${first.pathname}?state=${stateOf(other)}&code=${encodeURIComponent(code)}`,
    )
    expect(page.status).toBe(400)
    expect(await accounts(world)).toEqual([])
  })

  test('the page says for whom, hides the number, and keeps the link to itself', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const page = await world.open(link)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Max &amp; Co')
    expect(page.text).toContain('001')
    expect(page.text).not.toContain('5550100')
    expect(page.text).toContain('Go on only if you asked for this link in your own chat')
    expect(page.text).not.toContain('<script')
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'none'; style-src 'unsafe-inline'",
    )
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.headers.get('cache-control')).toBe('no-store')
    // A preview of the link in the chat opens it too.
    await world.open(link)
    expect((await world.open(await world.goThrough(link))).status).toBe(200)
  })

  test('an unticked box stores nothing, says which, and the link is still good', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const page = await world.open(await world.goThrough(link, { untick: 'calendar.freebusy' }))
    expect(page.status).toBe(403)
    expect(page.text).toContain('see when you and others are free')
    expect(page.text).not.toContain('see the list of your calendars')
    expect(await accounts(world)).toEqual([])
    expect(world.told).toEqual([])
    expect((await world.open(await world.goThrough(link))).status).toBe(200)
  })

  test('denied stores nothing, and the link is still good', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const page = await world.open(await world.goThrough(link, { deny: true }))
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('You did not allow it')])
    expect(await accounts(world)).toEqual([])
    expect((await world.open(await world.goThrough(link))).status).toBe(200)
  })

  test('a link connects once', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const other = await world.goThrough(link, { email: 'eve@example.test' })
    await world.open(await world.goThrough(link))
    expect((await world.open(link)).status).toBe(410)
    const late = await world.open(other)
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('used already')])
    expect(await accounts(world)).toEqual([{ person: PERSON, email: ANA, status: 'live' }])
    expect(world.told).toHaveLength(1)
  })

  test('two browsers that come back at once connect once', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const backs = [await world.goThrough(link), await world.goThrough(link, { email: 'eve@example.test' })]
    const pages = await Promise.all([...backs, ...backs].map((back) => world.open(back)))
    expect(pages.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410])
    expect(await accounts(world)).toHaveLength(1)
    expect(world.told).toHaveLength(1)
  })

  test('an old link and a made-up one connect nothing', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const back = await world.goThrough(link)
    await world.world.query(`UPDATE oauth_states SET expires_at = now() - interval '1 second'`)
    for (const address of [link, back]) {
      const page = await world.open(address)
      expect([page.status, page.text]).toEqual([410, expect.stringContaining('too old')])
    }
    const { origin } = new URL(link)
    for (const path of [
      'start',
      'start?state=x',
      'callback?state=x&code=y',
      'callback',
      'start?state=a&state=b',
    ])
      expect((await world.open(`${origin}/oauth/google/${path}`)).status, path).toBe(400)
    expect(await accounts(world)).toEqual([])
  })

  test.each(['500', 'cut', 'hang'] as const)(
    'Google down (%s) stores nothing, and the link is still good',
    async (kind) => {
      await using world = await startPages()
      const link = await world.connect.linkFor(PERSON, CONVERSATION)
      for (const [route, times] of [
        ['token', 1],
        ['calendarList', 3],
      ] as const) {
        const back = await world.goThrough(link)
        world.google.misbehave({ route, kind, times })
        const page = await world.open(back)
        expect([page.status, page.text]).toEqual([503, expect.stringContaining('Google does not answer')])
      }
      expect(world.google.requests.filter(({ route }) => route === 'calendarList')).toHaveLength(3)
      expect(await accounts(world)).toEqual([])
      expect(world.told).toEqual([])
      expect((await world.open(await world.goThrough(link))).status).toBe(200)
    },
  )

  test('what Google says about an error reaches no page as markup', async () => {
    await using world = await startPages()
    const { origin } = new URL(await world.connect.linkFor(PERSON, CONVERSATION))
    const page = await world.open(
      `${origin}/oauth/google/callback?state=x&error=${encodeURIComponent('<script>alert(1)</script>')}`,
    )
    expect(page.status).toBe(502)
    expect(page.text).not.toContain('script')
  })

  test('nothing that gives access is in a page, a log line, or readable in the tables', async () => {
    await using world = await startPages()
    const link = await world.connect.linkFor(PERSON, CONVERSATION)
    const back = await world.goThrough(link)
    const pages = [(await world.open(back)).text]
    world.google.misbehave({ route: 'calendarList', kind: '500', times: 3 })
    pages.push(
      (await world.open(await world.goThrough(await world.connect.linkFor(PERSON, CONVERSATION)))).text,
    )
    const kept = await world.world.query(
      `SELECT tokens::text AS secret FROM google_accounts UNION ALL SELECT verifier::text || id FROM oauth_states`,
    )
    const bytes = kept.map(({ secret }) =>
      Buffer.from(String(secret).replace(/^\\x/, ''), 'hex').toString('latin1'),
    )
    const everything = [...pages, ...world.logs, ...bytes, JSON.stringify(kept)].join('\n')
    expect(world.logs.join('')).toContain('could not be connected')
    for (const secret of ['ya29.', '1//0', '4/0', stateOf(link), 'sandbox-client-secret', PERSON])
      expect(everything, secret).not.toContain(secret)
  })
})

describe('what is chosen', () => {
  test('the calendar of the settings is written to, when the account has it', async () => {
    await using world = await startConnect({ calendarId: 'work@group.test' })
    world.google.addCalendar(ANA, { id: 'work@group.test', summary: 'Work', accessRole: 'owner' })
    await consent(world)
    const chosen = () =>
      world.world.query(`SELECT name FROM calendars WHERE person = $1 AND is_default`, [PERSON])
    expect(await chosen()).toEqual([{ name: 'Work' }])
    // Who chose another one keeps it when the consent is renewed.
    await world.world.query(`UPDATE calendars SET is_default = false`)
    await world.world.query(`UPDATE calendars SET is_default = true WHERE name = $1`, [ANA])
    await consent(world)
    expect(await chosen()).toEqual([{ name: ANA }])
  })

  test('two persons with the same Google account each have their own', async () => {
    await using world = await startConnect()
    await consent(world)
    await consent(world, { person: OTHER })
    expect(await accounts(world)).toEqual([
      { person: PERSON, email: ANA, status: 'live' },
      { person: OTHER, email: ANA, status: 'live' },
    ])
    expect(await world.world.query('SELECT 1 FROM calendars WHERE is_default')).toHaveLength(2)
  })

  test('a second account at the same moment', async () => {
    await using world = await startConnect()
    await Promise.all([consent(world), consent(world, { email: 'work@example.test' })])
    expect(await accounts(world)).toHaveLength(2)
    expect(await world.world.query('SELECT 1 FROM calendars WHERE is_default')).toHaveLength(1)
  })
})
