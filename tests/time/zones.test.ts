import { expect, test } from 'vitest'
import { zoneFromPhone } from '../../src/time/zone-from-phone.ts'
import { findZone, isZone } from '../../src/time/zones.ts'

test.each([
  ['Lisbon', 'Europe/Lisbon'],
  ['lisboa', 'Europe/Lisbon'],
  ['New York', 'America/New_York'],
  ['new_york', 'America/New_York'],
  ['São Paulo', 'America/Sao_Paulo'],
  ['Zürich', 'Europe/Zurich'],
  ['Munich', 'Europe/Berlin'],
  ['Mumbai', 'Asia/Kolkata'],
  ['Bali', 'Asia/Makassar'],
  ['Tokyo', 'Asia/Tokyo'],
  ['Portugal', 'Europe/Lisbon'],
  ['Deutschland', 'Europe/Berlin'],
  ['India', 'Asia/Kolkata'],
  ['UK', 'Europe/London'],
  ['CET', 'Europe/Berlin'],
  ['PST', 'America/Los_Angeles'],
  ['GMT', 'UTC'],
  ['UTC+2', 'Etc/GMT-2'],
  ['UTC-5', 'Etc/GMT+5'],
  ['UTC+5:30', '+05:30'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['america/new_york', 'America/New_York'],
  ['Europe/Berlin', 'Europe/Berlin'],
])('%s is %s', (place, zone) => {
  expect(findZone(place)).toEqual({ kind: 'zone', zone })
  expect(isZone(zone)).toBe(true)
})

test.each(['USA', 'Brazil', 'Russia', 'Australia', 'CST', 'IST'])('%s has several', (place) => {
  const found = findZone(place)
  expect(found?.kind).toBe('unclear')
  expect(found?.kind === 'unclear' && found.choices.length > 1 && found.choices.every(isZone)).toBe(true)
})

test.each(['', 'Atlantis', 'tomorrow', 'UTC+99', 'Europe/Atlantis', 'x'.repeat(1000)])(
  '"%s" is no place',
  (place) => {
    expect(findZone(place)).toBeUndefined()
  },
)

test.each(['', 'Lisbon', '2020-01-01T00:00[Europe/Paris]', 'UTC+2', '../../etc', 'Europe/Atlantis'])(
  '"%s" is no zone',
  (name) => {
    expect(isZone(name)).toBe(false)
  },
)

test.each([
  ['+351912345678', { kind: 'guess', zone: 'Europe/Lisbon' }],
  ['whatsapp:+4915112345678', { kind: 'guess', zone: 'Europe/Berlin' }],
  ['+5491123456789', { kind: 'guess', zone: 'America/Argentina/Buenos_Aires' }],
  ['+14155550123', { kind: 'several', country: 'US' }],
  ['+5511912345678', { kind: 'several', country: 'BR' }],
])('a person with %s is likely in %j', (phone, expected) => {
  expect(zoneFromPhone(phone)).toMatchObject(expected)
})

test('a number of no country tells nothing', () => {
  expect(zoneFromPhone('hello')).toBeUndefined()
  expect(zoneFromPhone('+999123')).toBeUndefined()
})
