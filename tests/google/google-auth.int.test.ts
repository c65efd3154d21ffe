import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET } from '../../sandbox/sandbox.ts'
import { openTokens } from '../../src/calendars/google/accounts.ts'
import { createEncryption } from '../../src/encryption.ts'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/store/database.ts'
import { accountsOf } from '../../src/store/google-accounts.ts'
import { runScript } from '../support/run-script.ts'
import { startWorld, temporaryFolder, type World } from '../support/world.ts'
import { ANA, KEY, PERSON } from './google-support.ts'

const CLIENT = { GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, ENCRYPTION_KEY: KEY }

/** Runs the command until it prints its link. */
async function startCommand(world: World, cwd: string) {
  const script = fileURLToPath(new URL('../../scripts/google-auth.ts', import.meta.url))
  const env = { PATH: process.env['PATH'] ?? '', ...world.env, ...CLIENT }
  const child = spawn(process.execPath, [script, PERSON], { cwd, env })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = new Promise<number | null>((done) => child.on('close', done))
  await expect.poll(() => output, { timeout: 10_000 }).toMatch(/http\S+/)
  return { link: /http\S+/.exec(output)?.[0] ?? '', ended, output: () => output }
}

const owned = async () => {
  const stack = new AsyncDisposableStack()
  const world = stack.use(await startWorld({ service: false }))
  const { path: cwd } = stack.use(await temporaryFolder())
  return { world, cwd, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('npm run google-auth', () => {
  test('connects a calendar for somebody who has not written yet', async () => {
    await using owner = await owned()
    const { world } = owner
    const command = await startCommand(world, owner.cwd)
    const back = new URL(world.sandbox.google.consent(command.link, { email: ANA }))
    expect(back.hostname).toBe('127.0.0.1')
    // Any page in the browser may call the port; only who knows the state is answered.
    expect((await fetch(`${back.origin}/?state=guess&code=x`)).status).toBe(404)
    expect(await (await fetch(back)).text()).toContain('Connected. You can close this page.')
    expect(await command.ended).toBe(0)
    expect(command.output()).toContain(`Connected: ${ANA}`)
    await using database = openDatabase(world.env['DATABASE_URL'] ?? '', createLog('silent'))
    const [account] = await accountsOf(database.pool, PERSON)
    expect(account && openTokens(createEncryption([KEY]), account)?.refresh).toMatch(/^1\/\//)
    expect(command.output()).not.toContain('1//0')
  })

  test('says so when it is not allowed, and stores nothing', async () => {
    await using owner = await owned()
    const command = await startCommand(owner.world, owner.cwd)
    const back = owner.world.sandbox.google.consent(command.link, { email: ANA, deny: true })
    expect((await fetch(back)).status).toBe(403)
    expect(await command.ended).toBe(1)
    expect(command.output()).toContain('It was not allowed at Google')
    expect(await owner.world.query('SELECT 1 FROM google_accounts')).toEqual([])
  })

  test('says what is missing before it does anything', { timeout: 60_000 }, async () => {
    await using owner = await owned()
    const { world, cwd } = owner
    const run = (args: string[], env: Record<string, string> = {}) =>
      runScript('google-auth', args, { cwd, env: { ...world.env, ...env } })
    const none = { GOOGLE_CLIENT_ID: '', GOOGLE_CLIENT_SECRET: '' }
    expect(await run([PERSON], none)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Desktop app'),
    })
    expect(await run([], CLIENT)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Give one phone number'),
    })
    expect(await run(['ana'], CLIENT)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no phone number'),
    })
    expect((await run(['--help'])).stdout).toContain('npm run google-auth')
  })
})
