import { describe, expect, test } from 'vitest'
import { ANA, BEN, startWorld } from './support/world.ts'
import { until } from './support/until.ts'

describe('the main way', () => {
  test.concurrent('a WhatsApp text becomes an answer', async () => {
    await using world = await startWorld()
    world.model.replies('Hello **Ana**!')
    const webhook = await world.whatsapp('hi')
    expect(webhook.status).toBe(200)
    await world.drain()
    expect(world.sentTo()).toEqual(['Hello *Ana*!'])
  })

  test.concurrent('the same number on WhatsApp and SMS is one conversation, answered where the person wrote last', async () => {
    await using world = await startWorld()
    world.model.replies('Noted.')
    await world.whatsapp('my cat is called Miso')
    await world.drain()
    world.model.replies(({ messages }) =>
      messages.some(({ text }) => text.includes('Miso')) ? 'It is **Miso**' : 'lost',
    )
    await world.sms('what is my cat called?')
    await world.drain()
    expect(world.sentTo(ANA.slice('whatsapp:'.length))).toEqual(['It is Miso'])
    expect(await world.query('SELECT id FROM conversations')).toEqual([{ id: '+15550100001' }])
  })

  test.concurrent('the history says who, when, which channel, text, direction, status and turn', async () => {
    await using world = await startWorld()
    world.model.replies('Hello!')
    await world.whatsapp('hi')
    await world.drain()
    await until(
      async () => (await world.query(`SELECT 1 FROM messages WHERE status = 'delivered'`)).length === 1,
    )
    const history = await world.query(
      `SELECT person, channel, medium, text, direction, status, turn IS NOT NULL AS in_turn FROM messages ORDER BY at`,
    )
    const common = { person: '+15550100001', channel: 'twilio', medium: 'whatsapp', in_turn: true }
    expect(history).toEqual([
      { ...common, text: 'hi', direction: 'in', status: 'answered' },
      { ...common, text: 'Hello!', direction: 'out', status: 'delivered' },
    ])
  })

  test.concurrent('usage and model are recorded for the turn', async () => {
    await using world = await startWorld()
    await world.whatsapp('hi')
    await world.drain()
    const [turn] = await world.query(
      'SELECT model, model_calls, input_tokens, output_tokens, cost_usd FROM turns',
    )
    expect(turn).toMatchObject({ model: 'openai:gpt-4o-mini', model_calls: 1 })
    expect(turn?.input_tokens).toBeGreaterThan(0)
    expect(Number(turn?.cost_usd)).toBeGreaterThan(0)
  })

  test.concurrent('a burst of messages becomes one turn', async () => {
    await using world = await startWorld({ env: { COALESCE_MS: '300' } })
    world.model.replies('One answer to all three.')
    await Promise.all(['one', 'two', 'three'].map((text) => world.whatsapp(text)))
    await world.drain()
    expect(world.sentTo()).toEqual(['One answer to all three.'])
    expect(await world.query('SELECT id FROM turns')).toHaveLength(1)
  })

  test.concurrent('a message that arrives while the model thinks joins the turn instead of getting a stale reply', async () => {
    await using world = await startWorld()
    const release = world.model.hold()
    world.model.replies('Stale: pizza it is.')
    world.model.replies(
      ({ messages }) => `Fresh: ${messages.filter(({ role }) => role === 'user').length} messages`,
    )
    await world.whatsapp('order pizza')
    await until(() => world.model.counts.waiting === 1)
    await world.whatsapp('no wait, sushi')
    release()
    await world.drain()
    expect(world.sentTo()).toEqual(['Fresh: 2 messages'])
  })

  test.concurrent('long replies are split within the limit and leave in order', async () => {
    await using world = await startWorld()
    const paragraphs = Array.from(
      { length: 12 },
      (_, at) => `Paragraph ${at}: ${'words and more words '.repeat(30)}`,
    )
    world.model.replies(paragraphs.join('\n\n'))
    await world.whatsapp('tell me everything')
    await world.drain()
    const sent = world.sentTo()
    expect(sent.length).toBeGreaterThan(3)
    expect(Math.max(...sent.map((text) => text.length))).toBeLessThanOrEqual(1600)
    expect(sent.join(' ').match(/Paragraph \d+/g)).toEqual(paragraphs.map((_, at) => `Paragraph ${at}`))
  })

  test.concurrent('the typing indicator shows while a slow model thinks, and its failure does not matter', async () => {
    await using world = await startWorld()
    world.model.thinkMs = 600
    world.sandbox.twilio.misbehave({ route: 'typing', kind: '500' })
    world.model.replies('Here.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sandbox.twilio.requests.typing).toBe(1)
    expect(world.sentTo()).toEqual(['Here.'])
  })

  test.concurrent('a person without a visible number works, and is known again by it', async () => {
    await using world = await startWorld()
    world.model.replies('Hi there.')
    await world.sandbox.twilio.inbound({ from: 'whatsapp:US.8810000000000001', body: 'hello' })
    await world.drain()
    expect(world.sentTo('whatsapp:US.8810000000000001')).toEqual(['Hi there.'])
  })

  test.concurrent('the prompt tells date, weekday and time in the zone of the person', async () => {
    await using world = await startWorld({ env: { TIMEZONE: 'Asia/Tokyo' } })
    await world.whatsapp('hi')
    await world.drain()
    const system = world.model.requests[0]?.system ?? ''
    const date = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Tokyo' }).format()
    expect(system).toContain(date)
    expect(system).toContain('Asia/Tokyo')
    expect(system).toMatch(/(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/)
  })

  test.concurrent('two people at once get their own answers', async () => {
    await using world = await startWorld()
    await Promise.all([world.whatsapp('my name is Ana'), world.whatsapp('my name is Ben', { from: BEN })])
    await world.drain()
    expect(world.sentTo(ANA)).toHaveLength(1)
    expect(world.sentTo(BEN)).toHaveLength(1)
  })
})
