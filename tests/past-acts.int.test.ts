import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../src/store/database.ts'
import { createActHistory } from '../src/store/past-acts.ts'
import { createToolUses } from '../src/store/tool-uses.ts'
import { HOUR, type RemindersWorld, startReminders } from './support/reminders.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const toolsFolder = fileURLToPath(new URL('./fixtures/past-acts/', import.meta.url))
const stack = new AsyncDisposableStack()
let world: RemindersWorld
let lampFile: string
let people = 0
let ana: string

beforeAll(async () => {
  const folder = stack.use(await temporaryFolder())
  lampFile = join(folder.path, 'lamp')
  world = stack.use(await startReminders({ toolsFolder, env: { LAMP_FILE: lampFile } }))
})
afterAll(() => stack.disposeAsync())
beforeEach(async () => {
  ana = `whatsapp:+1555012${String((people += 1)).padStart(4, '0')}`
  await rm(lampFile, { force: true })
})

const ask = (tool: string, args: object = {}) => world.ask(tool, args, { from: ana })
const lamp = async () => (await readFile(lampFile, 'utf8')).trim().split('\n')
const id = () => ana.slice('whatsapp:'.length)

describe('undo', () => {
  test('takes back what a tool did, latest first, each once, with what the tool left for it', async () => {
    await ask('switch-lamp', { to: 'on' })
    await ask('switch-lamp', { to: 'off' })
    expect(await ask('undo')).toBe('The lamp is on again.')
    expect(await ask('undo')).toBe('The lamp is off again.')
    expect(await ask('undo')).toMatch(/^There is nothing to take back/)
    expect(await lamp()).toEqual(['on', 'off', 'on', 'off'])
    const told = world.world.sandbox.twilio.sent.filter(({ to }) => to === ana).map(({ body }) => body)
    expect(told.join('\n')).toContain(`on for ${id()} by true`)
  })

  test('goes through tools and the calendar in the order in which they acted', async () => {
    await ask('create-event', { title: 'Lunch', when: 'tomorrow at 1 PM' })
    await ask('switch-lamp', { to: 'on' })
    await ask('create-event', { title: 'Dinner', when: 'tomorrow at 8 PM' })
    expect(await ask('undo')).toMatch(/^Deleted: "Dinner"/)
    expect(await ask('undo')).toBe('The lamp is off again.')
    expect(await ask('undo')).toMatch(/^Deleted: "Lunch"/)
    expect(await ask('undo')).toMatch(/^There is nothing to take back/)
  })

  test('says what was done since and stands', async () => {
    await ask('switch-lamp', { to: 'on' })
    await ask('post-card', { to: 'Ben' })
    expect(await ask('undo')).toBe(
      'The lamp is off again.\nWhat was done since by post-card stands: that cannot be taken back. Say so.',
    )
  })

  test('reaches no act of anybody else, and none of another day than of the last seven', async () => {
    await ask('switch-lamp', { to: 'on' })
    const { length } = await lamp()
    ana = `whatsapp:+1555012${String((people += 1)).padStart(4, '0')}`
    expect(await ask('undo')).toMatch(/^There is nothing to take back/)
    await ask('switch-lamp', { to: 'off' })
    await world.move(8 * 24 * HOUR)
    expect(await ask('undo')).toMatch(/^There is nothing to take back/)
    await world.move(0)
    expect(await lamp()).toHaveLength(length + 1)
  })

  test('what a tool cannot take back is told, stays, and can be tried again', async () => {
    await ask('switch-lamp', { to: 'broken' })
    await ask('switch-lamp', { to: 'on' })
    expect(await ask('undo')).toBe('The lamp stays as it is.')
    expect(await ask('undo')).toBe('The lamp stays as it is.')
    expect(await lamp()).toEqual(['broken', 'on'])
  })

  test('an act of a tool that is not there any more says so', async () => {
    await ask('switch-lamp', { to: 'on' })
    await world.world.query(`UPDATE effects SET tool = 'old-lamp' WHERE conversation = $1`, [id()])
    expect(await ask('undo')).toMatch(/was done by old-lamp, and it cannot be taken back: .*not on any more/)
  })

  test('reminders, zones, voice and quiet hours are as before', async () => {
    const kept = async () =>
      world.world.query(
        `SELECT timezone, away_timezone, away_until, voice_replies, quiet_from, quiet_until,
           (SELECT count(*)::integer FROM reminders WHERE person = people.id AND status = 'active') AS reminders
         FROM people WHERE id = $1`,
        [id()],
      )
    await ask('time-zone', { place: 'Porto' })
    await ask('time-zone', { place: 'Tokyo', until: 'tomorrow' })
    await ask('quiet-hours', { from: '22:00', until: '7:00' })
    await ask('voice-replies', { mode: 'mirror' })
    const before = await kept()
    await ask('create-reminder', { what: 'tea', when: 'in 20 minutes' })
    await ask('voice-replies', { mode: 'never' })
    await ask('quiet-hours', { off: true })
    await ask('time-zone', { place: 'Berlin' })
    expect(await kept()).not.toEqual(before)
    expect(await ask('undo')).toBe("The person's time zone is Asia/Tokyo again, as before.")
    expect(await ask('undo')).toMatch(/^From 22:00 until 07:00 nothing is sent/)
    expect(await ask('undo')).toBe('Whether answers are spoken is as before: mirror.')
    expect(await ask('undo')).toMatch(/"tea"\) is cancelled for good/)
    expect(await kept()).toEqual(before)
  })

  test('an act is begun to be taken back once, and nobody knows its end until it is told', async () => {
    await ask('switch-lamp', { to: 'on' })
    await using database = openDatabase(world.world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 1)
    const history = createActHistory(database.pool)
    const latest = await history.latest(id(), id())
    if (latest?.by !== 'tool') throw new Error('nothing was done')
    const { act } = latest
    expect(await history.beginUndo(act, '+15550000000', 'one')).toEqual({ state: 'undone' })
    expect(await history.beginUndo(act, id(), 'one')).toEqual({ state: 'new', undo: { before: 'off' } })
    expect(await history.beginUndo(act, id(), 'one')).toEqual({ state: 'unknown' })
    expect(await history.beginUndo(act, id(), 'other')).toEqual({ state: 'undone' })
    expect(await history.latest(id(), id())).toBeUndefined()
    await history.endUndo(act, 'one', { text: 'It is off.' })
    expect(await history.beginUndo(act, id(), 'one')).toEqual({
      state: 'done',
      result: { text: 'It is off.' },
    })
  })
})

describe('a tool with a limit', () => {
  test('is used so often and no more, by each person, until its time is over', async () => {
    expect(await ask('ask-oracle')).toMatch(/^Answer/)
    expect(await ask('ask-oracle')).toMatch(/^Answer/)
    expect(await ask('ask-oracle')).toMatch(
      /^Nothing was done: it may be used 2 times per hour.* again after \d{4}-\d\d-\d\d \d\d:00 \(Europe\/Lisbon\)\.$/,
    )
    const first = ana
    ana = `whatsapp:+1555012${String((people += 1)).padStart(4, '0')}`
    expect(await ask('ask-oracle')).toMatch(/^Answer/)
    ana = first
    await world.move(9 * 24 * HOUR)
    expect(await ask('ask-oracle')).toMatch(/^Answer/)
  })

  test('does nothing when too many are asked for in one message, nor says that it did', async () => {
    const cards = ['a', 'b', 'c', 'd'].map((to) => ({ name: 'post-card', args: { to } }))
    world.world.model.replies({ toolCalls: cards })
    world.world.model.replies('Right.')
    await world.world.whatsapp('post four cards', { from: ana })
    await world.world.drain()
    const [row] = await world.world.query('SELECT count(*)::integer FROM effects WHERE conversation = $1', [
      id(),
    ])
    expect(row).toEqual({ count: 3 })
  })

  test('counts a turn that is run again once', async () => {
    await ask('switch-lamp', { to: 'on' }) // the person is known from here on
    await using database = openDatabase(world.world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 1)
    const uses = createToolUses(database.pool)
    const turns = ['1', '2'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`)
    const count = (turn = '', callId = '') =>
      uses.count({ person: id(), tool: 'x', turn, callId }, { calls: 3, per: 'day' })
    for (const callId of ['one', 'two', 'one', 'two']) expect(await count(turns[0], callId)).toBeUndefined()
    expect(await count(turns[1], 'one')).toBeUndefined()
    expect(await count(turns[1], 'one')).toBeUndefined()
    expect(await count(turns[1], 'two')).toBeInstanceOf(Temporal.Instant)
    // Another process has come into the next day first: there it is used up, also for who is still in this one.
    await world.world.query(`UPDATE tool_uses SET since = since + interval '1 day' WHERE person = $1`, [id()])
    expect(await count(turns[1], 'two')).toBeInstanceOf(Temporal.Instant)
  })

  test('is used no more often when all ask at once, through several processes', async () => {
    await ask('switch-lamp', { to: 'on' })
    const open = () => openDatabase(world.world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 4)
    await using one = open()
    await using other = open()
    const counted = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        createToolUses((at % 2 ? one : other).pool).count(
          { person: id(), tool: 'y', turn: crypto.randomUUID(), callId: `${at}` },
          { calls: 3, per: 'day' },
        ),
      ),
    )
    expect(counted.filter((again) => again === undefined)).toHaveLength(3)
  })
})
