import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ToolPerson, ToolResult } from '../src/graph/tool.ts'
import type { Memory } from '../src/memory/memory.ts'
import { openMemory } from '../src/memory/open-memory.ts'
import { openDatabase, type Database } from '../src/store/database.ts'
import { startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld, type World } from './support/world.ts'

let world: World
let database: Database
beforeAll(async () => {
  world = await startWorld()
  database = openDatabase(world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 4)
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

/** Somebody whom no other test writes to. */
let people = 0
const somebody = () => `whatsapp:+1555020${String((people += 1)).padStart(4, '0')}`
const idOf = (address: string) => address.replace('whatsapp:', '')

/** What the person says, and all that they hear back. */
async function say(text: string, from: string): Promise<string> {
  const before = world.sentTo(from).length
  await world.whatsapp(text, { from })
  await world.drain()
  return world.sentTo(from).slice(before).join('\n')
}

/** A call as a model makes it on these words; returns what it is told, and what the person hears. */
async function call(tool: string, args: object, from: string, words = 'please') {
  let told = ''
  world.model.replies({ toolCalls: [{ name: tool, args: { ...args } }] })
  world.model.replies(({ messages }) => {
    told = messages.at(-1)?.text ?? ''
    return 'Right.'
  })
  const heard = await say(words, from)
  return { told, heard }
}

const factsOf = (address: string) =>
  world.query<{ ref: number; about: string; text: string; words: string }>(
    'SELECT ref, about, text, words FROM facts WHERE person = $1 ORDER BY ref',
    [idOf(address)],
  )

/** As a month later: nothing is left in the thread. */
async function emptyThread(address: string): Promise<void> {
  for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'])
    await world.query(`DELETE FROM ${table} WHERE thread_id = $1`, [idOf(address)])
}

/** Memory in a turn of somebody who has written, as its tools have it. */
async function memoryOf(
  address: string,
  changes: { turn?: string; epoch?: string; conversation?: string } = {},
): Promise<Memory> {
  const [held] = await world.query<{ epoch: string; turn: string }>(
    `SELECT epoch::text, (SELECT id FROM turns WHERE conversation = c.id ORDER BY finished_at DESC LIMIT 1) AS turn
     FROM conversations AS c WHERE id = $1`,
    [idOf(address)],
  )
  const person: ToolPerson = {
    id: idOf(address),
    name: undefined,
    language: 'en',
    timezone: 'Europe/Lisbon',
    zoneSource: 'said',
  }
  const { turn = '', epoch = '', conversation } = { ...held, conversation: idOf(address), ...changes }
  return openMemory({ database }).memoryOf({ person, conversation, turn, epoch })
}

describe('what somebody says of themselves', () => {
  test('is noted in a word, and used in a conversation that knows nothing else of it', async () => {
    const from = somebody()
    expect(await say("I'm vegetarian", from)).toContain("📝 Noted: I'm vegetarian")
    await say('Sarah is my sister, sarah@example.test', from)
    await emptyThread(from)
    const heard = await say('Invite Sarah to lunch tomorrow at 1 PM', from)
    const { system, messages } = world.model.requests.at(-1)!
    expect(messages.map(({ text }) => text).join()).not.toContain('sister')
    expect(system).toContain("f1: I'm vegetarian\n- f2 (Sarah): Sarah is my sister, sarah@example.test")
    expect(heard).toMatch(/Lunch.*sarah@example\.test/s)
  })

  test('is told again with where it is from', async () => {
    const from = somebody()
    await say('Hello there! Remember that Sarah is my sister, sarah@example.test. What a day.', from)
    await call(
      'remember',
      { about: 'Sarah', fact: 'Sarah is my sister' },
      from,
      'Good morning. You should know that Sarah is my sister. Bye!',
    )
    const heard = await say('What do you know about me?', from)
    expect(heard).toContain('Sarah is my sister')
    expect(heard).toMatch(/\d{4}-\d{2}-\d{2}: “You should know that Sarah is my sister\.”/)
  })

  test('is corrected rather than piled up, and the correction can be undone', async () => {
    const from = somebody()
    await say("I'm vegetarian", from)
    expect(await say("Actually, I'm vegan now", from)).toContain("📝 Noted anew: I'm vegan now")
    expect((await factsOf(from)).map(({ text }) => text)).toEqual(["I'm vegan now"])
    const { told } = await call('recall', {}, from)
    expect(told).toContain("before: I'm vegetarian")
    expect(await say('undo', from)).toContain("📝 Noted anew: I'm vegetarian")
    expect((await factsOf(from)).map(({ text }) => text)).toEqual(["I'm vegetarian"])
    const named = await call('remember', { about: 'me', fact: 'I eat fish too', replaces: 'f1' }, from)
    expect(named.told).toMatch(/^Noted anew as f1: I eat fish too/)
  })

  test('said twice is known already', async () => {
    const from = somebody()
    await say("I'm vegetarian", from)
    expect((await call('remember', { about: 'me', fact: 'i am VEGETARIAN!' }, from)).told).toContain(
      'known already: f1',
    )
    expect(await factsOf(from)).toHaveLength(1)
  })

  test('is forgotten when they want it, and comes back when that was a mistake', async () => {
    const from = somebody()
    await say("I'm vegetarian", from)
    await say('Sarah is my sister', from)
    expect(await say("forget that I'm vegetarian", from)).toContain("🗑️ Forgotten: I'm vegetarian")
    expect((await factsOf(from)).map(({ ref }) => ref)).toEqual([2])
    expect(await say('undo', from)).toContain("📝 Noted: I'm vegetarian")
    expect((await factsOf(from)).map(({ ref }) => ref)).toEqual([1, 2])
    expect(world.model.requests.at(-1)?.system).not.toContain('{{')
  })

  test('is all forgotten after a yes alone, and an old name is never given again', async () => {
    const from = somebody()
    await say("I'm vegetarian", from)
    expect(await say('forget everything', from)).toContain('Forget everything I have noted about you (1)')
    expect(await say('no', from)).not.toContain('🗑️')
    expect(await factsOf(from)).toHaveLength(1)
    await say('forget everything', from)
    expect(await say('yes', from)).toContain('🗑️ Forgotten: everything I had noted about you (1)')
    expect(await factsOf(from)).toEqual([])
    await say('Sarah is my sister', from)
    expect((await factsOf(from)).map(({ ref }) => ref)).toEqual([2])
    expect((await call('forget', { facts: ['f1'] }, from)).told).toContain('There is no fact f1')
  })

  test.each([
    [
      'Guten Tag, wie geht es dir?',
      'Merk dir: ich bin Vegetarier',
      '📝 Gemerkt: Ich bin Vegetarier',
      'Was weißt du über mich?',
      'Was ich über dich weiß',
    ],
    [
      'Hola, ¿cómo estás?',
      'Recuerda que soy vegetariana',
      '📝 Anotado: Soy vegetariana',
      '¿Qué sabes de mí?',
      'Lo que sé de ti',
    ],
    [
      'Oi, tudo bem?',
      'Lembra que sou vegana',
      '📝 Anotado: Sou vegana',
      'O que sabes sobre mim?',
      'O que sei de ti',
    ],
    [
      'Bonjour, comment ça va ?',
      'Souviens-toi que je suis végétarienne',
      '📝 Noté : Je suis végétarienne',
      'Que sais-tu de moi ?',
      'Ce que je sais de vous',
    ],
  ])('in their language: %s', async (greeting, note, receipt, question, answer) => {
    const from = somebody()
    await say(greeting, from)
    expect((await say(note, from)).replaceAll('\u00a0', ' ')).toContain(receipt)
    expect((await say(question, from)).replaceAll('\u00a0', ' ')).toContain(answer)
  })
})

describe('what is not kept', () => {
  test('secrets: neither as a fact nor beside one', async () => {
    const from = somebody()
    expect(await say('Remember that my card is 4111 1111 1111 1111', from)).toMatch(
      /never keep secrets.*card number/,
    )
    const hidden = await call(
      'remember',
      { about: 'me', fact: 'Uses hunter22 at the bank' },
      from,
      'my password is hunter22, note it',
    )
    expect(hidden.told).toContain('Secrets are never kept')
    await call('remember', { about: 'me', fact: "I'm vegetarian" }, from, "I'm vegetarian and my PIN is 4821")
    expect(await factsOf(from)).toMatchObject([
      { text: "I'm vegetarian", words: "I'm vegetarian and my PIN is [PIN left out]" },
    ])
  })

  test('too long, too many, or a fact that is not there to replace', async () => {
    const from = somebody()
    await say('hi', from)
    const long = await call('remember', { about: 'me', fact: 'x'.repeat(301) }, from)
    expect(long.told).toContain('at most 300 characters')
    expect((await call('remember', { about: 'me', fact: 'x', replaces: 'f9' }, from)).told).toContain(
      'no fact f9',
    )
    await world.query(
      `WITH refs AS (INSERT INTO fact_refs VALUES ($1, 200))
       INSERT INTO facts SELECT $1, n, 'me', 'fact ' || n, '', $1, gen_random_uuid(), n::text, NULL, now(), now()
       FROM generate_series(1, 200) AS n`,
      [idOf(from)],
    )
    expect((await call('remember', { about: 'me', fact: 'one more' }, from)).told).toContain(
      'no room for more',
    )
    const { told } = await call('recall', {}, from)
    expect(told.length).toBeLessThan(8_000)
    expect(told).toMatch(/\d+ more are not listed/)
    expect(world.model.requests.at(-1)!.system.match(/^- f\d+: /gm)).toHaveLength(12)
    expect(await factsOf(from)).toHaveLength(200)
  })

  test('what they passed on: it is asked about, and never taken for their words', async () => {
    const from = somebody()
    await say('hi', from)
    world.model.replies({ toolCalls: [{ name: 'remember', args: { about: 'me', fact: 'I love spam' } }] })
    await world.sandbox.twilio.inbound({ from, body: 'I love spam', extra: { Forwarded: 'true' } })
    await world.drain()
    expect(await factsOf(from)).toEqual([])
    expect(world.sentTo(from).at(-1)).toContain('I love spam')
    const turn = crypto.randomUUID()
    await world.query(`UPDATE inbox SET status = 'received', turn = $2 WHERE conversation = $1`, [
      idOf(from),
      turn,
    ])
    const memory = await memoryOf(from, { turn })
    await memory.note({ about: 'me', fact: 'I love spam' })
    await world.query(`UPDATE inbox SET status = 'answered' WHERE conversation = $1`, [idOf(from)])
    expect(await factsOf(from)).toMatchObject([{ text: 'I love spam', words: 'hi' }])
  })
})

describe('nobody reaches the facts of another (I7)', () => {
  test('not by asking, not by name, not at the same time', async () => {
    await say("I'm vegetarian", ANA)
    await Promise.all([
      world.whatsapp('Remember that Tom is my cousin', { from: BEN }),
      world.whatsapp('Sarah is my sister', { from: ANA }),
    ])
    await world.drain()
    expect(await say('what do you know about me?', BEN)).not.toMatch(/vegetarian|Sarah/)
    for (const [tool, args] of [
      ['recall', { about: 'f2' }],
      ['recall', { about: 'Sarah' }],
      ['forget', { facts: ['f2'] }],
      ['remember', { about: 'me', fact: 'mine now', replaces: 'f2' }],
    ] as const)
      expect((await call(tool, args, BEN)).told).not.toMatch(/vegetarian|Sarah is/)
    const bens = world.model.requests.at(-1)!
    expect(bens.system).toContain('f1 (Tom): Tom is my cousin')
    expect(bens.system).not.toMatch(/vegetarian|Sarah/)
    expect((await factsOf(ANA)).map(({ text }) => text)).toEqual(["I'm vegetarian", 'Sarah is my sister'])
    expect((await factsOf(BEN)).map(({ text }) => text)).toEqual(['Tom is my cousin'])
  })

  test('nor under the conversation of another', async () => {
    const [from, other] = [somebody(), somebody()]
    await say('hi', from)
    await say('hi', other)
    const [{ epoch } = { epoch: '' }] = await world.query<{ epoch: string }>(
      'SELECT epoch::text FROM conversations WHERE id = $1',
      [idOf(other)],
    )
    const memory = await memoryOf(from, { conversation: idOf(other), turn: crypto.randomUUID(), epoch })
    await expect(memory.note({ about: 'me', fact: 'x' })).rejects.toMatchObject({ name: 'ClaimLost' })
  })
})

describe('a turn', () => {
  test('that is run again comes to the same: one fact, one answer, one way back', async () => {
    const from = somebody()
    await say('hi', from)
    const memory = await memoryOf(from)
    const twice = async (act: () => Promise<ToolResult>) => {
      const first = await act()
      expect(await act()).toEqual(first)
      return first
    }
    const noted = await twice(() => memory.note({ about: 'me', fact: 'I live in Porto' }))
    const later = await memoryOf(from, { turn: crypto.randomUUID() })
    const changed = await twice(() => later.note({ about: 'me', fact: 'I live in Faro' }))
    expect(changed.text).toContain('Before it was: I live in Porto')
    await twice(() => later.restore(changed.undo))
    expect(await factsOf(from)).toMatchObject([{ ref: 1, text: 'I live in Porto' }])
    const { plan } = await later.planForget(['f1'])
    const forgotten = await twice(() => later.forget(plan))
    await twice(() => later.restore(forgotten.undo))
    expect(await factsOf(from)).toMatchObject([{ ref: 1, text: 'I live in Porto' }])
    await later.restore(noted.undo)
    expect(await factsOf(from)).toEqual([])
  })

  test('that lost its conversation, or whose person is gone, writes nothing', async () => {
    const from = somebody()
    await say("I'm vegetarian", from)
    const memory = await memoryOf(from)
    const { plan } = await memory.planForget(['f1'])
    await world.query('UPDATE conversations SET epoch = epoch + 1 WHERE id = $1', [idOf(from)])
    const lost = { name: 'ClaimLost' }
    await expect(memory.note({ about: 'me', fact: 'I live in Porto' })).rejects.toMatchObject(lost)
    await expect(memory.forget(plan)).rejects.toMatchObject(lost)
    expect(await factsOf(from)).toHaveLength(1)
    await world.query('DELETE FROM people WHERE id = $1', [idOf(from)])
    await expect(memory.restore({ forgotten: 'facts' in plan ? plan.facts : [] })).rejects.toMatchObject(lost)
    expect(await factsOf(from)).toEqual([])
    expect(await world.query('SELECT FROM fact_refs WHERE person = $1', [idOf(from)])).toEqual([])
  })

  test('with many notes at once gives each its own name', async () => {
    const from = somebody()
    await say('hi', from)
    const memory = await memoryOf(from)
    const facts = Array.from({ length: 12 }, (_, at) => `I like my hobby number ${at}`)
    await Promise.all(facts.map((fact) => memory.note({ about: 'me', fact })))
    expect((await factsOf(from)).map(({ ref }) => ref)).toEqual(facts.map((_, at) => at + 1))
  })
})

test('killed between the note and the ledger, it is noted once', { timeout: 90_000 }, async () => {
  await using world = await startWorld({ service: false })
  {
    await using doomed = await startServer({ ...world.env, CRASH_AT: 'effect-acted' })
    world.sandbox.serviceUrl = doomed.url
    await world.whatsapp("I'm vegetarian")
    expect(await doomed.ended).toBe('SIGKILL')
  }
  // As if it had died some time ago: the jobs and claims of dead processes are taken over after seconds.
  await world.query(
    `UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute' WHERE state = 'active'`,
  )
  await world.query('UPDATE conversations SET claimed_until = now()')
  await using survivor = await startServer(world.env)
  world.sandbox.serviceUrl = survivor.url
  await until(() => world.sentTo().length > 0, 30_000)
  await world.drain(30_000)
  expect(world.sentTo()).toHaveLength(1)
  expect(world.sentTo()[0]).toContain("📝 Noted: I'm vegetarian")
  expect(await world.query('SELECT text, former FROM facts')).toEqual([
    { text: "I'm vegetarian", former: null },
  ])
})
