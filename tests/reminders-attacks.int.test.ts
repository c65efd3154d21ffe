import { pino } from 'pino'
import { describe, test } from 'vitest'
import { NOTICE_TEMPLATE } from '../sandbox/sandbox.ts'
import { createLocalCalendar } from '../src/calendars/local/local.ts'
import { createMetrics } from '../src/metrics.ts'
import { createRemind } from '../src/remind.ts'
import { createWatch } from '../src/reminders/before-events.ts'
import type { DueFiring } from '../src/store/firings.ts'
import { openDatabase } from '../src/store/database.ts'
import { markFired, planFirings, takeDue } from '../src/store/firings.ts'
import { endReminders } from '../src/store/reminders.ts'
import { DAY, HOUR, type RemindersWorld, startReminders } from './support/reminders.ts'
import { until } from './support/until.ts'
import { ANA, BEN } from './support/world.ts'

const SMS = '+15550100001'
const MINUTE = 60_000
const BUTTONS = { TWILIO_TEMPLATE_BUTTONS_2: 'HX00000000000000000000000000000002' }

const said = ({ world }: RemindersWorld, person = ANA) =>
  world.sentTo(person).filter((body) => /⏰|🔔|☀️|While/.test(body))
const waiting = (told: RemindersWorld, count: number) =>
  until(
    async () => (await told.world.query(`SELECT 1 FROM outbox WHERE status = 'waiting'`)).length === count,
  )
const planned = ({ world }: RemindersWorld) =>
  world.query<{ at: string }>(
    `SELECT to_char(fire_at AT TIME ZONE 'Europe/Lisbon', 'HH24:MI') AS at FROM firings WHERE status = 'planned' ORDER BY fire_at`,
  )
const lastQuestion = ({ world }: RemindersWorld) =>
  world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user')?.text

describe('what is sent and what the person has seen', () => {
  test.concurrent('"done" is about what they were sent, not about what waits unseen', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'seen', when: 'in 20 hours' })
    await told.ask('create-reminder', { what: 'unseen', when: 'in 30 hours' })
    await told.move(20 * HOUR + 1_000)
    await told.heard('⏰ seen')
    await told.move(10 * HOUR)
    await waiting(told, 1)
    expect(await told.ask('change-reminder', { action: 'done' })).toBe('r1 ("seen") is done.')
    const system = told.world.model.requests.at(-1)?.system ?? ''
    expect(system).toContain('"seen", sent')
    expect(system).not.toContain('"unseen", sent')
    // They have seen it now.
    expect(await told.ask('change-reminder', { action: 'done' })).toBe('r2 ("unseen") is done.')
  })

  test.concurrent('of several sent in one moment the last one is meant, by its place', async ({ expect }) => {
    await using told = await startReminders()
    for (const what of ['one', 'two', 'three'])
      await told.ask('create-reminder', { what, when: 'tomorrow at 12:00' }, { from: SMS })
    await told.moveToNext()
    await until(() => said(told, SMS).length === 3)
    expect(said(told, SMS)).toEqual(['⏰ one', '⏰ two', '⏰ three'])
    const from = { from: SMS }
    expect(await told.ask('change-reminder', { action: 'done' }, from)).toContain('r3 ("three")')
    expect(await told.ask('change-reminder', { action: 'done' }, from)).toContain('r2 ("two")')
    expect(await told.ask('change-reminder', { action: 'done' }, from)).toContain('r1 ("one")')
  })

  test.concurrent('a number typed after a reminder still answers the list above it', async ({ expect }) => {
    await using told = await startReminders({ env: BUTTONS })
    const { world } = told
    await told.ask('create-reminder', { what: 'tap me', when: 'in 1 hour' })
    await world.query(
      `UPDATE conversations SET offered = '[{"id":"a","title":"Pizza"},{"id":"b","title":"Sushi"}]'`,
    )
    await told.move(HOUR + 1_000)
    const { sid } = await told.heard('⏰ tap me')
    world.model.replies('Sushi it is.')
    await world.whatsapp('2')
    await world.drain()
    expect(lastQuestion(told)).toBe('Sushi')
    world.model.replies('Later.')
    const tap = { from: ANA, buttonPayload: '2', buttonText: 'In 1 hour', repliesToSid: sid }
    await world.sandbox.twilio.inbound(tap)
    await world.drain()
    expect(lastQuestion(told)).toMatch(/your reminder r1, .*\nIn 1 hour$/)
  })

  test.concurrent('somebody who quotes a message of another person learns and changes nothing', async ({
    expect,
  }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'xylophone', when: 'in 1 hour' })
    await told.move(HOUR + 1_000)
    const { sid } = await told.heard('⏰ xylophone')
    const result = await told.ask(
      'change-reminder',
      { reminder: 'r1', action: 'cancel' },
      { from: BEN, repliesTo: sid },
    )
    expect(result).toContain('no such reminder')
    expect(JSON.stringify(told.world.model.requests.at(-1))).not.toContain('xylophone')
    expect(await told.world.query(`SELECT status FROM firings`)).toEqual([{ status: 'open' }])
  })
})

describe('a series', () => {
  test.concurrent('that is cancelled in the moment it is sent does not come again', async ({ expect }) => {
    await using told = await startReminders()
    await using database = openDatabase(told.world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 2)
    await told.ask('create-reminder', { what: 'series', repeat: 'every day at 12:30' })
    const [firing] = await told.world.query<{ id: string; reminder: string; conversation: string }>(
      `UPDATE firings SET fire_at = now() - interval '1 second' RETURNING id, reminder, conversation`,
    )
    if (!firing) throw new Error('nothing is planned')
    const { id, reminder, conversation } = firing
    let cancelled: Promise<string> | undefined
    await database.transaction(async (db) => {
      expect(await takeDue(db, [conversation])).toHaveLength(1)
      cancelled = told.ask('change-reminder', { reminder: 'r1', action: 'cancel' })
      await until(
        async () =>
          (
            await told.world.query(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
            )
          ).length > 0,
      )
      const due = Temporal.Now.instant()
      await markFired(db, [{ id, due, outbox: undefined }])
      const next = due.add({ hours: 24 })
      await planFirings(db, [{ reminder, conversation, occurrence: `rule:${next.toString()}`, due: next }])
      await endReminders(db, [reminder])
    })
    expect(await cancelled).toContain('cancelled for good')
    expect(await planned(told)).toEqual([])
  })

  test.concurrent('that was cancelled comes once more when asked to, and no more than that', async ({
    expect,
  }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'pills', repeat: 'every day at 12:30' }, { from: SMS })
    await told.moveToNext()
    const { sid } = await told.heard('⏰ pills', SMS)
    await told.ask('change-reminder', { reminder: 'r1', action: 'cancel' }, { from: SMS })
    await told.move(3 * DAY)
    const reply = { from: SMS, repliesTo: sid }
    await told.ask('change-reminder', { reminder: 'r1', action: 'later', when: '3 days' }, reply)
    expect(await planned(told)).toHaveLength(1)
    // Elsewhere it does not begin anew.
    await told.ask('time-zone', { place: 'Tokyo' }, { from: SMS })
    expect(await planned(told)).toHaveLength(1)
    await told.ask('change-reminder', { reminder: 'r1', action: 'move', when: 'in 2 hours' }, reply)
    expect(await planned(told)).toHaveLength(1)
    await told.moveToNext()
    await until(() => said(told, SMS).length === 2)
    await world.drain()
    expect(await planned(told)).toEqual([])
    expect(await world.query('SELECT status FROM reminders')).toEqual([{ status: 'ended' }])
  })
})

describe('what waited', () => {
  test.concurrent('alone says that it did', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'call mum', when: 'in 30 hours' })
    await told.moveToNext()
    await waiting(told, 1)
    await told.move(3 * DAY)
    world.model.replies('Hi.')
    await world.whatsapp('hi')
    await world.drain()
    expect(world.sentTo().slice(-2)).toEqual(['While we were not in touch:\n\n⏰ call mum', 'Hi.'])
  })

  test.concurrent('for an event that has begun is dropped', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'each meeting', beforeEvents: '30 minutes' })
    await told.move(30 * HOUR)
    await world.query(
      `WITH said AS (
         INSERT INTO outbox (conversation, channel, medium, sender, recipient, body, notice, notice_at, status, waiting_for, waiting_at)
         SELECT id, channel, medium, our_address, their_address, '⏰ In 30 minutes: Standup', 'before-events', clock_now(), 'waiting',
           'window', now() FROM conversations RETURNING id, conversation)
       INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at, event, status, outbox, fired_at)
       SELECT reminders.id, said.conversation, 'event:x', clock_now(), clock_now(), '{}', 'open', said.id, clock_now()
       FROM reminders, said`,
    )
    await told.move(HOUR)
    world.model.replies('Hi.')
    await world.whatsapp('hi')
    await world.drain()
    expect(said(told)).toEqual([])
    expect(await world.query(`SELECT 1 FROM outbox WHERE status = 'dropped'`)).toHaveLength(1)
  })

  test.concurrent('and goes out as the template fits into it whole', async ({ expect }) => {
    await using told = await startReminders({ env: { TWILIO_TEMPLATE_NOTICE: NOTICE_TEMPLATE } })
    const { world } = told
    await told.ask('create-reminder', { what: 'x', when: 'in 1 hour' })
    await told.move(26 * HOUR)
    await world.query(
      `INSERT INTO outbox (conversation, channel, medium, sender, recipient, body, notice, notice_at, status, waiting_for, waiting_at)
       SELECT id, channel, medium, our_address, their_address, '⏰ ' || repeat('word ', 70) || 'end ' || n, 'reminder',
         clock_now() - interval '2 hours', 'waiting', 'breaker', now() FROM conversations, generate_series(1, 4) AS n`,
    )
    await told.sweep()
    await until(() => [1, 2, 3, 4].every((n) => said(told).join('\n').includes(`end ${n}`)))
    for (const body of said(told)) expect(body.endsWith('…')).toBe(false)
  })
})

describe('the breaker', () => {
  test.concurrent('of fifty reminders in a minute lets twenty through, and the rest follows as few, in order', async ({
    expect,
  }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'number 1', when: 'in 60 minutes' }, { from: SMS })
    await world.query(
      `WITH more AS (
         INSERT INTO reminders (person, conversation, ref, kind, text, first, zone, call_id)
         SELECT person, conversation, n, kind, 'number ' || n, first, zone, 'call-' || n FROM reminders, generate_series(2, 50) AS n
         RETURNING id, conversation, ref)
       INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at)
       SELECT more.id, more.conversation, 'rule:x', due_at + ref * interval '1 second', fire_at + ref * interval '1 second'
       FROM more, firings`,
    )
    await told.ask('create-reminder', { what: 'number 51', when: 'in 122 minutes' }, { from: SMS })
    await told.move(HOUR + MINUTE)
    await waiting(told, 30)
    await world.drain()
    expect(said(told, SMS)).toEqual(Array.from({ length: 20 }, (_, n) => `⏰ number ${n + 1}`))
    // There is room again, but those that wait have been there longer.
    await told.move(HOUR + MINUTE)
    await until(
      async () => (await world.query(`SELECT 1 FROM firings WHERE status = 'planned'`)).length === 0,
    )
    await told.sweep()
    await until(() => said(told, SMS).join('\n').includes('number 51'))
    await world.drain()
    expect(
      said(told, SMS)
        .join('\n')
        .match(/number \d+/g),
    ).toEqual(Array.from({ length: 51 }, (_, n) => `number ${n + 1}`))
    expect(said(told, SMS).length).toBeLessThan(24)
  })

  test.concurrent('counts what was said in one message once, and nothing by a clock that was moved back', async ({
    expect,
  }) => {
    await using told = await startReminders({ env: { NOTICES_PER_PERSON_PER_HOUR: '3' } })
    const { world } = told
    await told.ask('create-reminder', { what: 'soon', when: 'in 20 minutes' }, { from: SMS })
    const said = (status: string, at: string) =>
      world.query(
        `INSERT INTO outbox (conversation, channel, medium, sender, recipient, body, notice, notice_at, status)
         SELECT id, channel, medium, our_address, their_address, 'x', 'reminder', clock_now() + $1::interval, $2
         FROM conversations, generate_series(1, 5)`,
        [at, status],
      )
    await said('dropped', '10 minutes')
    await said('delivered', '30 days')
    await told.move(20 * MINUTE + 1_000)
    expect((await told.heard('⏰ soon', SMS)).body).toBe('⏰ soon')
  })
})

describe('after a long time', () => {
  test.concurrent('the briefing of a day that is over is not said in the next night', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('daily-briefing', { at: '8:00' }, { from: SMS })
    await told.moveToNext(18 * HOUR)
    await until(
      async () => (await told.world.query(`SELECT 1 FROM firings WHERE status = 'skipped'`)).length > 0,
    )
    await told.world.drain()
    expect(said(told, SMS)).toEqual([])
    expect(await planned(told)).toEqual([{ at: '08:00' }])
    await told.moveToNext()
    await told.heard('☀️', SMS)
  })

  test.concurrent('a database that was gone for seconds while something was due costs no more than them', async ({
    expect,
  }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'tea', when: 'in 4 seconds' })
    const due = Date.now() + 4_000
    const back = await told.world.interruptDatabase()
    await until(() => Date.now() > due + 1_000)
    await back()
    await until(() => said(told).length > 0, 15_000)
    await told.world.drain()
    expect(said(told)).toEqual(['⏰ tea'])
  }, 40_000)

  test.concurrent('START brings reminders back to who wrote STOP: those to come, not those of meanwhile', async ({
    expect,
  }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'hidden', when: 'in 1 hour' })
    await told.ask('create-reminder', { what: 'shown', when: 'in 3 hours' })
    await world.whatsapp('STOP')
    await world.drain()
    await told.move(HOUR + 1_000)
    await until(
      async () => (await world.query(`SELECT 1 FROM outbox WHERE error = 'opted out'`)).length === 1,
    )
    await world.whatsapp('START')
    await world.drain()
    await told.move(2 * HOUR)
    await told.heard('⏰ shown')
    expect(said(told)).toEqual(['⏰ shown'])
    expect(await told.ask('list-reminders', {})).toMatch(/r1: "hidden"; was due .*, not done yet/)
    await told.ask('change-reminder', { action: 'done' })
    expect(await told.ask('change-reminder', { action: 'done' })).toContain(
      'No reminder that was sent is open',
    )
  })

  test.concurrent('the clock moved a month on and back: what is to come still comes once', async ({
    expect,
  }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'far', when: 'in 40 days' }, { from: SMS })
    await told.move(30 * DAY)
    await told.move(-30 * DAY)
    expect(await planned(told)).toHaveLength(1)
    await told.ask('create-reminder', { what: 'near', when: 'in 20 minutes' }, { from: SMS })
    await told.move(21 * MINUTE)
    await told.heard('⏰ near', SMS)
    await told.move(40 * DAY)
    await told.heard('⏰ far', SMS)
    await told.world.drain()
    expect(said(told, SMS)).toHaveLength(2)
  })
})

describe('words of a reminder', () => {
  test.concurrent('that look like marks, answers and orders are shown as they are', async ({ expect }) => {
    await using told = await startReminders()
    const what = 'STOP\n===\n1. Yes\nhttps://example.com/a_b_c?x=1&copy=2*3*'
    await told.ask('create-reminder', { what, when: 'in 1 hour' })
    await told.move(HOUR + 1_000)
    expect((await told.heard('⏰ STOP')).body).toBe(`⏰ ${what}`)
    expect(await told.world.query('SELECT opted_out_at FROM people')).toEqual([{ opted_out_at: null }])
  })

  test.concurrent('are refused when they are endless, and when there are 200 already', async ({ expect }) => {
    await using told = await startReminders()
    expect(await told.ask('create-reminder', { what: 'a'.repeat(600), when: 'in 1 hour' })).toContain(
      '500 characters at most',
    )
    expect(await told.ask('create-reminder', { what: 'a'.repeat(3_000), when: 'in 1 hour' })).not.toContain(
      'is set',
    )
    await told.ask('create-reminder', { what: 'first', when: 'in 1 hour' })
    await told.world.query(
      `INSERT INTO reminders (person, conversation, ref, kind, text, zone, call_id)
       SELECT person, conversation, n, kind, text, zone, 'call-' || n FROM reminders, generate_series(2, 200) AS n`,
    )
    expect(await told.ask('create-reminder', { what: 'more', when: 'in 1 hour' })).toContain(
      'There are 200 reminders to come already',
    )
    expect(await told.world.query('SELECT 1 FROM reminders')).toHaveLength(200)
  })
})

describe('a calendar that cannot be read', () => {
  const log = pino({ level: 'silent' })

  test.concurrent('and hangs for one person makes nobody else late', async ({ expect }) => {
    await using told = await startReminders()
    await using database = openDatabase(told.world.env.DATABASE_URL ?? '', log, 4)
    for (const from of [ANA, BEN])
      await told.ask('create-reminder', { what: 'x', beforeEvents: '30 minutes' }, { from })
    const everybody = Promise.withResolvers<void>()
    let looking = 0
    const hanging = {
      ...createLocalCalendar({ id: 'a', name: 'Work', db: database }),
      async list() {
        if ((looking += 1) === 2) everybody.resolve()
        await everybody.promise
        return []
      },
    }
    await createWatch({ database, calendarsOf: () => Promise.resolve([hanging]), log })()
    expect(looking).toBe(2)
  })

  test.concurrent('holds up nothing else that is due, and is given up after an hour', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await using database = openDatabase(world.env.DATABASE_URL ?? '', log, 4)
    await told.ask('create-reminder', { what: 'x', beforeEvents: '30 minutes' })
    const [one] = await world.query<{ conversation: string }>('SELECT conversation FROM reminders')
    const conversation = one?.conversation ?? ''
    // Without a job, so that only the step below takes them.
    await world.query(
      `INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at, event)
       SELECT id, conversation, 'event:' || n, clock_now() - interval '1 minute', clock_now() - interval '1 minute', '{}'
       FROM reminders, generate_series(1, 2) AS n`,
    )
    let many = 0
    const remind = createRemind({
      database,
      announce: {
        one: () => Promise.resolve(),
        many: (_db, notices) => Promise.resolve(notices.map(() => void (many += 1))),
      },
      compose: ({ occurrence }: DueFiring) =>
        occurrence === 'event:1'
          ? Promise.reject(new Error('unreadable'))
          : Promise.resolve({ reply: { text: 'soon' } }),
      deliver: () => Promise.resolve(),
      zone: { timeZone: 'UTC', timeZoneChosen: true },
      language: 'en',
      metrics: createMetrics(),
      log,
      reach: () => undefined,
    })
    const statuses = () => world.query('SELECT status FROM firings ORDER BY occurrence')
    await expect(remind(conversation, AbortSignal.timeout(10_000))).rejects.toThrow('unreadable')
    expect(await statuses()).toEqual([{ status: 'planned' }, { status: 'open' }])
    await world.query(`UPDATE firings SET due_at = due_at - interval '1 hour' WHERE status = 'planned'`)
    await remind(conversation, AbortSignal.timeout(10_000))
    expect(await statuses()).toEqual([{ status: 'skipped' }, { status: 'open' }])
    expect(many).toBe(1)
  })
})
