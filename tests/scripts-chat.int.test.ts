import { describe, expect, test } from 'vitest'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { QUICK_REPLIES_2, QUICK_REPLIES_3 } from '../sandbox/sandbox.ts'
import { runScript } from './support/run-script.ts'
import { findEmbeddedPostgres } from '../src/store/embedded-postgres.ts'
import { startWorld, temporaryFolder, type World } from './support/world.ts'

/** The settings of somebody whose `npm start` runs this world's sandbox. */
function besides(world: World): Record<string, string> {
  return { SANDBOX_PORT: new URL(world.sandbox.url).port }
}

const toolsFolder = fileURLToPath(new URL('./fixtures/tools/', import.meta.url))
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

  test.each(['1', 'yes'])('a quick reply is tapped by its number or its words: %s', async (typed) => {
    await using folder = await temporaryFolder()
    const env = {
      BOOKINGS_FILE: join(folder.path, 'bookings'),
      TWILIO_TEMPLATE_BUTTONS_2: QUICK_REPLIES_2,
      TWILIO_TEMPLATE_BUTTONS_3: QUICK_REPLIES_3,
    }
    await using world = await startWorld({ toolsFolder, env })
    world.model.replies({ toolCalls: [{ name: 'send-invitation', args: { email: 'sarah@example.test' } }] })
    world.model.replies('Invited.')
    const input = `invite sarah\n${typed}\n`
    const chat = await runScript('chat', [], { env: besides(world), cwd: folder.path, input })
    expect(chat.stdout).toMatch(/Invite sarah@example\.test\n {2}1\. Yes\n {2}2\. No\nInvited\.\n$/)
    // What the service got is the tap itself, with the title as its words.
    const said = await world.query(`SELECT text, details->'choice' AS choice FROM inbox ORDER BY seq`)
    expect(said[1]).toEqual({ text: 'Yes', choice: { id: '1', title: 'Yes' } })
  })

  test('says so when the service does not take the message', async () => {
    await using world = await startWorld()
    await using folder = await temporaryFolder()
    world.sandbox.twilio.misbehave({ route: 'webhook', kind: 'drop' })
    const chat = await runScript('chat', ['--once', 'hi'], { env: besides(world), cwd: folder.path })
    expect(chat).toEqual({ code: 1, stdout: '', stderr: 'The service did not take the message.\n' })
  })
})

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
