import { describe, expect, test } from 'vitest'
import { runScript } from './support/run-script.ts'
import { startEmbeddedPostgres, findEmbeddedPostgres } from '../src/store/embedded-postgres.ts'
import { migrate, openDatabase } from '../src/store/database.ts'
import { createLog } from '../src/log.ts'
import { startWorld, temporaryFolder, type World } from './support/world.ts'

/** The settings of somebody whose `npm start` runs this world's sandbox. */
function besides(world: World): Record<string, string> {
  return { SANDBOX_PORT: new URL(world.sandbox.url).port }
}

const ME = 'whatsapp:+15550100042'

describe('npm run chat with a sandbox that runs', () => {
  test('--once prints the answer and ends', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    world.model.replies('Hello **you**!')
    const chat = await runScript('chat', ['--once'], { env: besides(world), cwd: folder.path, input: 'hi\n' })
    expect(chat).toEqual({ code: 0, stdout: 'Hello *you*!\n', stderr: '' })
    expect(world.sentTo(ME)).toEqual(['Hello *you*!'])
  })

  test('prints all parts of a long answer', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    const parts = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} ${'word '.repeat(12)}`.trim())
    world.model.replies(parts.join('\n\n'))
    const chat = await runScript('chat', ['--once', 'tell', 'me'], { env: besides(world), cwd: folder.path })
    expect(chat.stdout.match(/Paragraph \d+/g)).toEqual(parts.map((_, at) => `Paragraph ${at}`))
    expect(world.model.requests[0]?.messages.at(-1)?.text).toContain('tell me')
  })

  test('the person is chosen with --as', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    const args = ['--as', '+1 555 010-0077', '--once', 'hi']
    expect(await runScript('chat', args, { env: besides(world), cwd: folder.path })).toMatchObject({
      code: 0,
    })
    expect(world.sentTo('whatsapp:+15550100077')).toHaveLength(1)
  })

  test('lines of a pipe are answered one after another, until /quit', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    world.model.replies('First.')
    world.model.replies('Second.')
    const input = 'one\n\ntwo\n/quit\nthree\n'
    const chat = await runScript('chat', [], { env: besides(world), cwd: folder.path, input })
    expect(chat).toEqual({ code: 0, stdout: 'First.\nSecond.\n', stderr: '' })
  })

  test('a quick reply is tapped by its number or its words', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    const offer = {
      To: ME,
      From: world.env.TWILIO_WHATSAPP_FROM ?? '',
      ContentSid: 'HX00000000000000000000000000000002',
      ContentVariables: JSON.stringify({ 1: 'Shall I?', 2: 'Yes, do', 3: 'No' }),
    }
    const account = `${world.env.TWILIO_ACCOUNT_SID}:${world.env.TWILIO_AUTH_TOKEN}`
    const sendOffer = async () => {
      const url = `${world.env.TWILIO_BASE_URL}/2010-04-01/Accounts/${world.env.TWILIO_ACCOUNT_SID}/Messages.json`
      const headers = { authorization: `Basic ${Buffer.from(account).toString('base64')}` }
      expect((await fetch(url, { method: 'POST', headers, body: new URLSearchParams(offer) })).status).toBe(
        201,
      )
    }
    world.model.replies(async () => (await sendOffer(), 'Choose.'), { times: 2 })
    world.model.replies('Thanks.', { times: 2 })
    for (const typed of ['2', 'no']) {
      const taps = tapsOf(world)
      await runScript('chat', [], { env: besides(world), cwd: folder.path, input: `go\n${typed}\n` })
      expect(tapsOf(world).length - taps.length).toBe(1)
    }
  })

  test('says so when the service does not take the message', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    world.sandbox.twilio.misbehave({ route: 'webhook', kind: 'drop' })
    const chat = await runScript('chat', ['--once', 'hi'], { env: besides(world), cwd: folder.path })
    expect(chat).toEqual({ code: 1, stdout: '', stderr: 'The service did not take the message.\n' })
  })
})

/** The ids of the buttons that were tapped. */
const tapsOf = (world: World) =>
  world.sandbox.twilio.log
    .with(ME)
    .filter((message) => message.direction === 'inbound' && message.repliesToSid)

describe('npm run chat on its own', () => {
  test('never touches the real Twilio, nor the database of the service', async () => {
    await using world = await startWorld({ service: false })
    await using folder = await temporaryFolder()
    const env = { ...world.env, NODE_ENV: 'production', PUBLIC_URL: 'https://bot.example.com', ROLE: 'web' }
    world.model.replies('Hello from here.')
    const chat = await runScript('chat', ['--once'], { env, cwd: folder.path, input: 'hi' })
    expect(chat).toEqual({ code: 0, stdout: 'Hello from here.\n', stderr: '' })
    expect(world.sandbox.twilio.requests).toMatchObject({ messages: 0, list: 0, account: 0 })
    expect(await world.query('SELECT 1 FROM inbox')).toEqual([])
    expect(await findEmbeddedPostgres(`${folder.path}/.data/chat`)).toBeUndefined()
  })

  test('a wrong command line is explained', async () => {
    await using folder = await temporaryFolder()
    const run = (...args: string[]) => runScript('chat', args, { env: {}, cwd: folder.path })
    expect((await run('--help')).stdout).toContain('--once')
    for (const args of [['--as', '5550100'], ['hello'], ['--once'], ['--loud']]) {
      const wrong = await run(...args)
      expect(wrong).toMatchObject({ code: 1, stdout: '' })
      expect(wrong.stderr).toContain('npm run chat')
    }
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
