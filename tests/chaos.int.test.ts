import { expect, test } from 'vitest'
import { type ServerProcess, startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { startWorld } from './support/world.ts'

const PEOPLE = 25
const MESSAGES = 4
const KILLS = 6

/** The same sequence each run, so that a failure can be looked at again. */
function random(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
}

test(
  'killed at random under load, two processes on one database: nothing lost, nothing twice, order kept',
  { timeout: 180_000 },
  async () => {
    await using world = await startWorld({ service: false })
    world.model.thinkMs = 40
    world.model.replies(
      ({ messages }) => {
        const since = messages.findLastIndex(({ role }) => role === 'assistant') + 1
        return messages
          .slice(since)
          .map(({ text }) => text)
          .join(' ')
      },
      { times: Number.MAX_SAFE_INTEGER },
    )
    const next = random(7)
    await using stack = new AsyncDisposableStack()
    const start = async (): Promise<ServerProcess> => stack.use(await startServer(world.env))
    const servers: ServerProcess[] = [await start(), await start()]
    const alive = (): string => servers[Math.floor(next() * servers.length)]?.url ?? ''

    /** As a provider that tries again until it is told 200, with the same id, at any of the processes. */
    async function say(from: string, body: string, messageSid: string): Promise<void> {
      await until(async () => {
        world.sandbox.serviceUrl = alive()
        const { status } = await world.sandbox.twilio.inbound({ from, body, messageSid })
        return status === 200
      }, 60_000)
    }

    const people = Array.from(
      { length: PEOPLE },
      (_, at) => `whatsapp:+1555020${String(at).padStart(4, '0')}`,
    )
    const talking = people.map(async (from, person) => {
      for (let at = 0; at < MESSAGES; at += 1) {
        await say(from, `m${at}`, `SM${String(person * 100 + at).padStart(32, '0')}`)
        await new Promise((done) => setTimeout(done, next() * 1_500))
      }
    })
    for (let kill = 0; kill < KILLS; kill += 1) {
      await new Promise((done) => setTimeout(done, 300 + next() * 1_200))
      const at = kill % servers.length
      servers[at]?.kill('SIGKILL')
      await servers[at]?.ended
      servers[at] = await start()
    }
    await Promise.all(talking)
    await world.drain(60_000)

    const expected = Array.from({ length: MESSAGES }, (_, at) => `m${at}`)
    const heard = Object.fromEntries(
      people.map((person) => [person, world.sentTo(person).flatMap((text) => text.split(/\s+/))]),
    )
    expect(heard).toEqual(Object.fromEntries(people.map((person) => [person, expected])))
    expect(await world.query(`SELECT status, count(*)::integer FROM inbox GROUP BY status`)).toEqual([
      { status: 'answered', count: PEOPLE * MESSAGES },
    ])
  },
)
