import { expect, test } from 'vitest'
import { describeRule } from '../../src/time/describe-rule.ts'
import { describeWhen } from '../../src/time/describe-when.ts'

const at = Temporal.ZonedDateTime.from('2026-11-24T16:00[Europe/Lisbon]')
const end = at.add({ hours: 1 })
const timeZone = 'Europe/Lisbon'

test.each([
  [undefined, 'Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)'],
  ['en-GB', 'Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)'],
  ['en', 'Tuesday, November 24, 2026, 4:00 PM–5:00 PM (Europe/Lisbon)'],
  ['en-US', 'Tuesday, November 24, 2026, 4:00 PM–5:00 PM (Europe/Lisbon)'],
  ['de', 'Dienstag, 24. November 2026, 16:00–17:00 (Europe/Lisbon)'],
  ['es', 'martes, 24 de noviembre de 2026, 16:00–17:00 (Europe/Lisbon)'],
  ['not a tag', 'Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)'],
])('in %s a meeting is "%s"', (language, words) => {
  expect(describeWhen({ kind: 'moment', at, end }, { timeZone, language })).toBe(words)
})

test('shows the other side where its clocks differ', () => {
  const here = 'Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)'
  const when = { kind: 'moment', at, end } as const
  expect(describeWhen(when, { timeZone, otherZone: 'Europe/Berlin' })).toBe(
    `${here}, 17:00–18:00 in Europe/Berlin`,
  )
  expect(describeWhen(when, { timeZone, otherZone: 'Europe/London' })).toBe(here)
  expect(describeWhen({ kind: 'moment', at: at.withTimeZone('Asia/Tokyo') }, { timeZone })).toBe(
    'Tuesday, 24 November 2026, 16:00 (Europe/Lisbon), Wednesday, 25 November 2026, 01:00 in Asia/Tokyo',
  )
})

test('names both days of something that goes over midnight', () => {
  expect(describeWhen({ kind: 'moment', at, end: at.add({ hours: 10 }) }, { timeZone })).toBe(
    'Tuesday, 24 November 2026, 16:00 – Wednesday, 25 November 2026, 02:00 (Europe/Lisbon)',
  )
})

test('midnight is 00:00, and the hour that comes twice says which one it is', () => {
  const midnight = Temporal.ZonedDateTime.from('2026-11-24T00:00[Europe/Lisbon]')
  expect(describeWhen({ kind: 'moment', at: midnight }, { timeZone })).toBe(
    'Tuesday, 24 November 2026, 00:00 (Europe/Lisbon)',
  )
  const twice = Temporal.ZonedDateTime.from('2026-10-25T02:30+01:00[Europe/Berlin]')
  expect(describeWhen({ kind: 'moment', at: twice }, { timeZone: 'Europe/Berlin' })).toBe(
    'Sunday, 25 October 2026, 02:30 (Europe/Berlin, UTC+01:00)',
  )
})

test('whole days have no time', () => {
  const first = Temporal.PlainDate.from('2026-11-27')
  expect(describeWhen({ kind: 'days', first, last: first }, { timeZone })).toBe(
    'Friday, 27 November 2026, all day',
  )
  expect(
    describeWhen({ kind: 'days', first, last: first.add({ days: 2 }) }, { timeZone, language: 'de' }),
  ).toBe('Freitag, 27. November 2026 – Sonntag, 29. November 2026, ganztägig')
})

test.each([
  ['FREQ=DAILY', 'every day'],
  ['FREQ=DAILY;INTERVAL=3', 'every 3 days'],
  ['FREQ=WEEKLY;BYDAY=MO', 'every Monday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'every weekday (Monday to Friday)'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270603T080000Z',
    'every 2 weeks on Tuesday and Thursday until 3 June 2027',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=31', 'every month on the 31st'],
  ['FREQ=MONTHLY;BYMONTHDAY=22;COUNT=5', 'every month on the 22nd, 5 times'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'every month on the last day'],
  ['FREQ=MONTHLY;BYDAY=1FR', 'every month on the first Friday'],
  ['FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3', 'every year on 3 May'],
  // What there are no words for is shown, not left out.
  ['FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1', '(FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1)'],
  ['nonsense', 'nonsense'],
])('%s is "%s"', (rule, words) => {
  expect(describeRule(rule)).toBe(words)
})

test.each([
  ['de', 'alle 2 Wochen am Dienstag und Donnerstag bis 3. Juni 2027'],
  ['es', 'cada 2 semanas el martes y jueves hasta el 3 de junio de 2027'],
  ['pt', 'a cada 2 semanas, terça-feira e quinta-feira até 3 de junho de 2027'],
  ['fr', "toutes les 2 semaines le mardi et jeudi jusqu'au 3 juin 2027"],
  ['it', 'ogni 2 settimane, martedì e giovedì, fino al 3 giugno 2027'],
  ['nl', 'elke 2 weken op dinsdag en donderdag tot en met 3 juni 2027'],
])('in %s a rule is "%s"', (language, words) => {
  expect(describeRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270603T080000Z', language)).toBe(words)
})

test('tells the last day as people in the zone of the series count it', () => {
  expect(describeRule('FREQ=DAILY;UNTIL=20270604T010000Z', 'en-GB', 'America/New_York')).toBe(
    'every day until 3 June 2027',
  )
})
