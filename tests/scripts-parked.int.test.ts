import { describe, expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { migrate, openDatabase } from '../src/store/database.ts'
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../src/store/embedded-postgres.ts'
import { runScript } from './support/run-script.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld, temporaryFolder, type World } from './support/world.ts'

/** A person writes while the model refuses the key, and gets an apology. Resolves with the message's id. */
async function park(world: World, text: string, from = ANA): Promise<string> {
  world.model.misbehave({ kind: '401', times: 1 })
  await world.whatsapp(text, { from })
  await world.drain()
  const [row] = await world.query<{ id: string }>(
    `SELECT id FROM inbox WHERE status = 'parked' AND text = $1`,
    [text],
  )
  if (!row) throw new Error(`"${text}" is not parked`)
  return row.id
}

async function startOwner() {
  const stack = new AsyncDisposableStack()
  const world = stack.use(await startWorld())
  const { path: cwd } = stack.use(await temporaryFolder())
  return {
    world,
    parked: (...args: string[]) => runScript('parked', args, { env: world.env, cwd }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

describe('npm run parked', () => {
  test('lists what was given up, and why', async () => {
    await using owner = await startOwner()
    expect((await owner.parked()).stdout).toBe('No message is parked.\n')
    const id = await park(owner.world, 'book a table\nfor two \u001b[31mtonight')
    const { code, stdout } = await owner.parked('list')
    expect(code).toBe(0)
    expect(stdout).toContain(id.slice(0, 8))
    expect(stdout).toMatch(
      /\+15550100001 +whatsapp +book a table for two \[31mtonight +PermanentError: the model refused/,
    )
    expect(stdout).not.toContain('\u001b')
  })

  test('shows one with the conversation around it', async () => {
    await using owner = await startOwner()
    owner.world.model.replies('Hello Ana.')
    await owner.world.whatsapp('hi')
    await owner.world.drain()
    const id = await park(owner.world, 'book a table')
    const { code, stdout } = await owner.parked('show', id.slice(0, 6))
    expect(code).toBe(0)
    expect(stdout).toContain(id)
    const talk = stdout.split('The conversation around it:')[1]
    expect(talk).toMatch(/< hi \[answered\]\n.*> Hello Ana\. .*\n».*< book a table \[parked\]\n.*> Sorry/)
  })

  test('a message given back is answered by the running service at once', async () => {
    await using owner = await startOwner()
    const { world } = owner
    const id = await park(world, 'book a table')
    const benId = await park(world, 'what time is it', BEN)
    world.model.replies('Booked.')
    expect(await owner.parked('retry', id)).toMatchObject({ code: 0, stderr: '' })
    await until(() => world.sentTo().includes('Booked.'))
    await world.drain()
    expect(await world.query('SELECT id, status FROM inbox ORDER BY seq')).toEqual([
      { id, status: 'answered' },
      { id: benId, status: 'parked' },
    ])
  })

  test('all of them can be given back', async () => {
    await using owner = await startOwner()
    const { world } = owner
    await park(world, 'one')
    await park(world, 'two', BEN)
    world.model.replies('Here I am.', { times: 2 })
    const { code, stdout } = await owner.parked('retry', 'all')
    expect(code).toBe(0)
    expect(stdout).toContain('2 messages')
    await until(() => world.sentTo(ANA).includes('Here I am.') && world.sentTo(BEN).includes('Here I am.'))
  })

  test('a dropped message is never answered', async () => {
    await using owner = await startOwner()
    const { world } = owner
    const id = await park(world, 'book a table')
    const sent = world.sentTo()
    expect(await owner.parked('drop', id.toUpperCase())).toMatchObject({
      code: 0,
      stdout: 'Dropped: 1 message.\n',
    })
    const [row] = await world.query('SELECT status, reason FROM inbox')
    expect(row).toEqual({ status: 'ignored', reason: 'dropped by the owner' })
    expect((await owner.parked()).stdout).toBe('No message is parked.\n')
    expect(world.sentTo()).toEqual(sent)
  })

  test('one id that does not fit stops everything', async () => {
    await using owner = await startOwner()
    const { world } = owner
    const id = await park(world, 'book a table')
    await world.query(
      `INSERT INTO inbox (id, conversation, channel, medium, provider_id, sender, recipient, text, details, status)
       SELECT overlay(id::text placing '0' from 36)::uuid, conversation, channel, medium, 'SM-other', sender, recipient,
         text, details, status FROM inbox WHERE right(id::text, 1) <> '0'
       UNION ALL
       SELECT overlay(id::text placing '1' from 36)::uuid, conversation, channel, medium, 'SM-other', sender, recipient,
         text, details, status FROM inbox WHERE right(id::text, 1) = '0'`,
    )
    const ambiguous = await owner.parked('drop', id.slice(0, 8))
    expect(ambiguous).toMatchObject({ code: 1, stdout: '' })
    expect(ambiguous.stderr).toContain('Several parked messages')
    const unknown = await owner.parked('drop', id, 'xyz')
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toBe('No parked message has an id that begins with xyz.\n')
    expect(await world.query(`SELECT 1 FROM inbox WHERE status = 'parked'`)).toHaveLength(2)
  })

  test('a wrong command line is explained', async () => {
    await using folder = await temporaryFolder()
    const run = (...args: string[]) => runScript('parked', args, { env: {}, cwd: folder.path })
    const help = await run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toContain('retry <id…|all>')
    for (const args of [['explode'], ['show'], ['retry'], ['list', 'x'], ['--force']]) {
      const wrong = await run(...args)
      expect(wrong).toMatchObject({ code: 1, stdout: '' })
      expect(wrong.stderr).toContain('retry <id…|all>')
    }
  })

  test('without a database it says what to do', async () => {
    await using folder = await temporaryFolder()
    const nothing = await runScript('parked', [], { env: {}, cwd: folder.path })
    expect(nothing).toMatchObject({ code: 1, stdout: '' })
    expect(nothing.stderr).toBe('There is no database under .data yet: the first npm start makes it.\n')
    const away = 'postgres://majordomo:secret-word@127.0.0.1:1/majordomo'
    const unreachable = await runScript('parked', [], { env: { DATABASE_URL: away }, cwd: folder.path })
    expect(unreachable.code).toBe(1)
    expect(unreachable.stderr).toMatch(
      /^The database at 127\.0\.0\.1:1\/majordomo does not answer: .*ECONNREFUSED/,
    )
    expect(unreachable.stderr).not.toContain('secret-word')
  })
})

describe('npm run parked without a running service', () => {
  test('starts the embedded database for itself and stops it after', async () => {
    await using folder = await temporaryFolder()
    const dataDir = `${folder.path}/.data`
    {
      await using server = await startEmbeddedPostgres(dataDir, process.pid)
      await using database = openDatabase(server.url, createLog('silent'))
      await migrate(database)
      // Beside a running service it uses that one's server.
      const beside = await runScript('parked', [], { env: {}, cwd: folder.path })
      expect(beside).toEqual({ code: 0, stdout: 'No message is parked.\n', stderr: '' })
    }
    const alone = await runScript('parked', [], { env: {}, cwd: folder.path })
    expect(alone).toEqual({ code: 0, stdout: 'No message is parked.\n', stderr: '' })
    expect(await findEmbeddedPostgres(dataDir)).toBeUndefined()
  })
})
