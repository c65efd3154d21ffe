import { describe, expect, test } from 'vitest'
import { lastMissed, nextOf } from '../../src/reminders/schedule.ts'

const instant = (text: string) => Temporal.ZonedDateTime.from(text).toInstant()
const daily = (first: string) => ({ first, rule: 'FREQ=DAILY' })

describe('the next time of a series', () => {
  test.each([
    ['Europe/Berlin', '2026-03-27T09:00', '2026-03-29T08:00', '2026-03-29T09:00:00+02:00[Europe/Berlin]'],
    ['Europe/Berlin', '2026-10-23T09:00', '2026-10-25T08:00', '2026-10-25T09:00:00+01:00[Europe/Berlin]'],
    [
      'America/New_York',
      '2026-03-06T09:00',
      '2026-03-08T08:00',
      '2026-03-08T09:00:00-04:00[America/New_York]',
    ],
    [
      'Pacific/Auckland',
      '2026-09-25T09:00',
      '2026-09-27T08:00',
      '2026-09-27T09:00:00+13:00[Pacific/Auckland]',
    ],
    // 02:30 does not exist on this day, and comes twice on that one: once is enough.
    ['Europe/Berlin', '2026-03-27T02:30', '2026-03-28T03:00', '2026-03-29T03:30:00+02:00[Europe/Berlin]'],
    ['Europe/Berlin', '2026-10-23T02:30', '2026-10-25T02:45', '2026-10-26T02:30:00+01:00[Europe/Berlin]'],
  ])('in %s from %s after %s stays on the clock', (zone, first, after, next) => {
    const series = daily(Temporal.PlainDateTime.from(first).toZonedDateTime(zone).toString())
    const from = Temporal.PlainDateTime.from(after).toZonedDateTime(zone).toInstant()
    const found = nextOf(series, from)
    expect(found?.toPlainDate().toString()).toBe(Temporal.ZonedDateTime.from(next).toPlainDate().toString())
    if (!first.endsWith('02:30')) expect(found?.toString()).toBe(next)
  })

  test('is not the one that has just come', () => {
    const series = daily('2026-11-21T09:00:00+00:00[Europe/Lisbon]')
    const due = instant('2026-11-21T09:00:00+00:00[Europe/Lisbon]')
    expect(nextOf(series, due)?.toString()).toBe('2026-11-22T09:00:00+00:00[Europe/Lisbon]')
  })

  test('there is none when the rule is over, or there is no rule', () => {
    const first = '2026-11-21T09:00:00+00:00[Europe/Lisbon]'
    expect(nextOf({ first, rule: 'FREQ=DAILY;COUNT=1' }, instant(first))).toBeUndefined()
    expect(nextOf({ first, rule: null }, instant(first))).toBeUndefined()
  })
})

describe('of several that were missed', () => {
  const first = '2026-01-05T09:00:00+00:00[Europe/Lisbon]'
  test.each([
    ['FREQ=DAILY', '2026-01-05T09:00', '2026-01-09T08:59', '2026-01-08T09:00'],
    ['FREQ=DAILY', '2026-01-05T09:00', '2026-01-09T09:00', '2026-01-09T09:00'],
    ['FREQ=DAILY', '2026-01-05T09:00', '2026-01-05T09:00', '2026-01-05T09:00'],
    ['FREQ=WEEKLY', '2026-01-05T09:00', '2026-03-01T12:00', '2026-02-23T09:00'],
    ['FREQ=MONTHLY', '2026-01-05T09:00', '2026-12-01T12:00', '2026-11-05T09:00'],
    ['FREQ=YEARLY', '2026-01-05T09:00', '2026-12-01T12:00', '2026-01-05T09:00'],
  ])('%s due at %s, the last before %s is %s', (rule, due, now, last) => {
    const at = (local: string) => instant(`${local}[Europe/Lisbon]`)
    expect(lastMissed({ first, rule }, at(due), at(now)).toString()).toBe(at(last).toString())
  })
})
