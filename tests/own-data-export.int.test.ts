import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOwnDataAddress } from '../src/people/own-data-address.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld, type World } from './support/world.ts'

const ANAS = '+15550100001'
const HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'&\u202e\u2028 مرحبا <b>'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

async function say(text: string, from = ANA): Promise<string> {
  await world.whatsapp(text, { from })
  await world.drain()
  return world.sentTo(from).at(-1) ?? ''
}

const linkIn = (text: string): string => /https?:\S+\/my-data\/[\w-]+/.exec(text)?.[0] ?? ''

interface Data {
  person: { id: string; name: string }
  messages: { direction: string; text: string; details: unknown }[]
  facts: { text: string }[]
  reminders: { text: string }[]
  events: { title: string }[]
  accounts: Record<string, unknown>[]
  turns: unknown[]
  counts: { messages: number }
}

function dataIn(page: string): Data {
  const found = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? ''
  return JSON.parse(found) as Data
}

describe('"send me everything you have about me"', () => {
  test('gives a private link to one file with all of it, which shows what others wrote as text', async () => {
    await say('my secret is in the garden', BEN)
    await say(HOSTILE)
    await say('remind me to water the plants tomorrow at 9')
    await say('schedule a meeting with Sarah tomorrow at 3 PM')
    await world.query(
      `INSERT INTO google_accounts (person, email, tokens) VALUES ($1, 'ana@example.test', 'TOKEN')`,
      [ANAS],
    )
    await world.query(
      `INSERT INTO facts (person, ref, about, text, words, conversation, turn, said, created_at, updated_at)
       VALUES ($1, 7, 'me', 'Is vegetarian', $2, $1, gen_random_uuid(), 'x', now(), now())`,
      [ANAS, HOSTILE],
    )
    const long = `${'x'.repeat(5_000_000)}end`
    await world.query(
      `INSERT INTO inbox (conversation, channel, medium, provider_id, sender, recipient, text, details, status)
       SELECT $1, 'twilio', 'whatsapp', 'SM-long-' || n, $2, $2, $3, '{}', 'answered' FROM generate_series(1, 2) AS n`,
      [ANAS, ANA, long],
    )
    const said = await say('send me everything you have about me')
    const link = linkIn(said)
    await world.query(`UPDATE people SET name = $2 WHERE id = $1`, [ANAS, HOSTILE])
    expect(said).toContain('for you alone and for one hour')

    // A program that shows a preview of the link comes first.
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200)
    await (await fetch(link)).body?.cancel()
    const response = await fetch(link)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment; filename="my-data-[\d-]+\.html"$/),
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    const page = await response.text()
    const data = dataIn(page)
    const { 0: html = '' } = page.split('<script type="application/json"')
    expect(html).not.toMatch(/<script|<img|<b>/)
    expect(page.match(/<\/script>/g)).toHaveLength(1)
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(data.person).toMatchObject({ id: ANAS, name: HOSTILE })
    expect(data.messages.map(({ text }) => text)).toContain(HOSTILE)
    expect(data.messages.filter(({ text }) => text === long)).toHaveLength(2)
    expect(data.messages).toHaveLength(data.counts.messages)
    expect(data.facts).toMatchObject([{ text: 'Is vegetarian', words: HOSTILE }])
    expect(data.reminders).toMatchObject([{ text: expect.stringContaining('water the plants') }])
    expect(data.events).toMatchObject([{ title: 'Meeting with Sarah' }])
    expect(data.accounts).toEqual([
      { email: 'ana@example.test', status: 'live', scopes: '', created_at: expect.any(String) },
    ])
    expect(data.turns.length).toBeGreaterThan(3)
    expect(page).not.toContain('garden')
    expect(page).not.toContain('TOKEN')
    expect(html).toContain('Facts: 1')
  })

  test('one person does not take the service from the others by downloads that are never read', async () => {
    const link = linkIn(await say('send me everything you have about me'))
    const aborts = [new AbortController(), new AbortController()]
    const idle = await Promise.all(aborts.map(({ signal }) => fetch(link, { signal })))
    expect(idle.map(({ status }) => status)).toEqual([200, 200])
    const third = await fetch(link)
    expect(third.status).toBe(429)
    expect(await third.text()).toContain('Try again in a minute')
    const bens = linkIn(await say('send me everything you have about me', BEN))
    expect((await fetch(bens)).status).toBe(200)
    for (const abort of aborts) abort.abort()
    await until(async () => (await fetch(link, { method: 'HEAD' })).status === 200)
  })

  test('speaks the language of the person', async () => {
    await say('Guten Morgen, wie wird das Wetter morgen?', BEN)
    const said = await say('Schick mir alles, was du über mich hast', BEN)
    expect(said).toContain('nur für dich und für eine Stunde')
    const page = await (await fetch(linkIn(said))).text()
    expect(page).toContain('<html lang="de">')
    expect(page).toContain('<h1>Was ich über dich habe</h1>')
    expect(dataIn(page).messages.map(({ text }) => text)).toContain('my secret is in the garden')
  })

  test('a link that was changed or made up leads nowhere, and one to an erased person neither', async () => {
    const link = linkIn(await say('send me everything you have about me', BEN))
    const token = link.split('/').at(-1) ?? ''
    for (const at of [0, 20, 45, token.length - 2]) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`
      const response = await fetch(link.replace(token, other))
      expect(response.status).toBe(404)
      expect(await response.text()).toContain('This link is not one of ours')
    }
    await say('lösche alles über mich', BEN)
    await say('ja', BEN)
    const gone = await fetch(link)
    expect(gone.status).toBe(410)
    expect(await gone.text()).toContain('Ask in your chat for a new one')
  })
})

describe('the address of a person’s data', () => {
  let time = Date.UTC(2026, 10, 21)
  const addresses = createOwnDataAddress(Buffer.alloc(32, 7), () => time)
  const tokenFor = (person: string) => addresses.pathFor(person).split('/').at(-1) ?? ''

  test('is good for an hour, says whose it is to nobody, and is another one each time', () => {
    const token = tokenFor(ANAS)
    expect(addresses.personIn(token)).toEqual({ person: ANAS })
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('5550100001')
    expect(tokenFor(ANAS)).not.toBe(token)
    time += 61 * 60_000
    expect(addresses.personIn(token)).toBe('expired')
  })

  test('of another service, cut off or made up is none', () => {
    const token = tokenFor(ANAS)
    expect(createOwnDataAddress(Buffer.alloc(32, 8), () => time).personIn(token)).toBeUndefined()
    for (const junk of [
      '',
      token.slice(1),
      token.slice(0, -4),
      `${token}AAAA`,
      '%00',
      'A'.repeat(80),
      'é'.repeat(90),
    ])
      expect(addresses.personIn(junk), junk).toBeUndefined()
  })
})
