import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'
import type { CrashPoint } from '../src/crash-points.ts'
import { startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { ANA, startWorld, temporaryFolder } from './support/world.ts'

const TOOLS = fileURLToPath(new URL('./fixtures/tools/', import.meta.url))
const POINTS: CrashPoint[] = [
  'inbox-stored',
  'turn-claimed',
  'model-answered',
  'effect-begun',
  'effect-acted',
  'turn-answered',
  'turn-committed',
  'outbox-sending',
  'outbox-sent',
  'outbox-accepted',
]

/** What a tool did before the process died is known only if the tool acted; begun and not acted is said as unknown. */
const BOOKED: Partial<Record<CrashPoint, number>> = { 'effect-begun': 0 }

describe('killed with SIGKILL at any point of the way, a message is answered once after a restart (I1, I2, I5, I6)', () => {
  test.concurrent.for(POINTS)('%s', { timeout: 90_000 }, async (point, { expect }) => {
    await using folder = await temporaryFolder()
    const bookings = join(folder.path, 'bookings')
    await using world = await startWorld({
      service: false,
      env: { BOOKINGS_FILE: bookings, TOOLS_FOLDER: TOOLS },
    })
    world.model.replies(
      ({ messages, tools }) => {
        if (messages.at(-1)?.role === 'tool') return `Result: ${messages.at(-1)?.text}`
        return tools.length > 0
          ? { toolCalls: [{ name: 'book-table', args: { place: 'Tasca', people: 2 } }] }
          : 'no tools'
      },
      { times: 20 },
    )
    {
      await using doomed = await startServer({ ...world.env, CRASH_AT: point })
      world.sandbox.serviceUrl = doomed.url
      const webhook = await world.whatsapp('book a table for two at Tasca')
      if (point !== 'inbox-stored') expect(webhook.status).toBe(200)
      expect(await doomed.ended).toBe('SIGKILL')
    }
    const restarted = performance.now()
    await using survivor = await startServer(world.env)
    world.sandbox.serviceUrl = survivor.url
    await until(() => world.sentTo().length > 0, 30_000)
    await world.drain(30_000)
    expect(performance.now() - restarted).toBeLessThan(30_000)
    const sent = world.sentTo(ANA)
    expect(sent).toHaveLength(1)
    const lines = (await readFile(bookings, 'utf8').catch(() => '')).split('\n').filter(Boolean)
    expect(lines).toHaveLength(BOOKED[point] ?? 1)
    if (point === 'effect-begun' || point === 'effect-acted') expect(sent[0]).toContain('not known whether')
    else expect(sent[0]).toContain('Booked: Tasca for 2')
    expect(await world.query('SELECT status FROM inbox')).toEqual([{ status: 'answered' }])
  })
})

/** How often the transcriber is paid when the process dies there: what was not stored yet is paid again, and only that. */
const PAID: [CrashPoint, number][] = [
  ['media-downloaded', 1],
  ['media-transcribed', 2],
  ['media-stored', 1],
  ['turn-answered', 1],
]

describe('killed while it listens to a voice note, it answers once and pays for nothing that was stored (I1, I2)', () => {
  test.concurrent.for(PAID)('%s', { timeout: 90_000 }, async ([point, paid], { expect }) => {
    await using world = await startWorld({ service: false })
    world.sandbox.transcriber.hears('What is the weather like in Lisbon today?', { times: 5 })
    world.model.replies(({ messages }) => `Heard: ${messages.at(-1)?.text}`, { times: 5 })
    {
      await using doomed = await startServer({ ...world.env, CRASH_AT: point })
      world.sandbox.serviceUrl = doomed.url
      expect((await world.file('speech-en.ogg', 'audio/ogg')).status).toBe(200)
      expect(await doomed.ended).toBe('SIGKILL')
    }
    await using survivor = await startServer(world.env)
    world.sandbox.serviceUrl = survivor.url
    await until(() => world.sentTo().length > 0, 30_000)
    await world.drain(30_000)
    expect(world.sentTo(ANA)).toEqual([
      'Heard: [Voice note, transcript:] What is the weather like in Lisbon today?',
    ])
    expect(world.sandbox.transcriber.counts.requests).toBe(paid)
  })
})
