import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { phrase } from '../src/phrases.ts'
import { until } from './support/until.ts'
import { ANA, startWorld, temporaryFolder } from './support/world.ts'

const toolsFolder = fileURLToPath(new URL('./fixtures/tools/', import.meta.url))

describe('the person always hears back (I2)', () => {
  test.concurrent(
    'every model down: parked with one honest sentence in their language',
    { timeout: 60_000 },
    async ({ expect }) => {
      await using world = await startWorld({ env: { MODEL_FALLBACK: 'anthropic:claude-sonnet-4-5' } })
      world.model.misbehave({ kind: '500', times: 1_000 })
      await world.whatsapp('Hola, ¿puedes decirme qué tiempo hace hoy en la ciudad, por favor?')
      await world.drain(50_000)
      expect(world.sentTo()).toEqual([phrase('modelDown', 'es')])
      expect(await world.query('SELECT status FROM inbox')).toEqual([{ status: 'parked' }])
    },
  )

  test.concurrent(
    'the first model down: the fallback of the other provider answers',
    { timeout: 60_000 },
    async ({ expect }) => {
      await using world = await startWorld({ env: { MODEL_FALLBACK: 'anthropic:claude-sonnet-4-5' } })
      world.model.misbehave({ provider: 'openai', kind: '500', times: 1_000 })
      world.model.replies('From the other one.', { when: ({ provider }) => provider === 'anthropic' })
      await world.whatsapp('hi')
      await world.drain(50_000)
      expect(world.sentTo()).toEqual(['From the other one.'])
      expect(await world.query('SELECT model FROM turns')).toEqual([{ model: 'anthropic:claude-sonnet-4-5' }])
    },
  )

  test.concurrent.for(['401', 'insufficientQuota', '400'] as const)(
    '%s from the model is not tried again',
    async (kind, { expect }) => {
      await using world = await startWorld()
      world.model.misbehave({ kind, times: 1_000 })
      await world.whatsapp('good morning')
      await world.drain()
      expect(world.sentTo()).toEqual([phrase('modelDown', 'en')])
      const logged = world.logs.join('')
      expect(logged).not.toContain('good morning')
      expect(logged).not.toContain('5550100001')
      expect(logged).not.toContain('sk-test')
    },
  )

  test.concurrent.for(['truncatedJson', 'emptyContent', 'cut', '502'] as const)(
    '%s once: the next try answers',
    { timeout: 60_000 },
    async (kind, { expect }) => {
      await using world = await startWorld()
      world.model.misbehave({ kind })
      world.model.replies('Here I am.', { times: 2 }) // a broken answer uses up its reply too
      await world.whatsapp('hi')
      await world.drain(40_000)
      expect(world.sentTo()).toEqual(['Here I am.'])
    },
  )

  test.concurrent('a turn that takes too long ends with a word about it', async ({ expect }) => {
    await using world = await startWorld({ env: { TURN_TIMEOUT_S: '2' } })
    world.model.misbehave({ kind: 'hang', times: 10 })
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo()).toEqual([phrase('timeout', 'en')])
  })

  test.concurrent(
    'a message that breaks its turn is parked, and does not break the next one',
    { timeout: 60_000 },
    async ({ expect }) => {
      await using world = await startWorld()
      const poisoned = {
        when: ({ messages }: { messages: { text: string }[] }) =>
          messages.some(({ text }) => text === 'poison'),
      }
      world.model.replies({ text: ' ' }, { ...poisoned, times: 100 })
      await world.whatsapp('poison')
      await world.drain(50_000)
      expect(world.sentTo()).toEqual([phrase('modelDown', 'en')])
      world.model.replies('Fine, thanks.')
      await world.whatsapp('how are you?')
      await world.drain()
      expect(world.sentTo()[1]).toBe('Fine, thanks.')
      expect(await world.query('SELECT text, status FROM inbox ORDER BY seq')).toEqual([
        { text: 'poison', status: 'parked' },
        { text: 'how are you?', status: 'answered' },
      ])
    },
  )

  test.concurrent('the model keeps asking for tools: it is made to answer at the limit', async ({
    expect,
  }) => {
    await using world = await startWorld({ env: { MAX_TOOL_ROUNDS: '2' } })
    world.model.replies(
      ({ system }) => {
        if (system.includes('all the tool calls')) return 'That is all I found.'
        return { toolCalls: [{ name: 'web-search', args: { query: 'again' } }] }
      },
      { times: 10 },
    )
    await world.whatsapp('search for ever')
    await world.drain()
    expect(world.sentTo()).toEqual(['That is all I found.'])
  })
})

describe('"done" is said only of what a tool reported done (I10)', () => {
  async function bookingWorld(): Promise<
    AsyncDisposable & { world: Awaited<ReturnType<typeof startWorld>>; booked(): Promise<string[]> }
  > {
    const folder = await temporaryFolder()
    const file = join(folder.path, 'bookings')
    const world = await startWorld({ toolsFolder, env: { BOOKINGS_FILE: file } })
    return {
      world,
      booked: async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean),
      async [Symbol.asyncDispose]() {
        await world[Symbol.asyncDispose]()
        await folder[Symbol.asyncDispose]()
      },
    }
  }

  test('a model that claims success after a failure is corrected by the code', async () => {
    await using scene = await bookingWorld()
    scene.world.model.replies({ toolCalls: [{ name: 'book-table', args: { place: 'Closed', people: 2 } }] })
    scene.world.model.replies('All done, your table is booked!')
    await scene.world.whatsapp('book a table at Closed')
    await scene.world.drain()
    expect(scene.world.sentTo()[0]).toContain(phrase('toolFailed', 'en', { tool: 'book table' }))
    expect(await scene.booked()).toEqual([])
  })

  test('an effect whose outcome is unknown is said to be so, and not tried again; no secret leaves', async () => {
    await using scene = await bookingWorld()
    const call = { toolCalls: [{ name: 'book-table', args: { place: 'Broken', people: 2 } }] }
    scene.world.model.replies(call)
    scene.world.model.replies(call)
    scene.world.model.replies(({ messages }) => messages.map(({ text }) => text).join(' | '))
    await scene.world.whatsapp('book a table at Broken')
    await scene.world.drain()
    expect(scene.world.sentTo().join()).toContain(phrase('outcomeUnknown', 'en'))
    expect(scene.world.sentTo().join()).not.toContain('secret')
    expect(scene.world.logs.join('')).not.toContain('sk-secret')
  })

  test('the same call made twice in a turn happens once (I5)', async () => {
    await using scene = await bookingWorld()
    scene.world.model.replies({ toolCalls: [{ name: 'book-table', args: { place: 'Tasca', people: 2 } }] })
    scene.world.model.replies({ toolCalls: [{ name: 'book-table', args: { people: 2, place: 'Tasca' } }] })
    scene.world.model.replies('Booked at Tasca.')
    await scene.world.whatsapp('book a table at Tasca')
    await scene.world.drain()
    expect(await scene.booked()).toHaveLength(1)
  })

  test('what others wrote orders nothing: an effect after it asks the person first (I8)', async () => {
    await using scene = await bookingWorld()
    scene.world.model.replies({ toolCalls: [{ name: 'read-note', args: {} }] })
    scene.world.model.replies({ toolCalls: [{ name: 'book-table', args: { place: 'Evil', people: 9 } }] })
    await scene.world.whatsapp('read me the note')
    await scene.world.drain()
    expect(await scene.booked()).toEqual([])
    expect(scene.world.sentTo()[0]).toContain('Book a table for 9 at Evil')
    scene.world.model.replies('All right, I left it.')
    await scene.world.whatsapp('no')
    await scene.world.drain()
    expect(await scene.booked()).toEqual([])
  })

  test.for(['yes', '1', '👍'])('a tool that asks first runs after %s', async (answer) => {
    await using scene = await bookingWorld()
    scene.world.model.replies({
      toolCalls: [{ name: 'send-invitation', args: { email: 'sarah@example.test' } }],
    })
    await scene.world.whatsapp('invite Sarah')
    await until(() => scene.world.sentTo().length === 1)
    await scene.world.drain()
    expect(await scene.booked()).toEqual([])
    scene.world.model.replies('Invited.')
    await scene.world.whatsapp(answer)
    await scene.world.drain()
    expect(await scene.booked()).toHaveLength(1)
  })

  test('a yes that quotes another message of ours is no answer to the question', async () => {
    await using scene = await bookingWorld()
    const { world } = scene
    world.model.replies('Hello.')
    await world.whatsapp('hi')
    await world.drain()
    const earlier = world.sandbox.twilio.sent.at(-1)?.sid ?? ''
    world.model.replies({ toolCalls: [{ name: 'send-invitation', args: { email: 'sarah@example.test' } }] })
    await world.whatsapp('invite Sarah')
    await world.drain()
    world.model.replies('All right.')
    await world.sandbox.twilio.inbound({ from: ANA, body: 'ok', repliesToSid: earlier })
    await world.drain()
    expect(await scene.booked()).toEqual([])
    world.model.replies({ toolCalls: [{ name: 'send-invitation', args: { email: 'sarah@example.test' } }] })
    await world.whatsapp('invite her after all')
    await world.drain()
    world.model.replies('Invited.')
    const again = world.sandbox.twilio.sent.at(-1)?.sid ?? ''
    await world.sandbox.twilio.inbound({ from: ANA, body: 'ok', repliesToSid: again })
    await world.drain()
    expect(await scene.booked()).toHaveLength(1)
  })
})
