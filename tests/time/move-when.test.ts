import { expect, test } from 'vitest'
import { moveWhen } from '../../src/time/move-when.ts'
import { resolveWhen } from '../../src/time/resolve-when.ts'
import type { When } from '../../src/time/when.ts'
import { instant, rows, shown } from './shown.ts'

const context = { now: instant('2026-11-21T12:00', 'Europe/Lisbon'), timeZone: 'Europe/Lisbon' }

function original(words: string): When {
  const when = resolveWhen(words, context)
  if (when.kind === 'unclear') throw new Error(`The test says "${words}": ${when.question}`)
  return when
}

test.each(
  rows(`
  tomorrow 3pm to 4:30pm => make that 4 PM => 2026-11-22 16:00+00:00 > 2026-11-22 17:30+00:00
  tomorrow 3pm => make that 4 => 2026-11-22 16:00+00:00
  tomorrow 3pm => to 4 PM => 2026-11-22 16:00+00:00
  tomorrow 3pm => 16:00 => 2026-11-22 16:00+00:00
  tomorrow 8pm => make it 9 => ambiguous: 2026-11-22 09:00+00:00 | 2026-11-22 21:00+00:00
  tomorrow 9am => make it 10 => 2026-11-22 10:00+00:00
  tomorrow 3pm to 4pm => half an hour later => 2026-11-22 15:30+00:00 > 2026-11-22 16:30+00:00
  tomorrow 3pm to 4pm => postpone it by an hour => 2026-11-22 16:00+00:00 > 2026-11-22 17:00+00:00
  tomorrow 3pm to 4pm => an hour earlier => 2026-11-22 14:00+00:00 > 2026-11-22 15:00+00:00
  tomorrow 3pm to 4pm => a day later => 2026-11-23 15:00+00:00 > 2026-11-23 16:00+00:00
  tomorrow 3pm to 4pm => an hour longer => 2026-11-22 15:00+00:00 > 2026-11-22 17:00+00:00
  tomorrow 3pm to 4pm => 15 minutes shorter => 2026-11-22 15:00+00:00 > 2026-11-22 15:45+00:00
  tomorrow 3pm to 4pm => 2 hours shorter => end-before-start
  tomorrow 3pm to 4pm => till 5 => 2026-11-22 15:00+00:00 > 2026-11-22 17:00+00:00
  tomorrow 3pm to 4pm => until 2pm => end-before-start
  tomorrow 3pm => for 45 minutes => 2026-11-22 15:00+00:00 > 2026-11-22 15:45+00:00
  tomorrow 3pm to 4pm => 5 to 6pm => 2026-11-22 17:00+00:00 > 2026-11-22 18:00+00:00
  Monday 3pm to 4pm => to Friday => 2026-11-27 15:00+00:00 > 2026-11-27 16:00+00:00
  Monday 3pm to 4pm => same time on Thursday => 2026-11-26 15:00+00:00 > 2026-11-26 16:00+00:00
  Monday 3pm to 4pm => move it to Friday at 10 => 2026-11-27 10:00+00:00 > 2026-11-27 11:00+00:00
  8 December 3pm => to Friday => ambiguous: 2026-11-27 | 2026-12-11
  tomorrow 3pm => to 23 November => 2026-11-23 15:00+00:00
  tomorrow 3pm => all day => 2026-11-22
  tomorrow 3pm => in 2 hours => 2026-11-21 14:00+00:00
  tomorrow 3pm => to yesterday => past
  tomorrow 3pm => to the moon => not-understood
  tomorrow 3pm => later => not-understood
  tomorrow 3pm => an hour longer => ambiguous
  Friday to Sunday => a week later => 2026-12-04..2026-12-06
  Friday to Sunday => a day longer => 2026-11-27..2026-11-30
  Friday to Sunday => to 4 December => 2026-12-04..2026-12-06
  Friday => at 3pm => 2026-11-27 15:00+00:00
  tomorrow 10am in Tokyo => an hour later => 2026-11-22 11:00+09:00
  tomorrow 10am in Tokyo => make that 4 PM => 2026-11-23 01:00+09:00
  `),
)('%s, "%s": %s', (words, moved, meant) => {
  expect(shown(moveWhen(original(words), moved, context))).toBe(meant)
})

test('a day later keeps the time on the clock when the clocks change', () => {
  const berlin = { now: instant('2026-10-24T10:00', 'Europe/Berlin'), timeZone: 'Europe/Berlin' }
  const when = resolveWhen('today 3pm to 4pm', berlin)
  if (when.kind === 'unclear') throw new Error(when.question)
  expect(shown(moveWhen(when, 'a day later', berlin))).toBe('2026-10-25 15:00+01:00 > 2026-10-25 16:00+01:00')
})

test('keeps the zone something is kept in', () => {
  const moved = moveWhen(original('tomorrow 10am in Tokyo'), 'make that 4 PM', context)
  expect(moved.kind === 'moment' && moved.at.timeZoneId).toBe('Asia/Tokyo')
})
