import { pino } from 'pino'
import { describe, test } from 'vitest'
import type { Calendar } from '../src/calendars/calendar.ts'
import { createLocalCalendar } from '../src/calendars/local/local.ts'
import { createWatch } from '../src/reminders/before-events.ts'
import { calendarsOf } from '../src/store/calendars.ts'
import { openDatabase } from '../src/store/database.ts'
import { DAY, HOUR, startReminders } from './support/reminders.ts'
import { until } from './support/until.ts'
import { ANA } from './support/world.ts'

const PERSON = ANA.slice('whatsapp:'.length)
const MINUTE = 60_000

/** A person with a calendar, who is told 30 minutes before each event. */
async function startEvents() {
  const stack = new AsyncDisposableStack()
  const told = stack.use(await startReminders())
  const log = pino({ level: 'silent' })
  const db = stack.use(openDatabase(told.world.env.DATABASE_URL ?? '', log, 2))
  await told.ask('create-reminder', { what: 'each meeting', beforeEvents: '30 minutes' })
  const [row] = await calendarsOf(db.pool, PERSON, 'Local')
  if (!row) throw new Error('no calendar')
  const calendar: Calendar = createLocalCalendar({ id: row.id, name: row.name, db })
  const watch = createWatch({ database: db, calendarsOf: () => Promise.resolve([calendar]), log })
  const signal = AbortSignal.timeout(60_000)
  let made = 0
  /** In so many minutes, for half an hour. */
  const time = (minutes: number) => {
    const start = Temporal.Now.instant()
      .add({ milliseconds: Math.round(told.world.sandbox.clock.shiftMs + minutes * MINUTE) })
      .round('minute')
      .toZonedDateTimeISO('Europe/Lisbon')
    return { kind: 'timed', start: start.toString(), end: start.add({ minutes: 30 }).toString() } as const
  }
  return {
    ...told,
    calendar,
    watch,
    signal,
    time,
    book: (title: string, minutes: number) =>
      calendar.insert(
        (++made).toString(16).padStart(40, 'a'),
        { title, time: time(minutes) },
        { notify: false },
        signal,
      ),
    planned: () =>
      told.world.query(
        `SELECT event->>'title' AS title FROM firings WHERE status = 'planned' ORDER BY fire_at`,
      ),
    said: () => told.world.sentTo().filter((body) => body.startsWith('⏰')),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

describe('before each event', () => {
  test.concurrent('the person is told once, with how long it really is', async ({ expect }) => {
    await using ana = await startEvents()
    await ana.book('Standup', 40)
    await ana.book('Booked inside of the lead', 10)
    await ana.book('Tomorrow', 24 * 60)
    await ana.watch()
    await ana.watch()
    expect(await ana.planned()).toEqual([{ title: 'Standup' }])
    await ana.moveToNext()
    const { body } = await ana.heard('⏰')
    expect(body).toMatch(/^⏰ In 30 minutes: \*Standup\*\n\n.+\(Europe\/Lisbon\)$/)
    await ana.move(5 * MINUTE)
    await ana.watch()
    await ana.world.drain()
    expect(ana.said()).toHaveLength(1)
  })

  test.concurrent('one that is deleted is not told of', async ({ expect }) => {
    await using ana = await startEvents()
    const { id } = await ana.book('Off', 40)
    await ana.watch()
    await ana.calendar.remove(id, { notify: false }, ana.signal)
    await ana.moveToNext()
    await until(
      async () => (await ana.world.query(`SELECT 1 FROM firings WHERE status = 'skipped'`)).length === 1,
    )
    await ana.world.drain()
    expect(ana.said()).toEqual([])
  })

  test.concurrent('one that is moved is told of at its new time alone', async ({ expect }) => {
    await using ana = await startEvents()
    const { id } = await ana.book('Later', 40)
    await ana.watch()
    await ana.calendar.change(id, { time: ana.time(70) }, { notify: false }, ana.signal)
    await ana.moveToNext()
    await until(
      async () => (await ana.world.query(`SELECT 1 FROM firings WHERE status = 'skipped'`)).length === 1,
    )
    expect(ana.said()).toEqual([])
    await ana.move(25 * MINUTE)
    await ana.watch()
    await ana.moveToNext()
    expect((await ana.heard('⏰')).body).toContain('Later')
    expect(ana.said()).toHaveLength(1)
  })

  test.concurrent('is not offered twice, and ends when it is cancelled', async ({ expect }) => {
    await using ana = await startEvents()
    expect(await ana.ask('create-reminder', { what: 'x', beforeEvents: 'half an hour' })).toContain('already')
    expect(await ana.ask('list-reminders', {})).toContain('r1: "each meeting"; 30 minutes before each event')
    await ana.book('Standup', 40)
    await ana.watch()
    await ana.ask('change-reminder', { reminder: 'r1', action: 'cancel' })
    expect(await ana.planned()).toEqual([])
    await ana.watch()
    expect(await ana.planned()).toEqual([])
  })

  test.concurrent('"later" is pointed to a reminder of its own', async ({ expect }) => {
    await using ana = await startEvents()
    await ana.book('Standup', 40)
    await ana.watch()
    await ana.moveToNext()
    await ana.heard('⏰')
    expect(await ana.ask('change-reminder', { action: 'later' })).toContain('create-reminder')
    const system = ana.world.model.requests.at(-1)?.system ?? ''
    expect(system).toContain('r1: of a coming event, sent')
    expect(system).not.toContain('Standup')
  })
})

describe('the daily briefing', () => {
  test.concurrent('comes at the hour the person wants, with the day and the reminders', async ({
    expect,
  }) => {
    await using ana = await startEvents()
    await ana.ask('change-reminder', { reminder: 'r1', action: 'cancel' })
    expect(await ana.ask('daily-briefing', { at: '8:00' })).toMatch(/The briefing r2 is set: .*08:00/)
    const [row] = await ana.world.query<{ minutes: number }>(
      `SELECT extract(epoch FROM fire_at - clock_now())::float8 / 60 AS minutes FROM firings WHERE status = 'planned'`,
    )
    const until8 = row?.minutes ?? 0
    await ana.book('Standup', until8 + 60)
    await ana.book('Overlap', until8 + 75)
    await ana.ask('create-reminder', {
      what: 'send the report',
      when: `in ${Math.ceil(until8) + 120} minutes`,
    })
    await ana.move((until8 - 1) * MINUTE)
    await ana.moveToNext()
    const { body } = await ana.heard('Your day')
    expect(body).toMatch(/- 9:00 AM–9:30 AM Standup/)
    expect(body).toContain('These overlap: Standup, Overlap')
    expect(body).toMatch(/\*Reminders\*\n- .+ send the report/)
    expect(await ana.world.query(`SELECT 1 FROM firings WHERE status = 'planned'`)).toHaveLength(2)
  })

  test.concurrent('is one: a new hour takes the place of the old, and off is off', async ({ expect }) => {
    await using ana = await startEvents()
    await ana.ask('daily-briefing', { at: '8:00' })
    await ana.ask('daily-briefing', { at: 'weekdays at 7:30' })
    const list = await ana.ask('list-reminders', {})
    expect(list.match(/daily briefing/g)).toHaveLength(1)
    expect(list).toContain('07:30')
    await ana.ask('daily-briefing', { off: true })
    expect(await ana.ask('list-reminders', {})).not.toContain('briefing')
    await ana.move(DAY + HOUR)
    await ana.world.drain()
    expect(ana.world.sentTo().join()).not.toContain('Your day')
  })
})
