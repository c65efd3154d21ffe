import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { COMPILE_CACHE } from './support/compile-cache.ts'
import { until } from './support/until.ts'
import { startWorld, temporaryFolder } from './support/world.ts'

const run = promisify(execFile)
const SERVER = fileURLToPath(new URL('../src/server.ts', import.meta.url))

const sandboxed = (dataDir: string) => ({
  NODE_ENV: 'test',
  PORT: '0',
  SANDBOX_PORT: '0',
  DATA_DIR: dataDir,
  TIMEZONE: 'UTC',
})

/** How many Postgres servers run under a folder. */
async function postgresUnder(folder: string): Promise<number> {
  const { stdout } = await run('pgrep', ['-fc', `postgres -D ${folder}`]).catch(
    (error: { stdout: string }) => error,
  )
  return Number(stdout)
}

/** A start in a folder of its own, for what happens before it is complete. */
function start(env: Record<string, string>, cwd?: string) {
  const child = spawn(process.execPath, [SERVER], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => String(signal ?? code))
  return {
    output: () => output,
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ended
    },
  }
}

describe('a signal during the start', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops what was started, and leaves no Postgres',
    { timeout: 90_000 },
    async (signal) => {
      await using folder = await temporaryFolder()
      const dataDir = join(folder.path, 'made', 'with', 'parents')
      await using server = start(sandboxed(dataDir))
      await until(async () => (await postgresUnder(dataDir)) > 0, 40_000)
      server.kill(signal)
      // npm passes on what the terminal has sent already.
      server.kill(signal)
      expect(await server.ended).toBe('0')
      expect(server.output()).not.toMatch(/listening on/i)
      expect(await postgresUnder(dataDir)).toBe(0)
    },
  )

  test('before there is a database ends the same way', { timeout: 90_000 }, async () => {
    await using folder = await temporaryFolder()
    const dataDir = join(folder.path, 'data')
    await using server = start(sandboxed(dataDir))
    await until(async () => (await run('ls', [dataDir]).catch(() => undefined)) !== undefined, 40_000)
    server.kill('SIGTERM')
    expect(await server.ended).toBe('0')
    expect(await postgresUnder(dataDir)).toBe(0)
  })
})

describe('what stops a start is said in one sentence', () => {
  async function sentence(env: Record<string, string>, cwd?: string): Promise<string> {
    await using server = start(env, cwd)
    expect(await server.ended).toBe('1')
    const [line = '', ...more] = server
      .output()
      .split('\n')
      .filter((one) => one !== '' && !one.startsWith('{'))
    expect(more).toEqual([])
    return line
  }

  test('SANDBOX_PORT is taken, and no Postgres stays behind', { timeout: 90_000 }, async () => {
    await using folder = await temporaryFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const env = { ...sandboxed(join(folder.path, 'data')), SANDBOX_PORT: String(port) }
    expect(await sentence(env)).toBe(
      `The sandbox cannot listen: port ${port} is taken; set SANDBOX_PORT to another.`,
    )
    expect(await postgresUnder(folder.path)).toBe(0)
    other.close()
  })

  test('DATA_DIR is a file, lies under one, or cannot be made', { timeout: 60_000 }, async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'under'), '/proc/nope', '/proc/nope/deeper'])
      expect(await sentence(sandboxed(path)), path).toMatch(
        new RegExp(`^DATA_DIR cannot be used: ${path}: .*\\. Set DATA_DIR to a folder that`),
      )
  })

  test('.env is a folder', { timeout: 60_000 }, async () => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, '.env'))
    expect(await sentence(sandboxed(join(folder.path, 'data')), folder.path)).toBe(
      '.env cannot be read: it is a folder. Make it a file with one setting on each line, or remove it.',
    )
  })
})

describe('the search for missed messages goes by the clock of the database', () => {
  afterEach(() => void vi.useRealTimers())

  test('a process whose clock is ahead notes no time in the future', { timeout: 60_000 }, async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 24 * 60 * 60_000 })
    await using ahead = await startWorld()
    await until(async () => (await ahead.query('SELECT 1 FROM sweeps')).length === 1)
    expect(await ahead.query('SELECT swept_until <= now() AS past FROM sweeps')).toEqual([{ past: true }])
  })

  test('a time in the future does not keep messages from being found', { timeout: 60_000 }, async () => {
    await using world = await startWorld()
    await until(async () => (await world.query('SELECT 1 FROM sweeps')).length === 1)
    await world.query(`UPDATE sweeps SET swept_until = now() + interval '1 day'`)
    world.sandbox.twilio.misbehave({ route: 'webhook', kind: 'drop' })
    world.model.replies('Found it.', { when: ({ messages }) => messages.at(-1)?.text === 'are you there?' })
    await world.whatsapp('are you there?')
    await world.restart()
    await until(() => world.sentTo().includes('Found it.'))
    await until(
      async () => (await world.query('SELECT 1 FROM sweeps WHERE swept_until <= now()')).length === 1,
    )
  })
})

test('a stop does not wait for a provider that hangs', { timeout: 12_000 }, async () => {
  const world = await startWorld()
  world.sandbox.twilio.misbehave({ route: 'list', kind: 'hang', times: 10 })
  const asked = world.sandbox.twilio.requests.list
  await world.restart() // the second start looks for what was missed
  await until(() => world.sandbox.twilio.requests.list > asked)
  await world[Symbol.asyncDispose]()
})
