import { describe, test } from 'vitest'
import { NOTICE_TEMPLATE } from '../sandbox/sandbox.ts'
import { DAY, HOUR, startReminders } from './support/reminders.ts'
import { runScript } from './support/run-script.ts'
import { until } from './support/until.ts'
import { ANA, temporaryFolder } from './support/world.ts'

const SMS = '+15550100001'
const TEMPLATE = { TWILIO_TEMPLATE_NOTICE: NOTICE_TEMPLATE }

type Told = Awaited<ReturnType<typeof startReminders>>

const statuses = (told: Told) =>
  told.world.query<{ status: string; waiting_for: string | null; template: boolean }>(
    'SELECT status, waiting_for, template FROM outbox WHERE notice IS NOT NULL ORDER BY seq',
  )
const waiting = (told: Told, count: number) =>
  until(async () => (await statuses(told)).filter(({ status }) => status === 'waiting').length === count)
const notices = (told: Told) => told.world.sentTo().filter((body) => /⏰|🔔|While/.test(body))

describe('a message that we start, to somebody who wrote more than 24 hours ago', () => {
  test.concurrent('is the approved template, on one line', async ({ expect }) => {
    await using told = await startReminders({ env: TEMPLATE })
    await told.ask('create-reminder', { what: 'first\nsecond\t\tpart     three', when: 'in 30 hours' })
    await told.moveToNext()
    const { sid } = await told.heard('🔔')
    const message = told.world.sandbox.twilio.sent.find((one) => one.sid === sid)
    expect(message).toMatchObject({ contentSid: NOTICE_TEMPLATE, body: '🔔 ⏰ first · second part three' })
    await until(async () => (await statuses(told))[0]?.status === 'delivered')
    expect(await statuses(told)).toMatchObject([{ template: true }])
  })

  test.concurrent('is free text within the 24 hours, although there is a template', async ({ expect }) => {
    await using told = await startReminders({ env: TEMPLATE })
    await told.ask('create-reminder', { what: 'soon', when: 'in 20 hours' })
    await told.moveToNext()
    expect((await told.heard('⏰ soon')).body).toBe('⏰ soon')
  })

  test.concurrent('is free text by SMS, which has no such hours', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'late', when: 'in 30 hours' }, { from: SMS })
    await told.moveToNext()
    expect((await told.heard('⏰ late', SMS)).body).toBe('⏰ late')
  })

  test.concurrent('waits without a template, and the owner sees why', async ({ expect }) => {
    await using told = await startReminders()
    await using folder = await temporaryFolder()
    const { world } = told
    await told.ask('create-reminder', { what: 'pay the rent', when: 'in 30 hours' })
    await told.moveToNext()
    await waiting(told, 1)
    expect(notices(told)).toEqual([])
    const { stdout } = await runScript('parked', [], { env: world.env, cwd: folder.path })
    expect(stdout).toMatch(/\+15550100001 +1 +⏰ pay the rent +WhatsApp takes free text only within 24 hours/)
    const metrics = await (await fetch(`${world.service.url}/metrics`)).text()
    expect(metrics).toContain('majordomo_waiting_messages{reason="window"} 1')
    const told24 = () =>
      world.logs.filter((line) => line.includes('TWILIO_TEMPLATE_NOTICE names no template'))
    await told.sweep()
    await told.sweep()
    expect(told24()).toHaveLength(1)
    expect(told24().join()).not.toContain('rent')
  })

  test.concurrent('comes before the answer when the person writes, several as one', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'one', when: 'in 30 hours' })
    await told.ask('create-reminder', { what: 'two', when: 'in 31 hours' })
    await told.move(31 * HOUR + 1_000)
    await waiting(told, 2)
    world.model.replies('Good morning.')
    await world.whatsapp('hello again')
    await world.drain()
    const [merged, answer] = world.sentTo().slice(-2)
    expect(merged).toMatch(/^While we were not in touch:\n\n⏰ one.*\n\n⏰ two/s)
    expect(answer).toBe('Good morning.')
    expect((await statuses(told)).map(({ status }) => status)).toContain('dropped')
    // Both are known by the one message.
    const sid = world.sandbox.twilio.sent.find(({ body }) => body === merged)?.sid
    world.model.replies('Which?')
    await world.sandbox.twilio.inbound({ from: ANA, body: 'done', repliesToSid: sid })
    await world.drain()
    const asked = world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user')?.text
    expect(asked).toContain('[In reply to your reminders r1, r2, sent')
  })

  test.concurrent('does not hold up what comes later by another way', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'stuck', when: 'in 30 hours' })
    await told.moveToNext()
    await waiting(told, 1)
    await world.query(`UPDATE outbox SET waiting_at = now() + interval '1 hour' WHERE status = 'waiting'`)
    world.model.replies('Here.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo().at(-1)).toBe('Here.')
    expect(notices(told)).toEqual([])
  })

  test.concurrent('of a day that is over is dropped', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('daily-briefing', { at: '8:00' })
    await told.moveToNext(3 * DAY + HOUR) // in the morning: nobody wants a briefing in the evening
    await until(async () => (await statuses(told)).some(({ status }) => status === 'waiting'))
    await told.move(DAY / 2 + HOUR)
    await told.ask('daily-briefing', { off: true })
    expect(world.sentTo().join()).not.toContain('Your day')
    expect(await statuses(told)).toMatchObject([{ status: 'dropped' }])
  })
})

describe('free text that WhatsApp turns down afterwards (63016)', () => {
  test.concurrent('is sent again as the template, a reply as well as a notice', async ({ expect }) => {
    await using told = await startReminders({ env: TEMPLATE })
    const { world } = told
    world.sandbox.twilio.misbehave({ route: 'callbacks', kind: 'fail', code: 63016 })
    world.model.replies('An answer\nof two lines.')
    await world.whatsapp('hi')
    expect((await told.heard('🔔')).body).toBe('🔔 An answer · of two lines.')
    await until(
      async () =>
        (await world.query(`SELECT 1 FROM outbox WHERE template AND status = 'delivered'`)).length === 1,
    )
    expect(await world.query('SELECT 1 FROM outbox')).toHaveLength(1)
  })

  test.concurrent('waits without a template, and comes when the person writes, once', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'again', when: 'in 1 hour' })
    world.sandbox.twilio.misbehave({ route: 'callbacks', kind: 'fail', code: 63016 })
    await told.move(HOUR + 1_000)
    await waiting(told, 1)
    world.model.replies('Hi.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo().slice(-2)).toEqual(['⏰ again', 'Hi.'])
    expect(await world.query(`SELECT status FROM firings`)).toEqual([{ status: 'open' }])
    expect(await world.query(`SELECT 1 FROM firings JOIN outbox ON outbox.id = firings.outbox`)).toHaveLength(
      1,
    )
  })

  test.concurrent('of a template waits: it is not tried for ever', async ({ expect }) => {
    await using told = await startReminders({ env: TEMPLATE })
    const { world } = told
    world.sandbox.twilio.misbehave({ route: 'callbacks', kind: 'fail', code: 63016, times: 2 })
    world.model.replies('An answer.')
    await world.whatsapp('hi')
    await until(async () => (await world.query(`SELECT 1 FROM outbox WHERE status = 'waiting'`)).length === 1)
    await world.drain()
    expect(world.sentTo()).toEqual(['An answer.', '🔔 An answer.'])
  })
})

describe('the breaker', () => {
  test.concurrent('keeps what is more than so many in an hour, and sends it as one', async ({ expect }) => {
    await using told = await startReminders({ env: { NOTICES_PER_PERSON_PER_HOUR: '3' } })
    const { world } = told
    for (let n = 1; n <= 6; n += 1)
      await told.ask('create-reminder', { what: `number ${n}`, when: `in ${n + 60} minutes` })
    await told.move(67 * 60_000)
    await waiting(told, 3)
    await world.drain()
    expect(notices(told)).toHaveLength(3)
    expect(await world.query(`SELECT DISTINCT waiting_for FROM outbox WHERE status = 'waiting'`)).toEqual([
      { waiting_for: 'breaker' },
    ])
    await told.move(HOUR)
    await told.sweep()
    await until(() => notices(told).length === 4)
    expect(notices(told).at(-1)).toMatch(
      /^While we were not in touch:\n\n⏰ number 4.*⏰ number 5.*⏰ number 6/s,
    )
  })
})
