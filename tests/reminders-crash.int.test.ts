import { describe, test } from 'vitest'
import type { CrashPoint } from '../src/crash-points.ts'
import { startServer } from './support/processes.ts'
import { sweepReminders } from './support/reminders.ts'
import { until } from './support/until.ts'
import { ANA, startWorld, type World } from './support/world.ts'

/** What comes after is the way of every message: `crash.int.test.ts`. */
const POINTS: CrashPoint[] = ['reminders-taken', 'reminders-fired', 'outbox-sent']

/** A reminder that is due in so many seconds, as a turn leaves it. */
async function plan(world: World, seconds: number, rule: string | null = null, job = true): Promise<void> {
  await world.query(
    `WITH person AS (INSERT INTO people (id, timezone) VALUES ('+15550100001', 'Europe/Lisbon') RETURNING id),
       conversation AS (
         INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
         SELECT id, id, 'twilio', 'whatsapp', $3, $4 FROM person RETURNING id),
       reminder AS (
         INSERT INTO reminders (person, conversation, ref, kind, text, first, rule, zone, call_id)
         SELECT id, id, 1, 'reminder', 'once', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00[UTC]"'), $2,
           'UTC', 'call-1' FROM conversation RETURNING id, conversation),
       firing AS (
         INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at)
         SELECT id, conversation, 'rule:first', now() + make_interval(secs => $1), now() + make_interval(secs => $1)
         FROM reminder RETURNING conversation, fire_at)
     SELECT enqueue_remind(jsonb_agg(jsonb_build_object('data', jsonb_build_object('conversation', conversation),
       'groupId', conversation, 'startAfter', fire_at))::text) FROM firing WHERE $5`,
    [seconds, rule, ANA, world.env.TWILIO_WHATSAPP_FROM, job],
  )
}

describe('killed with SIGKILL at any point of sending a reminder, it comes once after a restart', () => {
  test.concurrent.for(POINTS)('%s', { timeout: 90_000 }, async (point, { expect }) => {
    await using world = await startWorld({ service: false })
    await plan(world, 1, 'FREQ=DAILY')
    {
      await using doomed = await startServer({ ...world.env, CRASH_AT: point })
      world.sandbox.serviceUrl = doomed.url
      expect(await doomed.ended).toBe('SIGKILL')
    }
    // As if it had died some time ago: jobs and requests of dead processes are taken over after seconds.
    await world.query(
      `UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute' WHERE state = 'active'`,
    )
    await world.query(`UPDATE outbox SET sending_at = sending_at - interval '1 minute'`)
    await using survivor = await startServer(world.env)
    world.sandbox.serviceUrl = survivor.url
    await until(() => world.sentTo().length > 0, 40_000)
    await world.drain(40_000)
    expect(world.sentTo()).toHaveLength(1)
    expect(world.sentTo()[0]).toContain('⏰ once')
    const firings = await world.query('SELECT status FROM firings ORDER BY due_at')
    expect(firings).toEqual([{ status: 'open' }, { status: 'planned' }])
  })
})

test.concurrent('of two processes one sends it', { timeout: 60_000 }, async ({ expect }) => {
  await using world = await startWorld({ service: false })
  await using first = await startServer(world.env)
  await using second = await startServer(world.env)
  world.sandbox.serviceUrl = first.url
  await plan(world, 2)
  // As if each had a job of its own for the same time.
  await world.query(
    `SELECT enqueue_remind(jsonb_agg(jsonb_build_object('data', jsonb_build_object('conversation', conversation),
       'startAfter', fire_at))::text) FROM firings, generate_series(1, 20)`,
  )
  await until(() => world.sentTo().length > 0)
  await until(
    async () =>
      (
        await world.query(
          `SELECT 1 FROM pgboss.job WHERE name = 'remind' AND state IN ('created', 'active', 'retry')`,
        )
      ).length === 0,
  )
  await world.drain()
  expect(world.sentTo()).toEqual(['⏰ once'])
  expect(second.output()).not.toContain('step failed')
})

test.concurrent('what lost its job is found by the sweep of each minute', async ({ expect }) => {
  await using world = await startWorld()
  await plan(world, -30, null, false)
  await sweepReminders(world)
  await sweepReminders(world)
  await until(() => world.sentTo().length > 0)
  await world.drain()
  expect(world.sentTo()).toEqual(['⏰ once'])
})

test.concurrent(
  'what was cancelled meanwhile does not come: its job finds nothing',
  { timeout: 60_000 },
  async ({ expect }) => {
    await using world = await startWorld()
    await plan(world, 1)
    await world.query(`DELETE FROM firings`)
    await until(
      async () =>
        (await world.query(`SELECT 1 FROM pgboss.job WHERE name = 'remind' AND state = 'completed'`))
          .length === 1,
    )
    expect(world.sentTo()).toEqual([])
  },
)
