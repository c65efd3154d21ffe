import { describe, test } from 'vitest'
import { DAY, HOUR, startReminders } from './support/reminders.ts'
import { until } from './support/until.ts'
import { ANA, BEN } from './support/world.ts'

/** The same person by SMS, which has no 24 hours. */
const SMS = '+15550100001'

const reminders = (world: { sentTo(person?: string): string[] }, person = ANA) =>
  world.sentTo(person).filter((body) => body.startsWith('⏰'))

describe('a reminder', () => {
  test.concurrent('is set in words, read back, and comes once at its time', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    const result = await told.ask('create-reminder', { what: 'send the report', when: 'in 20 minutes' })
    expect(result).toContain('The reminder r1 is set: "send the report"')
    expect(world.sentTo().at(-1)).toMatch(/✅ I'll remind you: \*send the report\*, .+ \(Europe\/Lisbon\)/)
    await told.move(19 * 60_000)
    expect(reminders(world)).toEqual([])
    await told.move(61_000)
    await told.heard('⏰ send the report')
    await told.move(DAY)
    await world.drain()
    expect(reminders(world)).toEqual(['⏰ send the report'])
    expect(await world.query('SELECT status FROM reminders')).toEqual([{ status: 'ended' }])
  })

  test.concurrent('comes by the real clock within two seconds, without anything to wake it', async ({
    expect,
  }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'tea', when: 'in 3 seconds' })
    await told.heard('⏰ tea')
    await world.drain()
    const [row] = await world.query<{ late: number }>(
      'SELECT extract(epoch FROM accepted_at - due_at)::float8 AS late FROM firings JOIN outbox ON outbox.id = firings.outbox',
    )
    expect(row?.late).toBeGreaterThanOrEqual(0)
    expect(row?.late).toBeLessThan(2)
  })

  test.concurrent('that was due while nobody was there says when, and comes once', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'call mum', when: 'in 1 hour' })
    await told.move(3 * HOUR)
    const { body } = await told.heard('⏰ call mum')
    expect(body).toMatch(/_This was due .+\._$/)
  })

  test.concurrent('of a series comes again and again; of those that were missed only the last', async ({
    expect,
  }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'stretch', repeat: 'every day at 12:30' }, { from: SMS })
    await told.moveToNext()
    await until(() => reminders(world, SMS).length === 1)
    await told.moveToNext()
    await until(() => reminders(world, SMS).length === 2)
    await told.move(5 * DAY)
    await until(() => reminders(world, SMS).length === 3)
    await world.drain()
    expect(reminders(world, SMS)).toHaveLength(3)
    const planned = await world.query(
      `SELECT fire_at > clock_now() AS coming FROM firings WHERE status = 'planned'`,
    )
    expect(planned).toEqual([{ coming: true }])
  })

  test.concurrent('stays on the clock when the person is somewhere else', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'pills', repeat: 'every day at 9:00' })
    await told.ask('create-reminder', { what: 'launch', when: 'in 3 days' })
    const at = () =>
      world.query<{ text: string; lisbon: string; tokyo: string }>(
        `SELECT text, to_char(fire_at AT TIME ZONE 'Europe/Lisbon', 'HH24:MI') AS lisbon,
           to_char(fire_at AT TIME ZONE 'Asia/Tokyo', 'HH24:MI') AS tokyo
         FROM firings JOIN reminders ON reminders.id = reminder WHERE firings.status = 'planned' ORDER BY text`,
      )
    const before = await at()
    expect(before.find(({ text }) => text === 'pills')).toMatchObject({ lisbon: '09:00' })
    await told.ask('time-zone', { place: 'Tokyo' })
    const after = await at()
    expect(after.find(({ text }) => text === 'pills')).toMatchObject({ tokyo: '09:00' })
    expect(after.find(({ text }) => text === 'launch')).toEqual(before.find(({ text }) => text === 'launch'))
  })

  test.concurrent('goes by home again when a journey is over', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('time-zone', { place: 'Lisbon' })
    await told.ask('create-reminder', { what: 'pills', repeat: 'every day at 9:00' })
    await told.ask('time-zone', { place: 'Tokyo', until: 'tomorrow' })
    const zone = () => world.query('SELECT zone FROM reminders')
    expect(await zone()).toEqual([{ zone: 'Asia/Tokyo' }])
    await told.move(3 * DAY)
    await told.sweep()
    expect(await zone()).toEqual([{ zone: 'Europe/Lisbon' }])
  })

  test.concurrent('more often than every 15 minutes is refused, and nothing is set', async ({ expect }) => {
    await using told = await startReminders()
    const result = await told.ask('create-reminder', { what: 'drink', repeat: 'every 5 minutes' })
    expect(result).toMatch(/15 minutes at most|not clear/)
    expect(await told.world.query('SELECT 1 FROM reminders')).toEqual([])
  })

  test.concurrent('is asked about when the time is not clear or over', async ({ expect }) => {
    await using told = await startReminders()
    for (const when of ['yesterday at 5', 'whenever the moon says', '30 February at 9', '25:00'])
      expect(await told.ask('create-reminder', { what: 'x', when }), when).toMatch(
        /It is not clear when\..*Nothing was set/s,
      )
    expect(await told.world.query('SELECT 1 FROM reminders')).toEqual([])
  })

  test.concurrent('without a known zone asks for the city, but not when the words need none', async ({
    expect,
  }) => {
    await using told = await startReminders({ env: { TIMEZONE: '' } })
    const nowhere = 'whatsapp:+15550100077'
    const asked = await told.ask(
      'create-reminder',
      { what: 'x', when: 'tomorrow at 5 PM' },
      { from: nowhere },
    )
    expect(asked).toContain('Ask which city they are in')
    expect(await told.ask('create-reminder', { what: 'x', when: 'in 2 hours' }, { from: nowhere })).toContain(
      'is set',
    )
    expect(
      await told.ask(
        'create-reminder',
        { what: 'y', when: 'tomorrow at 5 PM Berlin time' },
        { from: nowhere },
      ),
    ).toContain('is set')
  })

  test.concurrent('of two people with the same words goes to each their own', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('create-reminder', { what: 'ours', when: 'in 1 hour' })
    await told.ask('create-reminder', { what: 'ours', when: 'in 1 hour' }, { from: BEN })
    expect(await told.ask('change-reminder', { reminder: 'r2', action: 'cancel' }, { from: BEN })).toContain(
      'no such reminder',
    )
    await told.ask('change-reminder', { reminder: 'r1', action: 'cancel' }, { from: BEN })
    await told.move(HOUR + 1_000)
    await told.heard('⏰ ours')
    await told.world.drain()
    expect(reminders(told.world, BEN)).toEqual([])
  })

  test.concurrent('to somebody who wrote STOP does not come', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'hidden', when: 'in 1 hour' })
    await world.whatsapp('STOP')
    await world.drain()
    await told.move(HOUR + 1_000)
    await until(
      async () => (await world.query(`SELECT 1 FROM outbox WHERE error = 'opted out'`)).length === 1,
    )
    expect(reminders(world)).toEqual([])
  })
})

describe('a reply to a reminder', () => {
  test.concurrent('that quotes it days later is about that one, whatever came since', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'the old one', when: 'in 1 hour' })
    await told.ask('create-reminder', { what: 'the new one', when: 'in 2 hours' })
    await told.move(HOUR + 1_000)
    const { sid } = await told.heard('⏰ the old one')
    await told.move(HOUR)
    await told.heard('⏰ the new one')
    await told.move(5 * HOUR)
    const result = await told.ask(
      'change-reminder',
      { reminder: 'r1', action: 'later', when: 'in 3 hours' },
      { words: 'later', repliesTo: sid },
    )
    const question = world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user')?.text
    expect(question).toMatch(/^\[In reply to your reminder r1, sent 20.+: "⏰ the old one"\]\nlater$/)
    expect(result).toContain('r1 ("the old one") comes again')
    await told.move(3 * HOUR + 1_000)
    await until(() => reminders(world).length === 3)
    expect(reminders(world).at(-1)).toContain('the old one')
  })

  test.concurrent('in plain words is about the last one: it is done', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'first', when: 'in 1 hour' })
    await told.ask('create-reminder', { what: 'second', when: 'in 2 hours' })
    await told.move(HOUR + 1_000)
    await told.heard('⏰ first')
    await told.move(HOUR)
    await told.heard('⏰ second')
    expect(await told.ask('change-reminder', { action: 'done' })).toBe('r2 ("second") is done.')
    const system = world.model.requests.at(-1)?.system ?? ''
    expect(system).toMatch(/- r1: "first", sent .+\n- r2: "second", sent /)
    expect(await told.ask('change-reminder', { action: 'done' })).toBe('r1 ("first") is done.')
    expect(await told.ask('change-reminder', { action: 'done' })).toContain(
      'No reminder that was sent is open',
    )
  })

  test.concurrent('moves it, and keeps what was not said', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'water', when: 'tomorrow at 17:00' }, { from: SMS })
    await told.moveToNext()
    await told.heard('⏰ water', SMS)
    await told.ask('change-reminder', { action: 'move', when: 'tomorrow' }, { from: SMS })
    const [row] = await world.query<{ at: string; days: number }>(
      `SELECT to_char(fire_at AT TIME ZONE 'Europe/Lisbon', 'HH24:MI') AS at,
         (fire_at AT TIME ZONE 'Europe/Lisbon')::date - (clock_now() AT TIME ZONE 'Europe/Lisbon')::date AS days
       FROM firings WHERE status = 'planned'`,
    )
    expect(row).toEqual({ at: '17:00', days: 1 })
  })

  test.concurrent('taps a button while a question is open: the question is not answered by it', async ({
    expect,
  }) => {
    await using told = await startReminders({
      env: { TWILIO_TEMPLATE_BUTTONS_2: 'HX00000000000000000000000000000002' },
    })
    const { world } = told
    await told.ask('create-reminder', { what: 'tap me', when: 'in 1 hour' })
    await world.query(
      `UPDATE conversations SET awaits_answer = true, offered = '[{"id":"yes","title":"Yes"},{"id":"no","title":"No"}]'`,
    )
    await told.move(HOUR + 1_000)
    const { sid } = await told.heard('⏰ tap me')
    expect(await world.query(`SELECT offered->0->>'title' AS title FROM conversations`)).toEqual([
      { title: 'Yes' },
    ])
    world.model.replies('Fine.')
    await world.sandbox.twilio.inbound({
      from: ANA,
      buttonPayload: '1',
      buttonText: 'Done',
      repliesToSid: sid,
    })
    await world.drain()
    expect(world.model.requests.at(-1)?.messages.findLast(({ role }) => role === 'user')?.text).toMatch(
      /\nDone$/,
    )
    // Also with what others wrote before the model: the tap itself says it all, in whatever language.
    world.model.replies({ toolCalls: [{ name: 'web-search', args: { query: 'langgraph' } }] })
    world.model.replies('Found.')
    await world.whatsapp('search')
    await world.drain()
    world.model.replies({
      toolCalls: [{ name: 'change-reminder', args: { reminder: 'r1', action: 'done' } }],
    })
    await world.sandbox.twilio.inbound({
      from: ANA,
      buttonPayload: '1',
      buttonText: 'Erledigt',
      repliesToSid: sid,
    })
    await world.drain()
    expect(await world.query('SELECT status FROM effects WHERE tool = $1', ['change-reminder'])).toEqual([
      { status: 'done' },
    ])
  })

  test.concurrent('can end a series, or move it as a whole', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    await told.ask('create-reminder', { what: 'rent', repeat: 'every Monday at 9:00' })
    expect(
      await told.ask('change-reminder', { reminder: 'r1', action: 'move', when: 'every Tuesday at 10:00' }),
    ).toContain('every Tuesday')
    expect(await told.ask('list-reminders', {})).toMatch(/^r1: "rent"; every Tuesday.+10:00/)
    await told.ask('change-reminder', { reminder: 'r1', action: 'cancel' })
    expect(await told.ask('list-reminders', {})).toContain('There are no reminders')
    await told.move(30 * DAY)
    await world.drain()
    expect(reminders(world)).toEqual([])
  })
})

describe('quiet hours', () => {
  test.concurrent('hold a series back until they end, and let a single one through', async ({ expect }) => {
    await using told = await startReminders()
    const { world } = told
    expect(await told.ask('quiet-hours', { from: '22:00', until: '7:00' }, { from: SMS })).toContain(
      'From 22:00 until 07:00',
    )
    await told.ask('create-reminder', { what: 'series', repeat: 'every day at 23:00' }, { from: SMS })
    await told.ask('create-reminder', { what: 'single', when: 'tomorrow at 22:30' }, { from: SMS })
    // The series first, unless it is past 23:00; then both within the same night.
    await told.moveToNext()
    await until(async () => (await world.query('SELECT 1 FROM firings WHERE fire_at > due_at')).length === 1)
    const held = await world.query(
      `SELECT to_char(fire_at AT TIME ZONE 'Europe/Lisbon', 'HH24:MI') AS at FROM firings WHERE fire_at > due_at`,
    )
    expect(held).toEqual([{ at: '07:00' }])
    expect(reminders(world, SMS)).toEqual([])
    await told.moveToNext()
    expect((await told.heard('⏰ series', SMS)).body).toContain('This was due')
    await told.moveToNext()
    expect((await told.heard('⏰ single', SMS)).body).toBe('⏰ single')
  })

  test.concurrent('end when the person says so, and what was held comes', async ({ expect }) => {
    await using told = await startReminders()
    await told.ask('quiet-hours', { from: '22:00', until: '7:00' })
    await told.ask('create-reminder', { what: 'series', repeat: 'every day at 23:00' })
    await told.moveToNext()
    await until(
      async () => (await told.world.query('SELECT 1 FROM firings WHERE fire_at > due_at')).length === 1,
    )
    await told.ask('quiet-hours', { off: true })
    await told.heard('⏰ series')
    expect(await told.ask('quiet-hours', { from: '10', until: '7' })).toContain('no clear time of day')
  })
})
