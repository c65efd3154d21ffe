import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keptMessages } from '../src/graph/prune-thread.ts'
import { createLog } from '../src/log.ts'
import { createRetention } from '../src/retention.ts'
import { LatestCheckpointSaver } from '../src/store/checkpointer.ts'
import { openDatabase } from '../src/store/database.ts'
import { ANA, BEN, startWorld, type World } from './support/world.ts'

const ANAS = '+15550100001'
const BENS = '+15550100009'
const quiet = createLog('error', { write: () => undefined })

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

async function say(text: string, from = ANA): Promise<void> {
  await world.whatsapp(text, { from })
  await world.drain()
}

/** What the service does every hour, with 30 days. */
async function tidy(days = 30): Promise<void> {
  await using database = openDatabase(world.env.DATABASE_URL ?? '', quiet, 2)
  const checkpointer = new LatestCheckpointSaver(database.pool)
  await createRetention({ database, checkpointer, days, log: quiet, stop: new AbortController().signal })()
}

/** As if all that is there now had been said so many days ago. */
async function age(person: string, days: number): Promise<void> {
  for (const [table, columns] of Object.entries(TIMES))
    await world.query(
      `UPDATE ${table} SET ${columns.map((at) => `${at} = ${at} - make_interval(days => $2)`).join(', ')}
       WHERE ${table === 'conversations' ? 'id' : 'conversation'} = $1`,
      [person, days],
    )
}

const TIMES = {
  inbox: ['received_at'],
  outbox: ['created_at'],
  turns: ['finished_at'],
  effects: ['started_at'],
  conversations: ['last_inbound_at'],
}

const texts = async (person: string) =>
  (
    await world.query<{ text: string }>('SELECT text FROM messages WHERE person = $1 ORDER BY at', [person])
  ).map(({ text }) => text)

async function thread(person: string): Promise<string[] | undefined> {
  await using database = openDatabase(world.env.DATABASE_URL ?? '', quiet, 1)
  const found = await new LatestCheckpointSaver(database.pool).getTuple({
    configurable: { thread_id: person },
  })
  const messages = found?.checkpoint.channel_values.messages as { text: string }[] | undefined
  return messages?.map(({ text }) => text)
}

test('what is older goes, from the thread too, and the conversation goes on', async () => {
  world.model.replies(({ messages }) => `Heard ${messages.length}: ${messages.at(-1)?.text}`, { times: 5 })
  await say('the old thing')
  await say('another old thing')
  await say('kept by Ben', BEN)
  await age(ANAS, 31)
  await say('the new thing')
  expect(await thread(ANAS)).toContain('the old thing')

  await tidy(0)
  expect(await texts(ANAS)).toHaveLength(6)
  await tidy()
  expect(await texts(ANAS)).toEqual(['the new thing', expect.stringContaining('the new thing')])
  expect(await thread(ANAS)).toEqual(['the new thing', expect.stringContaining('the new thing')])
  expect(await texts(BENS)).toHaveLength(2)
  expect(await world.query('SELECT FROM turns WHERE conversation = $1', [ANAS])).toHaveLength(1)

  await say('and on')
  expect(world.sentTo(ANA).at(-1)).toMatch(/Heard \d+: and on/)
  expect(await thread(ANAS)).toHaveLength(4)
})

test('what waits for an answer, for the owner or to be sent stays, and so do reminders', async () => {
  await say('remind me to water the plants tomorrow at 9')
  const route = `SELECT id, channel, medium, their_address, our_address FROM conversations WHERE id = '${ANAS}'`
  await world.query(
    `INSERT INTO inbox (conversation, channel, medium, provider_id, sender, recipient, text, details, status)
     SELECT id, channel, medium, 'SM-parked', their_address, our_address, 'parked', '{}', 'parked' FROM (${route}) AS it`,
  )
  await world.query(
    `INSERT INTO outbox (conversation, channel, medium, sender, recipient, body, status, waiting_for, waiting_at)
     SELECT id, channel, medium, our_address, their_address, 'waiting', 'waiting', 'window', now() FROM (${route}) AS it`,
  )
  await age(ANAS, 40)
  await tidy()
  expect((await texts(ANAS)).toSorted()).toEqual(['parked', 'waiting'])
  expect(await world.query('SELECT FROM reminders WHERE person = $1', [ANAS])).toHaveLength(1)
})

test('after such a silence the thread is gone, and the next message begins a new one', async () => {
  expect(await thread(ANAS)).toBeUndefined()
  world.model.replies(({ messages }) => `Heard ${messages.filter(({ role }) => role === 'user').length}`)
  await say('hello once more')
  expect(world.sentTo(ANA).at(-1)).toContain('Heard 1')
})

test('a thread goes on at the beginning of a turn', () => {
  const said = (turn: string, answer = false) =>
    new HumanMessage({ content: turn, additional_kwargs: { turn, ...(answer && { answer }) } })
  const call = new AIMessage({ content: '', tool_calls: [{ id: '1', name: 'x', args: {} }] })
  const messages = [
    said('a'),
    call,
    new ToolMessage({ tool_call_id: '1', content: '' }),
    said('b', true),
    said('c'),
  ]
  expect(keptMessages(messages, (turn) => turn !== 'a')).toEqual([messages[4]])
  expect(keptMessages(messages, () => true)).toEqual(messages)
  expect(keptMessages(messages, () => false)).toEqual([])
})
