import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { startServer } from './support/processes.ts'
import { until } from './support/until.ts'
import { startWorld, temporaryFolder } from './support/world.ts'

const run = promisify(execFile)

describe('several processes on one database', () => {
  test.concurrent('four start at once on an empty database', { timeout: 90_000 }, async () => {
    await using world = await startWorld({ service: false })
    await world.query('DROP SCHEMA public, pgboss CASCADE')
    await world.query('CREATE SCHEMA public')
    const servers = await Promise.all([1, 2, 3, 4].map(() => startServer(world.env)))
    for (const server of servers)
      expect((await fetch(`${server.url}/readyz`)).status, server.output()).toBe(200)
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
  })

  test.concurrent(
    'a process that was paused and comes back writes and sends nothing (I4)',
    { timeout: 90_000 },
    async () => {
      await using world = await startWorld({ service: false })
      const release = world.model.hold()
      await using paused = await startServer(world.env)
      world.sandbox.serviceUrl = paused.url
      world.model.replies('From the first.')
      world.model.replies('From the second.')
      await world.whatsapp('hi')
      await until(() => world.model.counts.waiting === 1)
      paused.kill('SIGSTOP')
      await using other = await startServer(world.env)
      await until(() => world.model.counts.waiting === 2, 40_000)
      release()
      await until(() => world.sentTo().length > 0)
      paused.kill('SIGCONT')
      await until(async () => (await fetch(`${paused.url}/healthz`)).ok)
      await until(() => paused.output().includes('lost the conversation'))
      await world.drain()
      expect(world.sentTo()).toHaveLength(1)
      expect(await world.query('SELECT 1 FROM turns')).toHaveLength(1)
      expect(other.output()).toContain('turn committed')
    },
  )

  test.concurrent('web and worker can be processes of their own', { timeout: 60_000 }, async () => {
    await using world = await startWorld({ service: false })
    await using web = await startServer({ ...world.env, ROLE: 'web' })
    await using worker = await startServer({ ...world.env, ROLE: 'worker' })
    world.sandbox.serviceUrl = web.url
    world.model.replies('Hello.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo()).toEqual(['Hello.'])
    expect((await fetch(`${worker.url}/webhooks/twilio`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200)
  })
})

describe('a stop in order', () => {
  test.concurrent('a turn under way is finished', { timeout: 60_000 }, async () => {
    await using world = await startWorld({ service: false })
    await using server = await startServer(world.env)
    world.sandbox.serviceUrl = server.url
    world.model.thinkMs = 1_000
    world.model.replies('Finished.')
    await world.whatsapp('hi')
    await until(() => world.model.counts.waiting === 1)
    server.kill('SIGTERM')
    expect(await server.ended).toBe('0')
    expect(await world.query('SELECT outcome FROM turns')).toEqual([{ outcome: 'answered' }])
  })

  test.concurrent(
    'a turn that takes longer is handed over within 10 s, and costs the message no try',
    { timeout: 60_000 },
    async () => {
      await using world = await startWorld({ service: false })
      await using server = await startServer(world.env)
      world.sandbox.serviceUrl = server.url
      const release = world.model.hold()
      await world.whatsapp('hi')
      await until(() => world.model.counts.waiting === 1)
      const asked = performance.now()
      server.kill('SIGTERM')
      expect(await server.ended).toBe('0')
      expect(performance.now() - asked).toBeLessThan(10_000)
      expect(await world.query('SELECT status, tries FROM inbox')).toEqual([{ status: 'received', tries: 0 }])
      release()
      await using next = await startServer(world.env)
      world.sandbox.serviceUrl = next.url
      await world.drain()
      expect(world.sentTo()).toHaveLength(1)
    },
  )
})

describe('the embedded Postgres', () => {
  const sandboxed = (path: string) => ({
    NODE_ENV: 'test',
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: join(path, 'data'),
    TIMEZONE: 'UTC',
  })

  test.concurrent(
    'is taken over from a process that was killed, and stopped in order at the end',
    { timeout: 90_000 },
    async () => {
      await using folder = await temporaryFolder()
      const env = sandboxed(folder.path)
      {
        await using first = await startServer(env)
        expect(first.url).not.toBe('')
        first.kill('SIGKILL')
        await first.ended
      }
      await using second = await startServer(env)
      expect(second.output()).toContain('took over the Postgres')
      expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
      second.kill('SIGTERM')
      expect(await second.ended).toBe('0')
      const { stdout } = await run('pgrep', ['-fc', `postgres -D ${folder.path}`]).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout.trim()).toBe('0')
    },
  )

  test.concurrent(
    'a second process on the same folder refuses and says why',
    { timeout: 60_000 },
    async () => {
      await using folder = await temporaryFolder()
      const env = sandboxed(folder.path)
      await using first = await startServer(env)
      await using second = await startServer(env)
      expect(await second.ended).toBe('1')
      expect(second.output()).toContain(`process ${first.pid}`)
      expect(second.output()).toContain('DATA_DIR')
      first.kill('SIGTERM')
      await first.ended
    },
  )

  test.concurrent('a wrong setting stops the start with all problems in one message', async () => {
    await using server = await startServer({
      NODE_ENV: 'test',
      PORT: 'abc',
      TIMEZONE: 'Mars/Olympus',
      TWILIO_AUTH_TOKEN: 'topsecrettoken',
    })
    expect(await server.ended).toBe('1')
    expect(server.output()).toContain('PORT')
    expect(server.output()).toContain('Mars/Olympus')
    expect(server.output()).toContain('TWILIO_ACCOUNT_SID')
    expect(server.output()).not.toContain('topsecrettoken')
  })
})
