import { expect, test } from 'vitest'
import { quietEnd } from '../../src/reminders/quiet-hours.ts'

const ZONE = 'Europe/Berlin'
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant()
const night = { from: '22:00', until: '07:00' }

test.each([
  ['2026-11-21T21:59', undefined],
  ['2026-11-21T22:00', '2026-11-22T07:00'],
  ['2026-11-22T03:00', '2026-11-22T07:00'],
  ['2026-11-22T06:59', '2026-11-22T07:00'],
  ['2026-11-22T07:00', undefined],
  ['2026-11-22T12:00', undefined],
  // The clock goes back in this night, and forward in that one.
  ['2026-10-24T23:30', '2026-10-25T07:00'],
  ['2026-03-28T23:30', '2026-03-29T07:00'],
])('overnight at %s they end at %s', (now, end) => {
  expect(quietEnd(at(now), ZONE, night)?.toString()).toBe(end && at(end).toString())
})

test.each([
  ['2026-11-21T12:59', undefined],
  ['2026-11-21T13:00', '2026-11-21T15:00'],
  ['2026-11-21T15:00', undefined],
])('by day at %s they end at %s', (now, end) => {
  const hours = { from: '13:00', until: '15:00' }
  expect(quietEnd(at(now), ZONE, hours)?.toString()).toBe(end && at(end).toString())
})

test.each([
  ['2026-10-25T00:15Z', '2026-10-25T00:30:00Z'],
  ['2026-10-25T00:45Z', undefined],
  // 02:10 for the second time: an end that is over would never be reached.
  ['2026-10-25T01:10Z', undefined],
  // 02:30 does not exist in that night.
  ['2026-03-29T00:30Z', '2026-03-29T01:30:00Z'],
])('that end within the hour that comes twice, or never, end once: at %s', (now, end) => {
  const hours = { from: '22:00', until: '02:30' }
  expect(quietEnd(Temporal.Instant.from(now), ZONE, hours)?.toString()).toBe(end)
})

test('are those of where the person is', () => {
  expect(quietEnd(at('2026-11-21T23:00'), 'America/New_York', night)).toBeUndefined()
})
