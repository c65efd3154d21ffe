import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './support/until.ts'
import { ANA, startWorld, type World } from './support/world.ts'

const NUMBER = '15550100001'
/** What she has told, wherever it was put. */
const WORDS = ['zebrafinch', 'marmalade', 'Quentin']

let world: World
beforeAll(async () => {
  world = await startWorld({ env: { DELETE_PROVIDER_MEDIA: '1' } })
})
afterAll(() => world[Symbol.asyncDispose]())

async function say(text: string): Promise<string> {
  await world.whatsapp(text)
  await world.drain()
  return world.sentTo(ANA).at(-1) ?? ''
}

/** The tables with a row in which these words stand, also within bytes. */
async function tablesWith(...words: string[]): Promise<string[]> {
  const tables = await world.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const wanted = words.flatMap((word) => [word, Buffer.from(word).toString('hex')])
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await world.query(
      `SELECT FROM ${name} AS t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS word WHERE position(word IN to_jsonb(t)::text) > 0)`,
      [wanted],
    )
    if (rows.length > 0) found.push(name)
  }
  return found
}

const isErased = (text: string): boolean => text.includes('Everything about you is deleted')

test('no trace of an erased person is left in any table, at the provider, or in what comes after', async () => {
  const { sandbox } = world
  const first = await world.whatsapp('I call my zebrafinch Quentin')
  await world.drain()
  await say('remind me tomorrow at 9 to buy marmalade')
  await say('schedule a meeting with Quentin tomorrow at 3 PM')
  // One is dealt with already and waits for the tidy job; the owner has to look at the other.
  await world.file('text.pdf', 'application/pdf', { caption: 'marmalade' })
  await world.drain()
  await world.file('photo.jpg', 'image/jpeg', { caption: 'zebrafinch' })
  await world.drain()
  await world.query(
    `UPDATE inbox SET status = 'parked', delete_media = false WHERE text = 'zebrafinch' AND details ? 'media'`,
  )
  const before = await tablesWith(...WORDS, NUMBER)
  for (const table of ['inbox', 'outbox', 'checkpoints', 'effects', 'reminders', 'events'])
    expect(before).toContain(`public.${table}`)

  // Asked on one channel, and answered on the other, by a tap and in words at once.
  await world.sms('delete everything about me')
  await world.drain()
  expect(world.sentTo(`+${NUMBER}`).at(-1)).toContain('Delete everything about you for good')
  await Promise.all([
    world.whatsapp('yes'),
    sandbox.twilio.inbound({ from: ANA, body: 'Yes', buttonPayload: 'yes', buttonText: 'Yes' }),
  ])
  await until(() => world.sentTo(ANA).some(isErased), 20_000)
  await world.drain()
  expect(world.sentTo(ANA).filter(isErased)).toHaveLength(1)
  await world.query(`DELETE FROM people WHERE starts_with(id, 'erased:')`) // as the tidy job does

  // What she said with the second yes may have come just after.
  const late = await world.query<{ text: string }>('SELECT text FROM inbox')
  expect(late.every(({ text }) => /^yes$/i.test(text))).toBe(true)
  expect(await tablesWith(...WORDS)).toEqual([])
  if (late.length === 0) expect(await tablesWith(NUMBER)).toEqual([])
  expect(world.logs.filter((line) => line.includes(NUMBER))).toEqual([])

  expect(await world.query('SELECT channel FROM erased_media')).toHaveLength(2)
  await world.restart() // a start tidies, as does every fifth minute
  await until(async () => (await world.query('SELECT FROM erased_media')).length === 0)
  expect(sandbox.twilio.requests.mediaDeleted).toBe(2)

  // Back at once, with all that she still has on her phone.
  const from = world.model.requests.length
  await sandbox.twilio.inbound({ from: ANA, body: 'what was this?', repliesToSid: first.sid })
  await world.drain()
  await sandbox.twilio.inbound({ from: ANA, body: 'Yes', buttonPayload: 'yes', buttonText: 'Yes' })
  await world.drain()
  await say('r1 done')
  await say('move e1 to 5 PM')
  await say('undo')
  const said = world.model.requests.slice(from).map((request) => JSON.stringify(request))
  expect(said.length).toBeGreaterThan(3)
  for (const word of WORDS) expect(said.filter((text) => text.includes(word))).toEqual([])
  expect(await tablesWith(...WORDS)).toEqual([])
  expect(await world.query('SELECT tool FROM effects')).toEqual([])
})
