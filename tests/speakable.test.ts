import { describe, expect, test } from 'vitest'
import { mustBeRead, speakable } from '../src/speakable.ts'

describe('text made speakable', () => {
  test.each([
    ['marks are not read', '*Done* and _nice_, ~not~ `code`', 'Done and nice, not code.'],
    ['stars that are no marks stay', '2*3*4 and a_b_c', '2*3*4 and a_b_c.'],
    [
      'a link is read as its site',
      'See https://www.visitlisboa.com/en/x?y=1 for more.',
      'See visitlisboa.com for more.',
    ],
    [
      'list items become sentences',
      'You have:\n• Dentist\n• Lunch!\n1. Walk',
      'You have:\nDentist.\nLunch!\nWalk.',
    ],
    ['emoji are not read', '✅ Booked 👍🏽', 'Booked.'],
    ['phone numbers are read digit by digit', 'Call +351 912 345 678', 'Call + 3 5 1 9 1 2 3 4 5 6 7 8.'],
    ['amounts are left to the voice', 'It costs 12.500 euros', 'It costs 12.500 euros.'],
    ['so are decimals', 'It is 1234.56 now', 'It is 1234.56 now.'],
    ['and prices', '€1,299.00 or $12,345.67 or € 250.00', '€1,299.00 or $12,345.67 or € 250.00.'],
    ['and pi', '3.14159', '3.14159.'],
    ['and opening hours', 'open 9.30 - 10.15 and 100 - 99', 'open 9.30 - 10.15 and 100 - 99.'],
    ['marks alone are not read', '… 🇵🇹', ''],
    ['and round numbers', 'About 10000 people', 'About 10000 people.'],
    ['and dates as people write them', 'Am 24.12.2025 um acht', 'Am 24.12.2025 um acht.'],
    ['and years from one to another', 'From 2019 - 2024 he lived', 'From 2019 - 2024 he lived.'],
    ['lines of numbers stay lines', '10\n20\n30', '10.\n20.\n30.'],
  ])('%s', (_name, text, spoken) => {
    expect(speakable(text, 'en')).toBe(spoken)
  })

  test.each([
    ['en', 'On 2026-12-24 at 15:30', 'On December 24, 2026 at 3:30 PM.'],
    ['de', 'Am 2026-12-24 um 15:30', 'Am 24. Dezember 2026 um 15:30.'],
    ['pt', 'Em 2026-12-24 às 15:30', 'Em 24 de dezembro de 2026 às 15:30.'],
  ])('dates and times are in the words of the language: %s', (language, text, spoken) => {
    expect(speakable(text, language).replaceAll(/\s/g, ' ')).toBe(spoken)
  })

  test('a date that does not exist is not made into another', () => {
    expect(speakable('2026-02-31', 'en')).toBe('2 0 2 6 0 2 3 1.')
  })

  test('hostile text takes no long time', () => {
    for (const part of ['*', '`', '1-', '_a', 'A1', 'http://', '\n* ']) {
      const from = performance.now()
      speakable(part.repeat(1600 / part.length), 'en')
      mustBeRead(part.repeat(1600 / part.length))
      expect(performance.now() - from, part).toBeLessThan(500)
    }
  })
})

describe('what must be read also comes as text', () => {
  test.each([
    'Here: https://example.com/a',
    'Write to sarah@example.com',
    'Call +351 912 345 678.',
    'Your code is 482913.',
    'Booking reference XK7F9Q',
    'Use `npm start`',
    'It is at Rua Augusta 100.',
    'It is at 221B Baker Street.',
    'Hauptstraße 5, im zweiten Stock',
    'Am Hang: Rosenweg 12',
    'Gran Vía 28',
    'Kurfürstendamm 21',
    'Call 912 345 678',
    'Call 555-1234 now',
    'CEP 01310-100',
    'Ruf an: 030.1234567',
    'Your code is 48213.',
    '• a\n• b\n• c\n• d\n• e\n• f',
  ])('%s', (text) => expect(mustBeRead(text)).toBe(true))

  test.each([
    'Done, see you tomorrow at 15:30.',
    'It is 21 degrees and sunny.',
    'The meeting is on 2026-12-24 at 9:00.',
    'You have 3 meetings:\n• Dentist\n• Lunch',
    'In May 2026 we had 12 guests.',
    'Read Chapter 3 by May 5.',
    'Um 5 Uhr kommt Anna mit 3 Freunden.',
    'About 10000 people live there.',
    'That was the best. See you at 5.',
    'It is true, 5 people came.',
    'The plane leaves at 5.',
    'He came third. 4 others followed.',
    'Das Geld ist weg, 5 Euro.',
    'Via Zoom at 5 pm.',
    'From 2019-2024 it was 0.125 percent.',
  ])('but not: %s', (text) => expect(mustBeRead(text)).toBe(false))
})
