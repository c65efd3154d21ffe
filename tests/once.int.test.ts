import { describe, expect, test } from 'vitest'
import { until } from './support/until.ts'
import { startWorld } from './support/world.ts'

describe('answers once (I2)', () => {
  test.concurrent('when the provider delivers the same webhook twice at the same time', async () => {
    await using world = await startWorld()
    world.model.replies('Hello!')
    const sid = `SM${'a'.repeat(32)}`
    const responses = await Promise.all([world.whatsapp('hi', { sid }), world.whatsapp('hi', { sid })])
    await world.drain()
    expect(responses.map(({ status }) => status)).toEqual([200, 200])
    expect(world.sentTo()).toEqual(['Hello!'])
  })

  test.concurrent('when the same webhook comes again after the answer', async () => {
    await using world = await startWorld()
    world.model.replies('Hello!')
    const sid = `SM${'b'.repeat(32)}`
    await world.whatsapp('hi', { sid })
    await world.drain()
    expect((await world.whatsapp('hi', { sid })).status).toBe(200)
    await world.drain()
    expect(world.sentTo()).toEqual(['Hello!'])
  })
})

describe('a reply is sent once (I6)', () => {
  const unknowns = ['acceptThenCut', 'acceptThen500', 'acceptThenHang'] as const
  test.concurrent.for(unknowns)('%s: the callback tells that it was accepted', async (kind, { expect }) => {
    await using world = await startWorld()
    world.sandbox.twilio.misbehave({ route: 'messages', kind })
    world.model.replies('Only once.')
    await world.whatsapp('hi')
    await until(
      async () => (await world.query(`SELECT 1 FROM outbox WHERE status = 'delivered'`)).length === 1,
      25_000,
    )
    await world.drain(25_000)
    expect(world.sentTo()).toEqual(['Only once.'])
  })

  test.concurrent.for(unknowns)('%s without callbacks: the list tells', async (kind, { expect }) => {
    await using world = await startWorld()
    world.sandbox.twilio.misbehave({ route: 'messages', kind, callbacks: false })
    world.model.replies('Only once.')
    await world.whatsapp('hi')
    await world.drain(28_000)
    expect(world.sentTo()).toEqual(['Only once.'])
    expect(world.sandbox.twilio.requests.list).toBeGreaterThan(0)
  })

  test.concurrent(
    'what the provider does not have is sent once more',
    { timeout: 60_000 },
    async ({ expect }) => {
      await using world = await startWorld()
      world.sandbox.twilio.misbehave({ route: 'messages', kind: '500' })
      world.model.replies('Only once.')
      await world.whatsapp('hi')
      await world.drain(40_000)
      expect(world.sentTo()).toEqual(['Only once.'])
      expect(await world.query('SELECT resends FROM outbox')).toEqual([{ resends: 1 }])
    },
  )

  test.concurrent(
    'the same text said twice is read back as two messages',
    { timeout: 60_000 },
    async ({ expect }) => {
      await using world = await startWorld()
      world.model.replies('Same.', { times: 2 })
      await world.whatsapp('one')
      await world.drain()
      world.sandbox.twilio.misbehave({ route: 'messages', kind: 'cut' })
      await world.whatsapp('two')
      await world.drain(40_000)
      expect(world.sentTo()).toEqual(['Same.', 'Same.'])
    },
  )

  test.concurrent.for(['429', 'refused'])(
    '%s: never processed, so it is sent again',
    { timeout: 60_000 },
    async (kind, { expect }) => {
      await using world = await startWorld()
      if (kind === '429')
        world.sandbox.twilio.misbehave({ route: 'messages', kind: '429', retryAfter: 1, times: 2 })
      else world.sandbox.twilio.misbehave({ route: 'messages', kind: '503', times: 0 })
      world.model.replies('Here.')
      await world.whatsapp('hi')
      await world.drain(40_000)
      expect(world.sentTo()).toEqual(['Here.'])
    },
  )

  test.concurrent('what is refused for good is failed, and the next message goes', async ({ expect }) => {
    await using world = await startWorld()
    world.sandbox.twilio.misbehave({ route: 'messages', kind: '400', code: 21211 })
    world.model.replies('Refused.')
    await world.whatsapp('one')
    await world.drain()
    world.model.replies('Fine.')
    await world.whatsapp('two')
    await world.drain()
    expect(world.sentTo()).toEqual(['Fine.'])
    expect(await world.query('SELECT status FROM outbox ORDER BY seq')).toMatchObject([
      { status: 'failed' },
      {},
    ])
  })
})

describe('replies leave in order (I3)', () => {
  test.concurrent('also when the first is held up', { timeout: 60_000 }, async () => {
    await using world = await startWorld()
    world.sandbox.twilio.misbehave({ route: 'messages', kind: '429', retryAfter: 2 })
    world.model.replies('First.')
    await world.whatsapp('one')
    await until(async () => (await world.query('SELECT 1 FROM outbox WHERE not_before > now()')).length === 1)
    world.model.replies('Second.')
    await world.whatsapp('two')
    await world.drain(30_000)
    expect(world.sentTo()).toEqual(['First.', 'Second.'])
  })
})

describe('status callbacks', () => {
  test.concurrent.for(['duplicate', 'reversed', 'late'] as const)(
    '%s: the status ends right and never goes back',
    async (kind) => {
      await using world = await startWorld()
      world.sandbox.twilio.callbacks.level = 'read'
      world.sandbox.twilio.misbehave({ route: 'callbacks', kind, ms: 200 })
      world.model.replies('Hi.')
      await world.whatsapp('hi')
      await world.drain()
      await world.sandbox.twilio.idle()
      await until(async () => (await world.query(`SELECT 1 FROM outbox WHERE status = 'read'`)).length === 1)
    },
  )

  test.concurrent('a failure after the fact is kept with its code', async () => {
    await using world = await startWorld()
    world.sandbox.twilio.misbehave({ route: 'callbacks', kind: 'fail', code: 63024 })
    await world.whatsapp('hi')
    await until(
      async () =>
        (await world.query(`SELECT 1 FROM outbox WHERE status = 'failed' AND error = '63024'`)).length === 1,
    )
  })
})

describe('our own outage', () => {
  test.concurrent("a message whose webhook never reached us is found in the provider's list at the next start", async () => {
    await using world = await startWorld()
    await world.whatsapp('hi')
    await world.drain()
    await until(async () => (await world.query('SELECT 1 FROM sweeps')).length === 1)
    world.sandbox.twilio.misbehave({ route: 'webhook', kind: 'drop' })
    world.model.replies('Found it.', { when: ({ messages }) => messages.at(-1)?.text === 'are you there?' })
    await world.whatsapp('are you there?')
    await world.restart()
    await until(() => world.sentTo().includes('Found it.'))
  })

  test.concurrent('a new service does not answer what was written before it existed', async () => {
    await using world = await startWorld({ service: false })
    world.sandbox.twilio.misbehave({ route: 'webhook', kind: 'drop' })
    await world.whatsapp('old message')
    await using fresh = await startWorld()
    await until(async () => (await fresh.query('SELECT 1 FROM sweeps')).length === 1)
    expect(await fresh.query('SELECT 1 FROM inbox')).toEqual([])
  })
})
