import { expect, test } from 'vitest'
import { dayOccurrences, occurrences } from '../../src/time/occurrences.ts'

const zoned = (text: string) => Temporal.ZonedDateTime.from(text)
const shown = (all: readonly Temporal.ZonedDateTime[]) =>
  all.map((at) => at.toString({ smallestUnit: 'minute', timeZoneName: 'never' }))

test.each([
  // Later by the gap, and the day after is as before.
  [
    '2026-03-28T02:30[Europe/Berlin]',
    ['2026-03-28T02:30+01:00', '2026-03-29T03:30+02:00', '2026-03-30T02:30+02:00'],
  ],
  [
    '2026-10-24T02:30[Europe/Berlin]',
    ['2026-10-24T02:30+02:00', '2026-10-25T02:30+02:00', '2026-10-26T02:30+01:00'],
  ],
  [
    '2026-03-07T09:00[America/New_York]',
    ['2026-03-07T09:00-05:00', '2026-03-08T09:00-04:00', '2026-03-09T09:00-04:00'],
  ],
  [
    '2026-10-31T01:30[America/New_York]',
    ['2026-10-31T01:30-04:00', '2026-11-01T01:30-04:00', '2026-11-02T01:30-05:00'],
  ],
  [
    '2026-10-03T02:15[Australia/Lord_Howe]',
    ['2026-10-03T02:15+10:30', '2026-10-04T02:45+11:00', '2026-10-05T02:15+11:00'],
  ],
  [
    '2026-09-26T08:00[Pacific/Auckland]',
    ['2026-09-26T08:00+12:00', '2026-09-27T08:00+13:00', '2026-09-28T08:00+13:00'],
  ],
])('every day from %s stays on the clock', (start, expected) => {
  const at = zoned(start)
  expect(shown(occurrences('FREQ=DAILY', at, { from: at.toInstant(), limit: 3 }))).toEqual(expected)
})

test('gives the instances at or after `from` and before `to`', () => {
  const start = zoned('2026-11-02T09:00[Europe/Lisbon]')
  const range = {
    from: zoned('2026-11-09T09:00[Europe/Lisbon]').toInstant(),
    to: zoned('2026-11-23T09:00[Europe/Lisbon]').toInstant(),
    limit: 10,
  }
  expect(shown(occurrences('FREQ=WEEKLY;BYDAY=MO', start, range))).toEqual([
    '2026-11-09T09:00+00:00',
    '2026-11-16T09:00+00:00',
  ])
})

test('finds an instance that a gap has moved, from that very moment on', () => {
  const start = zoned('2026-03-01T02:30[Europe/Berlin]')
  const from = zoned('2026-03-29T03:30+02:00[Europe/Berlin]').toInstant()
  expect(shown(occurrences('FREQ=DAILY', start, { from, limit: 1 }))).toEqual(['2026-03-29T03:30+02:00'])
})

test('counts from the beginning, also when asked about later', () => {
  const start = zoned('2026-11-02T09:00[Europe/Lisbon]')
  const from = zoned('2026-11-15T00:00[Europe/Lisbon]').toInstant()
  expect(shown(occurrences('FREQ=WEEKLY;BYDAY=MO;COUNT=3', start, { from, limit: 10 }))).toEqual([
    '2026-11-16T09:00+00:00',
  ])
})

test('ends with the instance that UNTIL names, in zones on both sides of UTC', () => {
  for (const [start, until] of [
    ['2026-11-23T21:00[America/New_York]', '20261201T020000Z'],
    ['2026-11-23T09:00[Pacific/Auckland]', '20261129T200000Z'],
  ] as const) {
    const at = zoned(start)
    const all = occurrences(`FREQ=WEEKLY;UNTIL=${until}`, at, { from: at.toInstant(), limit: 10 })
    expect(all).toHaveLength(2)
  }
})

test('every other week goes on counting over a range that begins in between', () => {
  const start = zoned('2026-11-24T10:00[Europe/Berlin]')
  const from = zoned('2026-12-01T00:00[Europe/Berlin]').toInstant()
  expect(shown(occurrences('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', start, { from, limit: 2 }))).toEqual([
    '2026-12-08T10:00+01:00',
    '2026-12-22T10:00+01:00',
  ])
})

test('months without a 31st are left out, and the last day is every month', () => {
  const start = Temporal.PlainDate.from('2026-10-31')
  const range = { from: start, limit: 4 }
  expect(dayOccurrences('FREQ=MONTHLY;BYMONTHDAY=31', start, range).map(String)).toEqual([
    '2026-10-31',
    '2026-12-31',
    '2027-01-31',
    '2027-03-31',
  ])
  expect(dayOccurrences('FREQ=MONTHLY;BYMONTHDAY=-1', start, range).map(String)).toEqual([
    '2026-10-31',
    '2026-11-30',
    '2026-12-31',
    '2027-01-31',
  ])
})

test('29 February comes in leap years', () => {
  const start = Temporal.PlainDate.from('2028-02-29')
  const range = { from: start, to: Temporal.PlainDate.from('2036-02-29'), limit: 10 }
  expect(dayOccurrences('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', start, range).map(String)).toEqual([
    '2028-02-29',
    '2032-02-29',
  ])
})

test('the last of a series of days is the one UNTIL names', () => {
  const start = Temporal.PlainDate.from('2026-11-23')
  expect(dayOccurrences('FREQ=DAILY;UNTIL=20261125', start, { from: start, limit: 10 })).toHaveLength(3)
})

test.each([
  '',
  'nonsense',
  'FREQ=NEVER',
  'FREQ=DAILY;INTERVAL=0',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;UNTIL=99999999',
])('a rule that is wrong neither throws nor hangs: "%s"', (rule) => {
  const at = zoned('2026-11-24T10:00[Europe/Berlin]')
  expect(occurrences(rule, at, { from: at.toInstant(), limit: 3 }).length).toBeLessThanOrEqual(3)
})
