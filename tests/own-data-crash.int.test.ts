import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CrashPoint } from '../src/crash-points.ts'
import { startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { startWorld, type World } from './support/world.ts'

const POINTS: CrashPoint[] = ['effect-acted', 'turn-answered', 'erasing', 'turn-committed']

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

test.each(POINTS.map((point, at) => [point, `+1555010003${at}`] as const))(
  'killed with SIGKILL between the yes and the receipt (%s), everything is erased with one receipt',
  { timeout: 90_000 },
  async (point, number) => {
    const from = `whatsapp:${number}`
    await world.whatsapp('hello', { from })
    await world.drain()
    await world.whatsapp('delete everything about me', { from })
    await world.drain()
    expect(world.sentTo(from).at(-1)).toContain('Delete everything')
    await world.service[Symbol.asyncDispose]()
    {
      await using doomed = await startServer({ ...world.env, CRASH_AT: point })
      world.sandbox.serviceUrl = doomed.url
      expect((await world.whatsapp('yes', { from })).status).toBe(200)
      expect(await doomed.ended).toBe('SIGKILL')
    }
    // As if it had died some time ago: what dead processes held is taken over by whoever starts.
    await world.query('UPDATE conversations SET claimed_until = now()')
    await world.query(`UPDATE inbox SET received_at = received_at - interval '5 minutes'`)
    await world.query(`DELETE FROM pgboss.job WHERE state = 'active' AND group_id = $1`, [number])
    await world.restart()
    const receipts = () =>
      world.sentTo(from).filter((text) => text.includes('Everything about you is deleted'))
    await until(() => receipts().length > 0, 40_000)
    await world.drain(30_000)
    expect(receipts()).toHaveLength(1)
    expect(receipts()[0]).toContain('Messages: 5')
    const [left] = await world.query(
      `SELECT (SELECT count(*) FROM inbox)::integer AS inbox, (SELECT count(*) FROM outbox)::integer AS outbox,
         (SELECT count(*) FROM checkpoints)::integer AS threads, (SELECT count(*) FROM effects)::integer AS effects,
         (SELECT count(*) FROM people WHERE NOT starts_with(id, 'erased:'))::integer AS people,
         (SELECT count(*) FROM pgboss.job WHERE group_id = $1)::integer AS jobs`,
      [number],
    )
    expect(left).toEqual({ inbox: 0, outbox: 1, threads: 0, effects: 0, people: 0, jobs: 0 })
    await world.query(`DELETE FROM people WHERE starts_with(id, 'erased:')`) // the next one begins with nothing as well
  },
)
