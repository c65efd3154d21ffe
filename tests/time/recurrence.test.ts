import { expect, test } from 'vitest'
import { resolveRecurrence } from '../../src/time/recurrence.ts'
import type { TimeContext } from '../../src/time/when.ts'
import { instant, rows, shown } from './shown.ts'

const now = instant('2026-11-21T12:00', 'Europe/Lisbon')
const lisbon = { now, timeZone: 'Europe/Lisbon' }

function read(words: string, context: TimeContext = lisbon) {
  const result = resolveRecurrence(words, context)
  return result.kind === 'recurrence' ? `${result.rule} from ${shown(result.first)}` : shown(result)
}

test.each(
  rows(`
  every Monday at 9 => FREQ=WEEKLY;BYDAY=MO from 2026-11-23 09:00+00:00
  Mondays at 9 => FREQ=WEEKLY;BYDAY=MO from 2026-11-23 09:00+00:00
  every Saturday at 10am => FREQ=WEEKLY;BYDAY=SA from 2026-11-28 10:00+00:00
  every Saturday at 2pm => FREQ=WEEKLY;BYDAY=SA from 2026-11-21 14:00+00:00
  daily at 8 => FREQ=DAILY from 2026-11-22 08:00+00:00
  every day at 8pm => FREQ=DAILY from 2026-11-21 20:00+00:00
  every 3 days at 10 => FREQ=DAILY;INTERVAL=3 from 2026-11-22 10:00+00:00
  every other Tuesday => FREQ=WEEKLY;INTERVAL=2;BYDAY=TU from 2026-11-24
  every second Friday at 5 => FREQ=WEEKLY;INTERVAL=2;BYDAY=FR from 2026-11-27 17:00+00:00
  every second Friday of the month => FREQ=MONTHLY;BYDAY=2FR from 2026-12-11
  every 2 weeks on Tuesday and Thursday => FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH from 2026-11-24
  every Monday, Wednesday and Friday at 9 => FREQ=WEEKLY;BYDAY=MO,WE,FR from 2026-11-23 09:00+00:00
  Mon-Fri at 9 => FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR from 2026-11-23 09:00+00:00
  weekdays at 7:30 AM => FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR from 2026-11-23 07:30+00:00
  weekdays at 7:30 => ambiguous: 2026-11-21 19:30+00:00 | 2026-11-21 07:30+00:00
  every weekend => FREQ=WEEKLY;BYDAY=SA,SU from 2026-11-21
  first Friday of the month => FREQ=MONTHLY;BYDAY=1FR from 2026-12-04
  last Friday of every month at noon => FREQ=MONTHLY;BYDAY=-1FR from 2026-11-27 12:00+00:00
  last day of the month => FREQ=MONTHLY;BYMONTHDAY=-1 from 2026-11-30
  every month on the 31st => FREQ=MONTHLY;BYMONTHDAY=31 from 2026-12-31
  every 31st => FREQ=MONTHLY;BYMONTHDAY=31 from 2026-12-31
  on the 15th of every month => FREQ=MONTHLY;BYMONTHDAY=15 from 2026-12-15
  monthly on the 15th => FREQ=MONTHLY;BYMONTHDAY=15 from 2026-12-15
  every year on 3 May => FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3 from 2027-05-03
  every 29 February => FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29 from 2028-02-29
  every 30 February => impossible
  every Monday at 9 until June => FREQ=WEEKLY;BYDAY=MO;UNTIL=20270531T080000Z from 2026-11-23 09:00+00:00
  every Monday at 9 until 3 June 2027 => FREQ=WEEKLY;BYDAY=MO;UNTIL=20270603T080000Z from 2026-11-23 09:00+00:00
  every Monday until 3 June 2027 => FREQ=WEEKLY;BYDAY=MO;UNTIL=20270603 from 2026-11-23
  every Monday from 9 to 11 until June => FREQ=WEEKLY;BYDAY=MO;UNTIL=20270531T080000Z from 2026-11-23 09:00+00:00 > 2026-11-23 11:00+00:00
  every Monday at 9 10 times => FREQ=WEEKLY;BYDAY=MO;COUNT=10 from 2026-11-23 09:00+00:00
  every Tuesday at 6pm for 6 weeks => FREQ=WEEKLY;BYDAY=TU;UNTIL=20270104T180000Z from 2026-11-24 18:00+00:00
  every Tuesday at 6pm for 90 minutes => FREQ=WEEKLY;BYDAY=TU from 2026-11-24 18:00+00:00 > 2026-11-24 19:30+00:00
  every Monday and Wednesday 3-4pm starting next month => FREQ=WEEKLY;BYDAY=MO,WE from 2026-12-02 15:00+00:00 > 2026-12-02 16:00+00:00
  every weekday at 9 Berlin time => FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR from 2026-11-23 09:00+01:00
  every day until 2040 => too-far
  every day until yesterday => end-before-start
  every evening => ambiguous
  every blue moon => not-understood
  tomorrow at 9 => not-understood
  every hour => not-understood
  every => not-understood
  `),
)('"%s" is %s', (words, meant) => {
  expect(read(words)).toBe(meant)
})

test.each([
  ['de', 'jeden Montag um 9 Uhr'],
  ['de', 'montags um 9'],
  ['es', 'todos los lunes a las 9'],
  ['pt', 'toda segunda às 9h'],
  ['fr', 'tous les lundis à 9h'],
  ['it', 'ogni lunedì alle 9'],
  ['nl', 'elke maandag om 9 uur'],
])('%s: "%s" is every Monday at 9', (language, words) => {
  expect(read(words, { ...lisbon, language })).toBe('FREQ=WEEKLY;BYDAY=MO from 2026-11-23 09:00+00:00')
})

test.each([
  ['de', 'täglich um 8'],
  ['es', 'todos los días a las 8'],
  ['pt', 'todos os dias às 8h'],
  ['fr', 'tous les jours à 8h'],
  ['it', 'ogni giorno alle 8'],
  ['nl', 'elke dag om 8 uur'],
])('%s: "%s" is every day at 8', (language, words) => {
  expect(read(words, { ...lisbon, language })).toBe('FREQ=DAILY from 2026-11-22 08:00+00:00')
})

test('a reminder without an hour comes at 9', () => {
  expect(read('every Monday', { ...lisbon, purpose: 'reminder' })).toBe(
    'FREQ=WEEKLY;BYDAY=MO from 2026-11-23 09:00+00:00',
  )
})

test('asks when the first instance is in the hour that the clocks skip', () => {
  const context = { now: instant('2026-03-28T12:00', 'Europe/Berlin'), timeZone: 'Europe/Berlin' }
  expect(read('every day at 02:30', context)).toBe('gap: 2026-03-29 01:30+01:00 | 2026-03-29 03:30+02:00')
})
