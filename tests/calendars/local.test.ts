import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Calendar,
  CalendarRefused,
  type EventDraft,
  type EventTime,
} from '../../src/calendars/calendar.ts'
import type { Queryable } from '../../src/store/database.ts'
import { eventsBetween } from '../../src/store/events.ts'
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

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof CalendarRefused) return error.reason
      throw error
    },
  )

const titles = async (calendar: Calendar, from: string, to: string, text?: string) =>
  (await calendar.list({ ...between(from, to), text }, signal)).map(({ title }) => title)

describe('an event', () => {
  test('is read back as it was written', async () => {
    const calendar = await world.open()
    const id = newId()
    const draft = timed('2026-11-24T15:00[Europe/Lisbon]', 1, {
      title: 'Coffee with Sarah',
      location: 'Café',
      notes: 'bring\nthe plan',
      attendees: [{ email: 'sarah@example.test', name: 'Sarah' }],
    })
    const written = await calendar.insert(id, draft, quietly, signal)
    expect(written).toEqual({
      ...draft,
      id,
      calendar: calendar.id,
      status: 'confirmed',
      attendees: [{ email: 'sarah@example.test', name: 'Sarah', response: 'needsAction', self: false }],
      own: true,
      busy: true,
      etag: '1',
    })
    expect(await calendar.get(id, signal)).toEqual(written)
    expect(await calendar.list(between('2026-11-24', '2026-11-25'), signal)).toEqual([written])
  })

  test('is there once, however often and however much at once it is inserted', async () => {
    const calendar = await world.open()
    const id = newId()
    const insert = () => calendar.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    const all = await Promise.all([insert(), insert(), insert(), insert()])
    expect(all.map(({ etag }) => etag)).toEqual(['1', '1', '1', '1'])
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual(['Meeting'])
  })

  test('keeps its id from another one, also when it is deleted', async () => {
    const calendar = await world.open()
    const id = newId()
    const draft = timed('2026-11-24T15:00[Europe/Lisbon]')
    await calendar.insert(id, draft, quietly, signal)
    const other = () => calendar.insert(id, { ...draft, title: 'Another' }, quietly, signal)
    expect(await refusal(other())).toBe('taken')
    await calendar.remove(id, quietly, signal)
    expect(await refusal(other())).toBe('taken')
    expect((await calendar.insert(id, draft, quietly, signal)).status).toBe('confirmed')
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual(['Meeting'])
  })

  test('changes in what is said, and keeps the rest', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(
      id,
      timed('2026-11-24T15:00[Europe/Lisbon]', 1, { notes: 'old', location: 'Room 1' }),
      quietly,
      signal,
    )
    const { time } = timed('2026-11-24T16:00[Europe/Lisbon]')
    const changed = await calendar.change(id, { time, notes: '' }, { notify: false, etag: '1' }, signal)
    expect([shown(changed), changed.notes, changed.location, changed.etag]).toEqual([
      'Meeting 2026-11-24T16:00–17:00',
      '',
      'Room 1',
      '2',
    ])
  })

  test('is not changed, deleted or restored from an old state', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    await calendar.change(id, { title: 'Newer' }, quietly, signal)
    const old = { notify: false, etag: '1' }
    expect(await refusal(calendar.change(id, { title: 'Mine' }, old, signal))).toBe('changed')
    expect(await refusal(calendar.remove(id, old, signal))).toBe('changed')
    expect((await calendar.get(id, signal))?.title).toBe('Newer')
    await calendar.remove(id, { notify: false, etag: '2' }, signal)
    expect(await refusal(calendar.restore(id, old, signal))).toBe('changed')
  })

  test('takes one of two changes that were thought out for the same state', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    const change = (title: string) =>
      refusal(calendar.change(id, { title }, { notify: false, etag: '1' }, signal))
    expect((await Promise.all([change('One'), change('Two'), change('Three')])).toSorted()).toEqual([
      'changed',
      'changed',
      'done',
    ])
  })

  test('takes the same change again when its answer was lost', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    const change = () => calendar.change(id, { title: 'Other' }, { notify: false, etag: '1' }, signal)
    expect((await change()).etag).toBe('2')
    expect((await change()).etag).toBe('2')
  })

  test('is gone when it is deleted, and stands again as it did when it is restored', async () => {
    const calendar = await world.open()
    const id = newId()
    const { etag: _, ...written } = await calendar.insert(
      id,
      timed('2026-11-24T15:00[Europe/Lisbon]'),
      quietly,
      signal,
    )
    await calendar.remove(id, quietly, signal)
    await calendar.remove(id, quietly, signal)
    expect(await calendar.get(id, signal)).toBeUndefined()
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual([])
    expect(await refusal(calendar.change(id, { title: 'x' }, quietly, signal))).toBe('gone')
    expect(await calendar.restore(id, quietly, signal)).toMatchObject(written)
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual(['Meeting'])
  })

  test('of another calendar is not there', async () => {
    const [ana, ben] = [await world.open(), await world.open('Ben')]
    const id = newId()
    await ana.insert(id, timed('2026-11-23T15:00[Europe/Lisbon]', 1, { rule: 'FREQ=DAILY' }), quietly, signal)
    for (const stranger of [id, `${id}_20261124T150000Z`]) {
      expect(await ben.get(stranger, signal)).toBeUndefined()
      expect(await refusal(ben.change(stranger, { title: 'x' }, quietly, signal))).toBe('gone')
      expect(await refusal(ben.restore(stranger, quietly, signal))).toBe('gone')
      await ben.remove(stranger, quietly, signal)
    }
    expect(await titles(ben, '2026-11-01', '2026-12-01')).toEqual([])
    expect((await ana.get(id, signal))?.etag).toBe('1')
    expect((await ben.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)).calendar).toBe(
      ben.id,
    )
  })

  test('cannot be answered, and shows nobody else', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, timed('2026-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    expect(await refusal(calendar.respond(id, 'accepted', quietly, signal))).toBe('forbidden')
    expect(await refusal(calendar.respond(newId(), 'accepted', quietly, signal))).toBe('gone')
    const busy = await calendar.busy(['sarah@example.test'], between('2026-11-24', '2026-11-25'), signal)
    expect([...busy]).toEqual([['sarah@example.test', undefined]])
  })
})

describe('a list', () => {
  test('has what overlaps its range, by start', async () => {
    const calendar = await world.open()
    const add = (title: string, at: string, hours = 1) =>
      calendar.insert(newId(), timed(`${at}[UTC]`, hours, { title }), quietly, signal)
    await add('ends as it begins', '2026-11-23T23:00')
    await add('begins as it ends', '2026-11-25T00:00')
    await add('reaches in', '2026-11-23T23:30')
    await add('late', '2026-11-24T22:00', 5)
    await add('around', '2026-11-20T22:00', 500)
    await add('early', '2026-11-24T08:00')
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual([
      'around',
      'reaches in',
      'early',
      'late',
    ])
    const two = await calendar.list({ ...between('2026-11-24', '2026-11-25'), limit: 2 }, signal)
    expect(two.map(({ title }) => title)).toEqual(['around', 'reaches in'])
  })

  test('has a whole day wherever in the world it is still or already that day', async () => {
    const calendar = await world.open()
    await calendar.insert(newId(), days('2026-11-24', '2026-11-25'), quietly, signal)
    const at = async (from: string, to: string) =>
      (await calendar.list({ from, to, limit: 9 }, signal)).length
    expect(await at('2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z')).toBe(0)
    expect(await at('2026-11-23T10:00:00Z', '2026-11-23T10:00:01Z')).toBe(1)
    expect(await at('2026-11-26T11:59:59Z', '2026-11-26T13:00:00Z')).toBe(1)
    expect(await at('2026-11-26T12:00:00Z', '2026-11-26T13:00:00Z')).toBe(0)
  })

  test('is searched in titles, notes, places and people, whatever the accents and the case', async () => {
    const calendar = await world.open()
    const add = (more: Partial<EventDraft>) =>
      calendar.insert(newId(), timed('2026-11-24T15:00[UTC]', 1, more), quietly, signal)
    await add({ title: 'Äpfel 100%' })
    await add({ title: 'b', notes: 'JOSÉ comes' })
    await add({ title: 'c', location: 'Rua Azul' })
    await add({ title: 'd', attendees: [{ email: 'sarah@example.test', name: 'Sarah' }] })
    const find = (text: string) => titles(calendar, '2026-11-24', '2026-11-25', text)
    expect(await find('apfel')).toEqual(['Äpfel 100%'])
    expect(await find('comes jose')).toEqual(['b'])
    expect(await find('AZUL')).toEqual(['c'])
    expect(await find('sarah@')).toEqual(['d'])
    expect(await find('100%')).toEqual(['Äpfel 100%'])
    expect(await find('email')).toEqual([])
  })

  test('reads the same few rows however many old events there are', async () => {
    const calendar = await world.open()
    await calendar.insert(newId(), timed('2026-11-24T15:00[UTC]'), quietly, signal)
    await world.query(
      `INSERT INTO events (calendar, id, title, event_time, location, notes, attendees, starts_at, last_at)
       SELECT $1, 'ac' || n, 'old', '{"kind":"days","first":"2020-01-01","last":"2020-01-01"}', '', '', '[]',
         timestamptz '2015-01-01' + n * interval '1 hour', timestamptz '2015-01-01' + n * interval '1 hour'
       FROM generate_series(1, 10000) AS n`,
      [calendar.id],
    )
    await world.query('ANALYZE events')
    expect(await titles(calendar, '2026-11-24', '2026-11-25')).toEqual(['Meeting'])
    const plans: unknown[] = []
    const explaining = {
      query: async (sql: string, values: unknown[]) => {
        plans.push(await world.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values))
        return { rows: [] }
      },
    }
    await eventsBetween(
      explaining as unknown as Queryable,
      calendar.id,
      between('2026-11-24', '2026-11-25'),
      2000,
    )
    const plan = JSON.stringify(plans)
    expect(plan).toContain('events_shown')
    expect(plan).not.toMatch(/Rows Removed by Filter":[^0]/)
  })
})

describe('what is no event is refused', () => {
  const when = (time: EventTime): EventDraft => ({ title: 'x', time })
  const moments = (start: string, end: string) => when({ kind: 'timed', start, end })
  const at = '2026-11-24T15:00:00+00:00[Europe/Lisbon]'

  test.each<[string, EventDraft]>([
    ['an end before the start', moments(at, '2026-11-24T14:00:00+00:00[Europe/Lisbon]')],
    ['no length at all', moments(at, at)],
    ['no date', moments('2026-02-30T15:00:00+00:00[Europe/Lisbon]', at)],
    ['a zone that is none', moments('2026-11-24T14:00:00+00:00[Europe/Atlantis]', at)],
    ['an offset that the zone has not', moments('2026-11-24T14:00:00+05:00[Europe/Lisbon]', at)],
    ['words', moments('tomorrow', 'later')],
    ['days in the wrong order', days('2026-11-25', '2026-11-24')],
    ['a year of another age', days('9999-01-01')],
    [
      'a rule that is none',
      { ...moments(at, '2026-11-24T16:00:00+00:00[Europe/Lisbon]'), rule: 'every Monday' },
    ],
    ['a rule with more lines', days('2026-11-24', '2026-11-24', { rule: 'FREQ=DAILY\nATTENDEE:x' })],
    ['a rule for every second', timed('2026-11-24T15:00[UTC]', 1, { rule: 'FREQ=SECONDLY' })],
    [
      'a rule without instances',
      days('2026-11-24', '2026-11-24', { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }),
    ],
    [
      'a series over before it begins',
      days('2026-11-24', '2026-11-24', { rule: 'FREQ=DAILY;UNTIL=20261123' }),
    ],
    [
      '500 attendees',
      days('2026-11-24', '2026-11-24', {
        attendees: Array.from({ length: 500 }, (_, n) => ({ email: `a${n}@example.test` })),
      }),
    ],
    ['a title like a book', days('2026-11-24', '2026-11-24', { title: 'x'.repeat(301) })],
  ])('%s', async (_, draft) => {
    const calendar = await world.open()
    expect(await refusal(calendar.insert(newId(), draft, quietly, signal))).toBe('invalid')
  })

  test.each(['', 'A'.repeat(32), 'ab_20261124', "ab'; DROP TABLE events", 'x'.repeat(2000)])(
    'the id %j',
    async (id) => {
      const calendar = await world.open()
      expect(await refusal(calendar.insert(id, days('2026-11-24'), quietly, signal))).toBe('invalid')
      expect(await calendar.get(id, signal)).toBeUndefined()
    },
  )

  test('but not letters the database cannot keep: they are left out', async () => {
    const calendar = await world.open()
    const written = await calendar.insert(
      newId(),
      days('2026-11-24', '2026-11-24', { title: 'a\0b\u0007\ud800', notes: 'c\r\nd' }),
      quietly,
      signal,
    )
    expect([written.title, written.notes]).toEqual(['ab\ufffd', 'c\nd'])
  })
})
