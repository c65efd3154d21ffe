import { expect, test } from 'vitest'
import { moveWhen } from '../../src/time/move-when.ts'
import { resolveDuration } from '../../src/time/parse-duration.ts'
import { resolveRecurrence } from '../../src/time/recurrence.ts'
import { resolveWhen } from '../../src/time/resolve-when.ts'
import type { When } from '../../src/time/when.ts'

test.each([
  ['30 minutes', 'PT30M'],
  ['1.5 hours', 'PT1H30M'],
  ['1,5 Stunden', 'PT1H30M'],
  ['1½ hours', 'PT1H30M'],
  ['an hour', 'PT1H'],
  ['half an hour', 'PT30M'],
  ['an hour and a half', 'PT1H30M'],
  ['two and a half hours', 'PT2H30M'],
  ['90 min', 'PT90M'],
  ['1h 30m', 'PT1H30M'],
  ['1h30', 'PT1H30M'],
  ['1 hour and 15 minutes', 'PT1H15M'],
  ['for 2 days', 'P2D'],
  ['a fortnight', 'P2W'],
  ['PT45M', 'PT45M'],
  ['media hora', 'PT30M'],
  ['eine halbe Stunde', 'PT30M'],
  ['une demi-heure', 'PT30M'],
  ['un quarto d’ora', 'PT15M'],
  ['anderhalf uur', 'PT1H30M'],
])('"%s" lasts %s', (words, length) => {
  expect(resolveDuration(words)?.toString()).toBe(length)
})

test.each([
  '',
  '0 minutes',
  '-5 minutes',
  'a while',
  '30',
  'tomorrow',
  '1.5 months',
  'P',
  'PT',
  '5 minutes ago',
  '9'.repeat(50),
])('"%s" is no length of time', (words) => expect(resolveDuration(words)).toBeUndefined())

const context = {
  now: Temporal.Instant.from('2026-11-21T12:00:00Z'),
  timeZone: 'Europe/Lisbon',
}
const original: When = {
  kind: 'moment',
  at: context.now.toZonedDateTimeISO('Europe/Lisbon').add({ days: 1 }),
}

test.each([
  ['', 'nothing'],
  ['x'.repeat(201), 'too long'],
  ['tomorrow '.repeat(1000), 'far too long'],
  ['tomorrow\u0000at 3', 'a control character'],
  ['tomorrow\u0007', 'a bell'],
  ['😀', 'a picture'],
  ['\ud800', 'half a character'],
  ['明日の午後3時', 'a language we do not read'],
  ['9'.repeat(200), 'digits'],
  ['1:'.repeat(100), 'colons'],
  ['- '.repeat(100), 'hyphens'],
  ['3 to '.repeat(40), 'a range without end'],
  ['2026-'.repeat(40), 'half a date'],
  ["'".repeat(200), 'quotes'],
])('"%s" (%s) is not understood', (words) => {
  expect(resolveWhen(words, context)).toMatchObject({ kind: 'unclear', problem: 'not-understood' })
  expect(moveWhen(original, words, context)).toMatchObject({ kind: 'unclear' })
  expect(resolveRecurrence(words, context)).toMatchObject({ kind: 'unclear' })
})

test('asks for the place when the zone of the person is none', () => {
  const nowhere = { ...context, timeZone: 'Europe/Atlantis' }
  for (const result of [
    resolveWhen('tomorrow', nowhere),
    moveWhen(original, 'an hour later', nowhere),
    resolveRecurrence('every day', nowhere),
  ]) {
    expect(result).toMatchObject({ kind: 'unclear', problem: 'unknown-zone' })
  }
})

const pool = (
  'tomorrow today Friday next last this at on in from to until for of the and a 3 12 25 31 99 2026 24th 3pm 15:30 25:61 9999 am pm ' +
  'noon midnight tonight morning evening week weeks month day days hours minutes years half past quarter end start every other ' +
  'weekdays daily times later earlier longer ago all-day May November 30 Feb 3/4 31/4 24.11. 2026-11-24 2026-11-24T15:00Z PT45M ' +
  'P9999Y - / , . Berlin time UTC UTC+2 PST USA now same weekend first fifth 0 -1 1.5 999999 make that mañana a las um Uhr à 15h alle jeden lunes'
).split(' ')

/** The same numbers every time: a failure can be run again. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('no mix of words throws, hangs, or gives what breaks its own rules', () => {
  const next = numbers(42)
  const began = performance.now()
  let understood = 0
  for (let round = 0; round < 4000; round++) {
    const words = Array.from({ length: 1 + next(7) }, () => pool[next(pool.length)]).join(' ')
    const purpose = (['event', 'reminder', 'search'] as const)[next(3)]
    const language = ['en', 'de', 'es', undefined][next(4)]
    for (const result of [
      resolveWhen(words, { ...context, purpose, language }),
      moveWhen(original, words, { ...context, purpose, language }),
    ]) {
      if (result.kind === 'unclear') continue
      understood++
      if (result.kind === 'days') {
        expect(Temporal.PlainDate.compare(result.first, result.last), words).toBeLessThanOrEqual(0)
        continue
      }
      if (result.end) expect(Temporal.ZonedDateTime.compare(result.at, result.end), words).toBe(-1)
      if (purpose !== 'search')
        expect(result.at.epochMilliseconds, words).toBeGreaterThanOrEqual(context.now.epochMilliseconds)
    }
    const series = resolveRecurrence(words, { ...context, purpose, language })
    if (series.kind === 'recurrence') understood++
  }
  expect(understood).toBeGreaterThan(100)
  expect(performance.now() - began).toBeLessThan(20_000)
})
