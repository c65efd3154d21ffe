import { describe, test } from 'vitest'
import type { CrashPoint } from '../src/crash-points.ts'
import { connectGoogle } from './support/google-consent.ts'
import { startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { ANA, startWorld, type World } from './support/world.ts'

const POINTS: CrashPoint[] = ['effect-begun', 'effect-acted', 'turn-committed']
const ACCOUNT = 'ana@example.test'

/** With a process that is gone afterwards. */
async function connected(world: World): Promise<void> {
  await using server = await startServer(world.env)
  world.sandbox.serviceUrl = server.url
  await connectGoogle(world, ACCOUNT)
}

describe('killed around the booking, there is one event, and the person is told once (I5, I10)', () => {
  test.concurrent.for(POINTS)('at Google, %s', { timeout: 90_000 }, async (point, { expect }) => {
    await using world = await startWorld({ service: false })
    await connected(world)
    await book(world, point)
    expect(world.sandbox.google.events(ACCOUNT)).toMatchObject([{ summary: 'Meeting with Sarah' }])
    expect(told(world)).toHaveLength(1)
  })

  test.concurrent.for(POINTS.slice(0, 2))(
    'in our own database, %s',
    { timeout: 90_000 },
    async (point, { expect }) => {
      await using world = await startWorld({ service: false })
      await book(world, point)
      const events = await world.query('SELECT title, status FROM events')
      expect(events).toEqual([{ title: 'Meeting with Sarah', status: 'confirmed' }])
      expect(told(world)).toHaveLength(1)
    },
  )
})

const told = (world: World) =>
  world.sentTo(ANA).filter((text) => text.includes('Booked: *Meeting with Sarah*'))

async function book(world: World, point: CrashPoint): Promise<void> {
  world.model.replies(
    ({ messages }) =>
      messages.at(-1)?.role === 'tool'
        ? 'All set.'
        : {
            toolCalls: [
              { name: 'create-event', args: { title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' } },
            ],
          },
    { times: 20 },
  )
  const before = world.sentTo().length
  {
    await using doomed = await startServer({ ...world.env, CRASH_AT: point })
    world.sandbox.serviceUrl = doomed.url
    await world.whatsapp('Schedule a meeting with Sarah tomorrow at 3 PM')
    if ((await doomed.ended) !== 'SIGKILL') throw new Error(doomed.output())
  }
  await using survivor = await startServer(world.env)
  world.sandbox.serviceUrl = survivor.url
  await until(() => world.sentTo().length > before, 30_000)
  await world.drain(30_000)
}
