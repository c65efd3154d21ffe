import { expect, test } from 'vitest'
import { describeWhen } from '../../src/time/describe-when.ts'
import { resolveWhen } from '../../src/time/resolve-when.ts'
import type { TimeContext } from '../../src/time/when.ts'
import { instant, rows, shown } from './shown.ts'

/** Each line: words => what they mean, for a person at that wall-clock time. */
function table(now: string, zone: string, extra: Partial<TimeContext>, lines: string) {
  const { purpose = 'event', language = 'no language' } = extra
  test.each(rows(lines))(`"%s" is %s (${purpose}, ${language}, ${now} in ${zone})`, (words, meant) => {
    expect(shown(resolveWhen(words, { now: instant(now, zone), timeZone: zone, ...extra }))).toBe(meant)
  })
}

// A Saturday.
table(
  '2026-11-21T12:00',
  'Europe/Lisbon',
  {},
  `
  tomorrow at 3 PM => 2026-11-22 15:00+00:00
  tomorrow 3pm => 2026-11-22 15:00+00:00
  tmrw @ 3 p.m. => 2026-11-22 15:00+00:00
  3:30 PM tomorrow => 2026-11-22 15:30+00:00
  tomorrow at 3 => 2026-11-22 15:00+00:00
  tomorrow at 03:00 => 2026-11-22 03:00+00:00
  tomorrow at 15:00 => 2026-11-22 15:00+00:00
  tomorrow at 8 => 2026-11-22 08:00+00:00
  tomorrow at 12 => 2026-11-22 12:00+00:00
  tomorrow at 12 am => 2026-11-22 00:00+00:00
  tomorrow at 12 pm => 2026-11-22 12:00+00:00
  tomorrow at 3 in the morning => 2026-11-22 03:00+00:00
  tomorrow at 7 in the evening => 2026-11-22 19:00+00:00
  tomorrow at noon => 2026-11-22 12:00+00:00
  tomorrow at half past 3 => 2026-11-22 15:30+00:00
  quarter to 4 tomorrow => 2026-11-22 15:45+00:00
  tomorrow at 1530 => 2026-11-22 15:30+00:00
  at 3 => 2026-11-21 15:00+00:00
  at 9 => past: 2026-11-21 21:00+00:00 | 2026-11-22 09:00+00:00
  at 11:00 AM => past: 2026-11-22 11:00+00:00
  today at 9 => 2026-11-21 21:00+00:00
  today at 9am => past
  yesterday at 3 PM => past
  24:00 => 2026-11-22 00:00+00:00
  midnight => 2026-11-22 00:00+00:00
  tonight at 9 => 2026-11-21 21:00+00:00
  tonight at 1 => 2026-11-22 01:00+00:00
  tonight at midnight => 2026-11-22 00:00+00:00
  Friday at midnight => ambiguous: 2026-11-27 00:00+00:00 | 2026-11-28 00:00+00:00
  Friday at 2 at night => ambiguous: 2026-11-27 02:00+00:00 | 2026-11-28 02:00+00:00
  tonight => ambiguous
  tomorrow morning => ambiguous
  # days
  tomorrow => 2026-11-22
  the day after tomorrow => 2026-11-23
  Friday => 2026-11-27
  this Friday => 2026-11-27
  next Friday => 2026-11-27
  next Monday => 2026-11-23
  next Sunday => ambiguous: 2026-11-22 | 2026-11-29
  Saturday => 2026-11-21
  Saturday at 3 PM => 2026-11-21 15:00+00:00
  Saturday at 10 AM => 2026-11-28 10:00+00:00
  last Friday => past
  all day Friday => 2026-11-27
  Friday, all day => 2026-11-27
  Fri to Sun => 2026-11-27..2026-11-29
  23 Nov => 2026-11-23
  Nov 23rd => 2026-11-23
  the 23rd of November => 2026-11-23
  20 Nov => 2027-11-20
  3 May at 9am => 2027-05-03 09:00+01:00
  the 24th at 3pm => 2026-11-24 15:00+00:00
  the 20th => 2026-12-20
  24-26 November => 2026-11-24..2026-11-26
  Nov 24-26, 2026 => 2026-11-24..2026-11-26
  Tuesday, 24 November 2026 at noon => 2026-11-24 12:00+00:00
  Friday 24 November 2026 => ambiguous: 2026-11-24 | 2026-11-27
  Friday next week => 2026-11-27
  first Friday of December => 2026-12-04
  last Monday of the month => 2026-11-30
  first Monday of the month => past
  last day of this month => 2026-11-30
  end of the month => 2026-11-30
  in two weeks => 2026-12-05
  in two weeks at 9 => 2026-12-05 09:00+00:00
  a week from Monday => 2026-11-30
  two weeks from tomorrow at 4pm => 2026-12-06 16:00+00:00
  this weekend => 2026-11-21..2026-11-22
  next weekend => 2026-11-28..2026-11-29
  next week => ambiguous: 2026-11-23 | 2026-11-24 | 2026-11-25 | 2026-11-26 | 2026-11-27 | 2026-11-28 | 2026-11-29
  next month => ambiguous
  3/4 => ambiguous: 2027-04-03 | 2027-03-04
  4/4 => 2027-04-04
  24/12 => 2026-12-24
  12/24 => 2026-12-24
  2/30 => impossible
  31/4 => impossible
  30 Feb => impossible
  29 February 2027 => impossible
  29 February => 2028-02-29
  29 February 2028 at noon => 2028-02-29 12:00+00:00
  2026-11-24 => 2026-11-24
  2026-11-24 15:00 => 2026-11-24 15:00+00:00
  2026-11-24 15:00-16:30 => 2026-11-24 15:00+00:00 > 2026-11-24 16:30+00:00
  2026-11-24T15:00:00Z => 2026-11-24 15:00+00:00
  2026-11-24T15:00+01:00 => 2026-11-24 14:00+00:00
  2026-11-24T15:00:00+01:00[Europe/Berlin] => 2026-11-24 15:00+01:00
  2026-11-24T15:00:00+05:00[Europe/Berlin] => impossible
  2026-13-01 => impossible
  tomorrow at 25:00 => impossible
  tomorrow at 10:75 => impossible
  tomorrow at 13 am => impossible
  tomorrow 3 AM in the afternoon => impossible
  1 January 2035 => too-far
  in 9999 years => too-far
  31 December at 11pm => 2026-12-31 23:00+00:00
  1 January => 2027-01-01
  # from now
  now => 2026-11-21 12:00+00:00
  in 20 minutes => 2026-11-21 12:20+00:00
  20 minutes from now => 2026-11-21 12:20+00:00
  in half an hour => 2026-11-21 12:30+00:00
  in an hour and a half => 2026-11-21 13:30+00:00
  in a quarter of an hour => 2026-11-21 12:15+00:00
  in 1h30 => 2026-11-21 13:30+00:00
  in PT45M => 2026-11-21 12:45+00:00
  20 minutes ago => past
  # ranges
  3-4pm => 2026-11-21 15:00+00:00 > 2026-11-21 16:00+00:00
  tomorrow 11-1pm => 2026-11-22 11:00+00:00 > 2026-11-22 13:00+00:00
  from 3 to 4:30 tomorrow => 2026-11-22 15:00+00:00 > 2026-11-22 16:30+00:00
  tomorrow 9 to 5 => 2026-11-22 09:00+00:00 > 2026-11-22 17:00+00:00
  tomorrow between 10 and 11 => 2026-11-22 10:00+00:00 > 2026-11-22 11:00+00:00
  11pm to 1am => 2026-11-21 23:00+00:00 > 2026-11-22 01:00+00:00
  8pm to midnight => 2026-11-21 20:00+00:00 > 2026-11-22 00:00+00:00
  tomorrow 10pm to 2 => 2026-11-22 22:00+00:00 > 2026-11-23 02:00+00:00
  5pm to 4pm => end-before-start
  Friday 3pm to Sunday 5pm => 2026-11-27 15:00+00:00 > 2026-11-29 17:00+00:00
  tomorrow at 3pm for 45 minutes => 2026-11-22 15:00+00:00 > 2026-11-22 15:45+00:00
  Friday to tomorrow => end-before-start
  from Friday 3pm to tomorrow 5pm => end-before-start
  from Friday 3pm to Monday 5pm => 2026-11-27 15:00+00:00 > 2026-11-30 17:00+00:00
  tomorrow for 45 minutes => ambiguous
  Friday for 3 days => 2026-11-27..2026-11-29
  31 Dec 11pm to 1am => 2026-12-31 23:00+00:00 > 2027-01-01 01:00+00:00
  # zones
  tomorrow 3 PM Berlin time => 2026-11-22 15:00+01:00
  tomorrow 15:00 UTC => 2026-11-22 15:00+00:00
  tomorrow 9am EST => 2026-11-22 09:00-05:00
  tomorrow 9am in the UK => 2026-11-22 09:00+00:00
  tomorrow 9am PST => 2026-11-22 09:00-08:00
  tomorrow at 10 in Tokyo => 2026-11-22 10:00+09:00
  tomorrow 10am UTC+2 => 2026-11-22 10:00+02:00
  tomorrow 10am America/New_York => 2026-11-22 10:00-05:00
  tomorrow 10am my time => 2026-11-22 10:00+00:00
  tomorrow 10am Foobar time => unknown-zone
  tomorrow 10am CST => unknown-zone: America/Chicago | Asia/Shanghai
  # never by leaving a word out
  tomorrow maybe => not-understood
  not tomorrow => not-understood
  before Friday => not-understood
  around 3pm => not-understood
  Friday 5 => not-understood
  at ten to four => not-understood
  tomorrow now => not-understood
  all day Friday morning => not-understood
  from 3pm until a => not-understood
  tomorrow at 3 at 4 => not-understood
  at => not-understood
  ??? => not-understood
  # other people's digits and languages
  ٢٠٢٦-١١-٢٤ ١٥:٣٠ => 2026-11-24 15:30+00:00
  २०२६-११-२४ => 2026-11-24
  ２０２６－１１－２４　１５：３０ => 2026-11-24 15:30+00:00
  mañana a las 15:30 => 2026-11-22 15:30+00:00
  übermorgen um 15 Uhr 30 => 2026-11-23 15:30+00:00
  après-demain à 9h => 2026-11-23 09:00+00:00
`,
)

table(
  '2026-11-21T12:00',
  'Europe/Lisbon',
  { purpose: 'reminder' },
  `
  at 5 => 2026-11-21 17:00+00:00
  at 11 => ambiguous: 2026-11-21 23:00+00:00 | 2026-11-22 11:00+00:00
  at 11 am => 2026-11-22 11:00+00:00
  at 08:00 => 2026-11-22 08:00+00:00
  tomorrow => 2026-11-22 09:00+00:00
  today => ambiguous
  tomorrow morning => 2026-11-22 09:00+00:00
  in the morning => 2026-11-22 09:00+00:00
  this evening => 2026-11-21 19:00+00:00
  tonight => 2026-11-21 21:00+00:00
  this morning => past
  in 2 days => 2026-11-23 12:00+00:00
  next week => ambiguous: 2026-11-23 | 2026-11-24 | 2026-11-25 | 2026-11-26 | 2026-11-27 | 2026-11-28 | 2026-11-29
  end of the month => 2026-11-30 09:00+00:00
  in 30 seconds => 2026-11-21 12:00+00:00
`,
)

table(
  '2026-11-21T18:00',
  'Europe/Lisbon',
  { purpose: 'reminder' },
  `
  at 5 => ambiguous: 2026-11-22 05:00+00:00 | 2026-11-22 17:00+00:00
  at 7 => 2026-11-21 19:00+00:00
`,
)

table(
  '2026-11-21T12:00',
  'Europe/Lisbon',
  { purpose: 'search' },
  `
  next week => 2026-11-23..2026-11-29
  this week => 2026-11-16..2026-11-22
  last week => 2026-11-09..2026-11-15
  last Friday => 2026-11-20
  yesterday => 2026-11-20
  last month => 2026-10-01..2026-10-31
  in March => 2027-03-01..2027-03-31
  tomorrow morning => 2026-11-22 06:00+00:00 > 2026-11-22 12:00+00:00
  tomorrow evening => 2026-11-22 18:00+00:00 > 2026-11-23 00:00+00:00
  2 days ago => 2026-11-19
  the next 7 days => 2026-11-21..2026-11-27
  last 30 days => 2026-10-22..2026-11-21
  from now until Friday => 2026-11-21..2026-11-27
  2020-01-01 to 2020-01-31 => 2020-01-01..2020-01-31
`,
)

// A Wednesday.
table(
  '2026-11-25T12:00',
  'Europe/Berlin',
  {},
  `
  Friday => 2026-11-27
  next Friday => ambiguous: 2026-11-27 | 2026-12-04
  next Friday at 3pm => ambiguous: 2026-11-27 15:00+01:00 | 2026-12-04 15:00+01:00
  next Monday => 2026-11-30
  next Wednesday => 2026-12-02
  next weekend => ambiguous: 2026-11-28 | 2026-12-05
  Friday next week => 2026-12-04
  Friday this week => 2026-11-27
`,
)

test.each([
  ['de', 'morgen um halb vier', '2026-11-22 15:30+00:00'],
  ['de', 'morgen um 7:30', '2026-11-22 07:30+00:00'],
  ['de', 'morgen um 7 Uhr', '2026-11-22 07:00+00:00'],
  ['de', 'heute Abend um 8', '2026-11-21 20:00+00:00'],
  ['de', 'am 24.11. um 15 Uhr', '2026-11-24 15:00+00:00'],
  ['de', 'am 24. November', '2026-11-24'],
  ['de', 'in anderthalb Stunden', '2026-11-21 13:30+00:00'],
  ['de', 'von 15 bis 16 Uhr', '2026-11-21 15:00+00:00 > 2026-11-21 16:00+00:00'],
  ['de', 'nächsten Montag um Viertel nach 3', '2026-11-23 15:15+00:00'],
  ['de', '3/4', '2027-04-03'],
  ['de', '31/4', 'impossible'],
  ['de', 'morgen in einer Woche', '2026-11-29'],
  ['nl', 'over een half uur', '2026-11-21 12:30+00:00'],
  ['es', 'mañana por la mañana a las 9', '2026-11-22 09:00+00:00'],
  ['es', 'el viernes a las 5 de la tarde', '2026-11-27 17:00+00:00'],
  ['es', 'pasado mañana de 3 a 4', '2026-11-23 15:00+00:00 > 2026-11-23 16:00+00:00'],
  ['es', 'dentro de dos horas', '2026-11-21 14:00+00:00'],
  ['es', 'el 5 de mayo a las 3 y media', '2027-05-05 15:30+01:00'],
  ['pt', 'amanhã às 15h', '2026-11-22 15:00+00:00'],
  ['pt', 'sexta-feira às 9 da manhã', '2026-11-27 09:00+00:00'],
  ['pt', 'daqui a 20 minutos', '2026-11-21 12:20+00:00'],
  ['pt', 'das 15h às 16h', '2026-11-21 15:00+00:00 > 2026-11-21 16:00+00:00'],
  ['fr', 'demain à 15h30', '2026-11-22 15:30+00:00'],
  ['fr', 'vendredi prochain à midi', '2026-11-27 12:00+00:00'],
  ['fr', 'dans 2 heures', '2026-11-21 14:00+00:00'],
  ['fr', 'de 15h à 16h30', '2026-11-21 15:00+00:00 > 2026-11-21 16:30+00:00'],
  ['it', 'domani alle 15.30', '2026-11-22 15:30+00:00'],
  ['it', 'venerdì alle 9 di mattina', '2026-11-27 09:00+00:00'],
  ['it', 'tra 20 minuti', '2026-11-21 12:20+00:00'],
  ['it', 'dalle 15 alle 16', '2026-11-21 15:00+00:00 > 2026-11-21 16:00+00:00'],
  ['nl', 'morgen om half vier', '2026-11-22 15:30+00:00'],
  ['nl', 'vrijdag om 3 uur', '2026-11-27 15:00+00:00'],
  ['nl', 'over 20 minuten', '2026-11-21 12:20+00:00'],
  ['nl', 'van 15 tot 16 uur', '2026-11-21 15:00+00:00 > 2026-11-21 16:00+00:00'],
  ['en-US', '3/4', '2027-03-04'],
  ['en-GB', '3/4', '2027-04-03'],
  ['de', 'tomorrow at 3 PM', '2026-11-22 15:00+00:00'],
  ['tr', 'tomorrow at 3 PM', '2026-11-22 15:00+00:00'],
  ['not a tag', 'tomorrow at 3 PM', '2026-11-22 15:00+00:00'],
])('%s: "%s" is %s', (language, words, meant) => {
  const context = { now: instant('2026-11-21T12:00', 'Europe/Lisbon'), timeZone: 'Europe/Lisbon', language }
  expect(shown(resolveWhen(words, context))).toBe(meant)
})

test.each([
  [
    'Europe/Berlin',
    '2026-03-28T12:00',
    'tomorrow at 02:30',
    'gap: 2026-03-29 01:30+01:00 | 2026-03-29 03:30+02:00',
  ],
  ['Europe/Berlin', '2026-03-28T12:00', 'tomorrow at 3am', '2026-03-29 03:00+02:00'],
  [
    'Europe/Berlin',
    '2026-10-24T12:00',
    'tomorrow at 02:30',
    'overlap: 2026-10-25 02:30+02:00 | 2026-10-25 02:30+01:00',
  ],
  ['Europe/Berlin', '2026-10-24T12:00', 'tomorrow at 3am', '2026-10-25 03:00+01:00'],
  ['Europe/Berlin', '2026-10-25T01:30', 'in 2 hours', '2026-10-25 02:30+01:00'],
  ['Europe/Berlin', '2026-03-29T01:30', 'in 2 hours', '2026-03-29 04:30+02:00'],
  [
    'America/New_York',
    '2026-03-07T12:00',
    'tomorrow 02:30',
    'gap: 2026-03-08 01:30-05:00 | 2026-03-08 03:30-04:00',
  ],
  [
    'America/New_York',
    '2026-10-31T12:00',
    'tomorrow 01:30',
    'overlap: 2026-11-01 01:30-04:00 | 2026-11-01 01:30-05:00',
  ],
  ['America/New_York', '2026-10-31T23:00', 'in 4 hours', '2026-11-01 02:00-05:00'],
  // Half an hour of DST.
  [
    'Australia/Lord_Howe',
    '2026-10-03T12:00',
    'tomorrow 02:15',
    'gap: 2026-10-04 01:45+10:30 | 2026-10-04 02:45+11:00',
  ],
  [
    'Australia/Lord_Howe',
    '2026-04-04T12:00',
    'tomorrow 01:45',
    'overlap: 2026-04-05 01:45+11:00 | 2026-04-05 01:45+10:30',
  ],
  [
    'Pacific/Auckland',
    '2026-09-26T12:00',
    'tomorrow 02:30',
    'gap: 2026-09-27 01:30+12:00 | 2026-09-27 03:30+13:00',
  ],
  ['Pacific/Auckland', '2026-12-31T23:30', 'tomorrow at 9am', '2027-01-01 09:00+13:00'],
  ['America/New_York', '2026-12-31T23:30', 'in 45 minutes', '2027-01-01 00:15-05:00'],
  ['Europe/Berlin', '2028-02-28T12:00', 'tomorrow at noon', '2028-02-29 12:00+01:00'],
])('%s at %s: "%s" is %s', (timeZone, now, words, meant) => {
  expect(shown(resolveWhen(words, { now: instant(now, timeZone), timeZone }))).toBe(meant)
})

test('"in 2 days" is the same time on the clock, "in 48 hours" the same time gone by', () => {
  const context = { now: instant('2026-10-24T12:00', 'Europe/Berlin'), timeZone: 'Europe/Berlin' }
  expect(shown(resolveWhen('in 2 days', { ...context, purpose: 'reminder' }))).toBe('2026-10-26 12:00+01:00')
  expect(shown(resolveWhen('in 48 hours', context))).toBe('2026-10-26 11:00+01:00')
})

test('a choice that is given back has one reading', () => {
  const context = { now: instant('2026-10-24T12:00', 'Europe/Berlin'), timeZone: 'Europe/Berlin' }
  const asked = resolveWhen('tomorrow at 02:30', context)
  const choices = asked.kind === 'unclear' ? asked.choices! : []
  expect(choices).toHaveLength(2)
  expect(choices.map((one) => shown(resolveWhen(one, context)))).toEqual([
    '2026-10-25 02:30+02:00',
    '2026-10-25 02:30+01:00',
  ])
})

test('keeps the zone that was said', () => {
  const context = { now: instant('2026-11-21T12:00', 'Europe/Lisbon'), timeZone: 'Europe/Lisbon' }
  const result = resolveWhen('tomorrow at 10 in Tokyo', context)
  expect(result.kind === 'moment' && result.at.timeZoneId).toBe('Asia/Tokyo')
})

test('reads what it prints', () => {
  const context = { now: instant('2026-11-21T12:00', 'Europe/Lisbon'), timeZone: 'Europe/Lisbon' }
  for (const words of [
    'tomorrow 3 to 4:30pm',
    'Friday at noon',
    'Friday to Sunday',
    'tomorrow 11pm to 1am',
  ]) {
    for (const language of ['en', 'en-GB', 'de', 'es', 'pt', 'fr', 'it', 'nl']) {
      const when = resolveWhen(words, context)
      if (when.kind === 'unclear') throw new Error(when.question)
      const printed = describeWhen(when, { timeZone: 'Europe/Lisbon', language })
      expect(shown(resolveWhen(printed, { ...context, language })), printed).toBe(shown(when))
    }
  }
})
