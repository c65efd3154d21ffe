import { describe, expect, test } from 'vitest'
import { phrase } from '../src/phrases.ts'
import { until } from './support/until.ts'
import { ANA, BEN, startWorld } from './support/world.ts'

describe('STOP, START and HELP belong to the code', () => {
  test('after STOP nothing is sent, and the model is not asked; START brings the answers back', async () => {
    await using world = await startWorld()
    await world.whatsapp('Stop.')
    await world.drain()
    expect(world.sentTo()).toEqual([phrase('stopped', 'en')])
    await world.whatsapp('are you there?')
    await world.drain()
    expect(world.sentTo()).toHaveLength(1)
    await world.whatsapp('START')
    await world.drain()
    expect(world.sentTo()[1]).toBe(phrase('started', 'en'))
    world.model.replies('Hello again.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo()[2]).toBe('Hello again.')
    expect(world.model.requests).toHaveLength(1)
  })

  test('a STOP while the model thinks holds for the answer under way', async () => {
    await using world = await startWorld()
    const release = world.model.hold()
    world.model.replies('Too late.')
    await world.whatsapp('tell me something')
    await until(() => world.model.counts.waiting === 1)
    await world.whatsapp('STOP')
    release()
    await world.drain()
    expect(world.sentTo()).toEqual([phrase('stopped', 'en')])
    expect(await world.query(`SELECT error FROM outbox WHERE status = 'failed'`)).toEqual([
      { error: 'opted out' },
    ])
  })

  test('one person stops for WhatsApp and SMS alike, and nobody else is touched (I7)', async () => {
    await using world = await startWorld()
    await world.whatsapp('stop')
    await world.drain()
    await world.sms('hello by sms')
    await world.whatsapp('hello', { from: BEN })
    await world.drain()
    expect(world.sentTo(ANA.slice('whatsapp:'.length))).toEqual([])
    expect(world.sentTo(BEN)).toHaveLength(1)
  })

  test('on SMS Twilio answers STOP itself, so we only take note', async () => {
    await using world = await startWorld()
    await world.sms('STOP')
    await world.drain()
    expect(world.sandbox.twilio.sent).toEqual([])
    expect(await world.query('SELECT opted_out_at IS NOT NULL AS out FROM people')).toEqual([{ out: true }])
  })

  test('HELP says who this is and how to stop', async () => {
    await using world = await startWorld({ env: { ASSISTANT_NAME: 'Jeeves' } })
    await world.whatsapp('help')
    await world.drain()
    expect(world.sentTo()[0]).toContain('Jeeves')
    expect(world.sentTo()[0]).toContain('STOP')
    expect(world.model.requests).toHaveLength(0)
  })

  test('"start" and "yes" are ordinary words for who never stopped', async () => {
    await using world = await startWorld()
    world.model.replies('Starting what?')
    await world.whatsapp('start')
    await world.drain()
    world.model.replies('Yes what?')
    await world.sms('yes')
    await world.drain()
    expect(world.sandbox.twilio.sent.map(({ body }) => body)).toEqual(['Starting what?', 'Yes what?'])
  })
})
