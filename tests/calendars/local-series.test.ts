import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Calendar, CalendarRefused } from '../../src/calendars/calendar.ts'
import {
  between,
  days,
  type LocalWorld,
  newId,
  quietly,
  shown,
  signal,
  startLocal,
  timed,
} from './local-support.ts'

let world: LocalWorld
beforeAll(async () => {
  world = await startLocal()
})
afterAll(() => world[Symbol.asyncDispose]())

const list = async (calendar: Calendar, from: string, to: string) =>
  (await calendar.list(between(from, to), signal)).map(shown)

/** Mondays at 9 in Berlin, from 16 November 2026 on. */
async function mondays(rule = 'FREQ=WEEKLY;BYDAY=MO') {
  const calendar = await world.open()
  const id = newId()
  await calendar.insert(
    id,
    timed('2026-11-16T09:00[Europe/Berlin]', 1, { title: 'Standup', rule }),
    quietly,
    signal,
  )
  return { calendar, id, second: `${id}_20261123T080000Z`, third: `${id}_20261130T080000Z` }
}

describe('a series', () => {
  test.each([
    ['Europe/Berlin', '2026-03-28', '2026-10-24'],
    ['America/New_York', '2026-03-07', '2026-10-31'],
    ['Australia/Lord_Howe', '2026-04-04', '2026-10-03'],
  ])('stays at its time on the clock in %s when the clocks change', async (zone, ...daysBefore) => {
    for (const day of daysBefore) {
      const calendar = await world.open()
      await calendar.insert(
        newId(),
        timed(`${day}T09:30[${zone}]`, 1, { rule: 'FREQ=DAILY;COUNT=3' }),
        quietly,
        signal,
      )
      const first = Temporal.PlainDate.from(day)
      const found = await list(
        calendar,
        first.subtract({ days: 2 }).toString(),
        first.add({ days: 9 }).toString(),
      )
      expect(found).toEqual([0, 1, 2].map((n) => `Meeting ${first.add({ days: n }).toString()}T09:30–10:30`))
    }
  })

  test('gives its instances the ids that Google would, and finds them by these', async () => {
    const { calendar, id, second } = await mondays()
    const listed = await calendar.list(between('2026-11-22', '2026-11-29'), signal)
    expect(listed.map((one) => one.id)).toEqual([second])
    expect(listed[0]?.series).toEqual({ id, originalStart: '2026-11-23T09:00:00+01:00[Europe/Berlin]' })
    expect(listed[0]?.rule).toBeUndefined()
    expect(await calendar.get(second, signal)).toEqual(listed[0])
    for (const wrong of [
      '20261124T080000Z',
      '20261123T090000Z',
      '20261123',
      '20261109T080000Z',
      '99999999',
      '20261399T080000Z',
    ])
      expect(await calendar.get(`${id}_${wrong}`, signal)).toBeUndefined()
    expect((await calendar.get(id, signal))?.rule).toBe('FREQ=WEEKLY;BYDAY=MO')
  })

  test('of whole days has days for ids', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, days('2026-12-24', '2026-12-26', { rule: 'FREQ=YEARLY' }), quietly, signal)
    const [one] = await calendar.list(between('2027-12-26', '2027-12-27'), signal)
    expect([one?.id, one && shown(one), one?.series?.originalStart]).toEqual([
      `${id}_20271224`,
      'Holiday 2027-12-24–2027-12-26',
      '2027-12-24',
    ])
  })

  test('ends as its rule says, and costs nothing after that', async () => {
    const { calendar } = await mondays('FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130T080000Z')
    expect(await list(calendar, '2026-11-25', '2027-11-25')).toEqual(['Standup 2026-11-30T09:00–10:00'])
    const counted = await mondays('FREQ=WEEKLY;BYDAY=MO;COUNT=2')
    expect(await list(counted.calendar, '2026-11-01', '2027-11-25')).toHaveLength(2)
    const bounds = await world.query(
      `SELECT last_at < '2026-12-03' AS ended FROM events WHERE calendar = ANY($1)`,
      [[calendar.id, counted.calendar.id]],
    )
    expect(bounds).toEqual([{ ended: true }, { ended: true }])
  })

  test('has its end in UTC, or as a day, as subscribers need it', async () => {
    const { calendar, id } = await mondays('RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130')
    expect((await calendar.get(id, signal))?.rule).toBe('FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130T225959Z')
    const { time } = days('2026-11-16')
    expect((await calendar.change(id, { time }, quietly, signal)).rule).toBe(
      'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261130',
    )
  })

  test('begins at the first instance its rule gives', async () => {
    const calendar = await world.open()
    const draft = timed('2026-11-17T09:00[Europe/Berlin]', 1, { rule: 'FREQ=WEEKLY;BYDAY=MO' })
    const written = await calendar.insert(newId(), draft, quietly, signal)
    expect(shown(written)).toBe('Meeting 2026-11-23T09:00–10:00')
    expect((await calendar.insert(written.id, draft, quietly, signal)).etag).toBe('1')
  })

  test('has the instance that began before the range and reaches into it', async () => {
    const calendar = await world.open()
    const nights = timed('2026-11-16T22:00[UTC]', 9, { title: 'Night', rule: 'FREQ=WEEKLY' })
    await calendar.insert(newId(), nights, quietly, signal)
    const retreat = days('2026-11-20', '2026-11-26', { title: 'Retreat', rule: 'FREQ=MONTHLY' })
    await calendar.insert(newId(), retreat, quietly, signal)
    const found = await list(calendar, '2026-11-24', '2026-11-25')
    expect(found).toEqual(['Retreat 2026-11-20–2026-11-26', 'Night 2026-11-23T22:00–07:00'])
  })

  test('of every day for years gives no more than was asked for', async () => {
    const calendar = await world.open()
    await calendar.insert(
      newId(),
      timed('2016-11-16T09:00[Europe/Berlin]', 1, { rule: 'FREQ=DAILY' }),
      quietly,
      signal,
    )
    expect(await calendar.list({ ...between('2026-01-01', '2036-01-01'), limit: 20 }, signal)).toHaveLength(
      20,
    )
  })
})

describe('one instance', () => {
  test('is changed by itself', async () => {
    const { calendar, id, second } = await mondays()
    const { time } = timed('2026-11-24T14:00[Europe/Berlin]')
    const changed = await calendar.change(
      second,
      { time, title: 'Standup, late' },
      { notify: false, etag: '1' },
      signal,
    )
    expect(changed).toMatchObject({
      id: second,
      etag: '2',
      series: { id, originalStart: '2026-11-23T09:00:00+01:00[Europe/Berlin]' },
    })
    expect(await list(calendar, '2026-11-15', '2026-12-02')).toEqual([
      'Standup 2026-11-16T09:00–10:00',
      'Standup, late 2026-11-24T14:00–15:00',
      'Standup 2026-11-30T09:00–10:00',
    ])
    expect((await calendar.get(id, signal))?.etag).toBe('1')
  })

  test('is found where it was moved to, however far', async () => {
    const { calendar, second } = await mondays('FREQ=WEEKLY;BYDAY=MO;COUNT=2')
    await calendar.change(second, { time: timed('2028-01-05T14:00[Europe/Berlin]').time }, quietly, signal)
    expect(await list(calendar, '2028-01-01', '2028-02-01')).toEqual(['Standup 2028-01-05T14:00–15:00'])
    expect(await list(calendar, '2026-11-20', '2026-12-20')).toEqual([])
  })

  test('is deleted and restored by itself', async () => {
    const { calendar, id, second } = await mondays()
    await calendar.remove(second, { notify: false, etag: '1' }, signal)
    await calendar.remove(second, quietly, signal)
    expect(await calendar.get(second, signal)).toBeUndefined()
    expect(await list(calendar, '2026-11-22', '2026-12-02')).toEqual(['Standup 2026-11-30T09:00–10:00'])
    expect((await calendar.get(id, signal))?.status).toBe('confirmed')
    expect(shown(await calendar.restore(second, quietly, signal))).toBe('Standup 2026-11-23T09:00–10:00')
    expect(await list(calendar, '2026-11-22', '2026-11-29')).toEqual(['Standup 2026-11-23T09:00–10:00'])
  })

  test('stands again with its own changes when it is restored', async () => {
    const { calendar, second } = await mondays()
    await calendar.change(second, { title: 'Own' }, quietly, signal)
    await calendar.remove(second, quietly, signal)
    expect((await calendar.restore(second, quietly, signal)).title).toBe('Own')
  })

  test('is not changed from an old state, whether of itself or of its series', async () => {
    const { calendar, id, second, third } = await mondays()
    await calendar.change(second, { title: 'Own' }, { notify: false, etag: '1' }, signal)
    const again = calendar.change(second, { title: 'Mine' }, { notify: false, etag: '1' }, signal)
    await expect(again).rejects.toMatchObject({ reason: 'changed' })
    await calendar.change(id, { title: 'All' }, quietly, signal)
    await expect(calendar.remove(third, { notify: false, etag: '1' }, signal)).rejects.toMatchObject({
      reason: 'changed',
    })
  })

  test('is changed once by several who come at once', async () => {
    const { calendar, second } = await mondays()
    const change = (title: string) => calendar.change(second, { title }, { notify: false, etag: '1' }, signal)
    const done = await Promise.allSettled(['a', 'b', 'c'].map(change))
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  test('cannot repeat by itself', async () => {
    const { calendar, second } = await mondays()
    const change = calendar.change(second, { rule: 'FREQ=DAILY' }, quietly, signal)
    await expect(change).rejects.toThrow(CalendarRefused)
  })
})

describe('changed instances, when the series', () => {
  /** The second one moved to 14:00, the third one renamed, the fourth one deleted. */
  async function changedMondays() {
    const { calendar, id, second, third } = await mondays()
    await calendar.change(second, { time: timed('2026-11-23T14:00[Europe/Berlin]').time }, quietly, signal)
    await calendar.change(third, { title: 'Review' }, quietly, signal)
    await calendar.remove(`${id}_20261207T080000Z`, quietly, signal)
    return { calendar, id }
  }
  const before = [
    'Standup 2026-11-16T09:00–10:00',
    'Standup 2026-11-23T14:00–15:00',
    'Review 2026-11-30T09:00–10:00',
    'Standup 2026-12-14T09:00–10:00',
  ]
  const all = (calendar: Calendar) => list(calendar, '2026-11-15', '2026-12-19')

  test('moves to another hour, follow in what was not their own', async () => {
    const { calendar, id } = await changedMondays()
    expect(await all(calendar)).toEqual(before)
    await calendar.change(id, { time: timed('2026-11-16T11:00[Europe/Berlin]', 2).time }, quietly, signal)
    expect(await all(calendar)).toEqual([
      'Standup 2026-11-16T11:00–13:00',
      'Standup 2026-11-23T14:00–15:00',
      'Review 2026-11-30T11:00–13:00',
      'Standup 2026-12-14T11:00–13:00',
    ])
    expect((await calendar.get(`${id}_20261130T100000Z`, signal))?.title).toBe('Review')
    expect(await calendar.get(`${id}_20261130T080000Z`, signal)).toBeUndefined()
    await calendar.change(id, { time: timed('2026-11-16T09:00[Europe/Berlin]').time }, quietly, signal)
    expect(await all(calendar)).toEqual(before)
  })

  test('moves to another day of the week, go with it', async () => {
    const { calendar, id } = await changedMondays()
    const { time } = timed('2026-11-17T09:00[Europe/Berlin]')
    await calendar.change(id, { time, rule: 'FREQ=WEEKLY;BYDAY=TU' }, quietly, signal)
    expect(await all(calendar)).toEqual([
      'Standup 2026-11-17T09:00–10:00',
      'Standup 2026-11-23T14:00–15:00',
      'Review 2026-12-01T09:00–10:00',
      'Standup 2026-12-15T09:00–10:00',
    ])
    const back = timed('2026-11-16T09:00[Europe/Berlin]').time
    await calendar.change(id, { time: back, rule: 'FREQ=WEEKLY;BYDAY=MO' }, quietly, signal)
    expect(await all(calendar)).toEqual(before)
  })

  test('gets another title or place, have it too, but for what is their own', async () => {
    const { calendar, id } = await changedMondays()
    await calendar.change(id, { title: 'Daily', location: 'Room 2' }, quietly, signal)
    const found = await calendar.list(between('2026-11-15', '2026-12-19'), signal)
    expect(found.map(({ title, location }) => `${title} ${location}`)).toEqual([
      'Daily Room 2',
      'Daily Room 2',
      'Review Room 2',
      'Daily Room 2',
    ])
  })

  test('ends before them, wait out of sight until it reaches them again', async () => {
    const { calendar, id } = await changedMondays()
    await calendar.change(id, { rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=1' }, quietly, signal)
    expect(await all(calendar)).toEqual(before.slice(0, 1))
    expect(await calendar.get(`${id}_20261123T080000Z`, signal)).toBeUndefined()
    await calendar.change(id, { rule: '' }, quietly, signal)
    expect(await all(calendar)).toEqual(before.slice(0, 1))
    await calendar.change(id, { rule: 'FREQ=WEEKLY;BYDAY=MO' }, quietly, signal)
    expect(await all(calendar)).toEqual(before)
  })

  test('becomes one of whole days, become such too, and back', async () => {
    const { calendar, id } = await changedMondays()
    await calendar.change(id, { time: days('2026-11-16').time }, quietly, signal)
    expect(await all(calendar)).toEqual([
      'Standup 2026-11-16–2026-11-16',
      'Standup 2026-11-23T14:00–15:00',
      'Review 2026-11-30–2026-11-30',
      'Standup 2026-12-14–2026-12-14',
    ])
    await calendar.change(id, { time: timed('2026-11-16T09:00[Europe/Berlin]').time }, quietly, signal)
    expect(await all(calendar)).toEqual(before)
  })

  test('is daily and moves by a day, do not push each other out', async () => {
    const { calendar, id } = await mondays('FREQ=DAILY;COUNT=4')
    for (const day of [17, 18]) {
      await calendar.change(`${id}_202611${day}T080000Z`, { title: `Own ${day}` }, quietly, signal)
    }
    await calendar.change(id, { time: timed('2026-11-17T09:00[Europe/Berlin]').time }, quietly, signal)
    expect(await all(calendar)).toEqual([
      'Own 17 2026-11-17T09:00–10:00',
      'Own 18 2026-11-18T09:00–10:00',
      'Standup 2026-11-19T09:00–10:00',
      'Standup 2026-11-20T09:00–10:00',
    ])
  })

  test('is deleted, go with it, and come back with it', async () => {
    const { calendar, id } = await changedMondays()
    await calendar.remove(id, quietly, signal)
    expect(await all(calendar)).toEqual([])
    const instance = `${id}_20261130T080000Z`
    expect(await calendar.get(instance, signal)).toBeUndefined()
    await expect(calendar.restore(instance, quietly, signal)).rejects.toMatchObject({ reason: 'gone' })
    await expect(calendar.change(instance, { title: 'x' }, quietly, signal)).rejects.toMatchObject({
      reason: 'gone',
    })
    await calendar.restore(id, quietly, signal)
    expect(await all(calendar)).toEqual(before)
  })
})
