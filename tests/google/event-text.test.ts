import { describe, expect, test } from 'vitest'
import { htmlOfText, textOfHtml } from '../../src/calendars/google/html-text.ts'
import { toBody, toNewBody } from '../../src/calendars/google/event-body.ts'
import { fromGoogle, googleEvent } from '../../src/calendars/google/google-event.ts'
import { contains, isSameEvent } from '../../src/calendars/google/same-event.ts'

const LISBON = {
  kind: 'timed',
  start: '2026-11-24T15:00:00+00:00[Europe/Lisbon]',
  end: '2026-11-24T16:00:00+00:00[Europe/Lisbon]',
} as const
const raw = (event: object) =>
  googleEvent.parse({
    id: 'abc12',
    etag: '"1"',
    start: { dateTime: '2026-11-24T15:00:00Z', timeZone: 'Europe/Lisbon' },
    end: { dateTime: '2026-11-24T16:00:00Z', timeZone: 'Europe/Lisbon' },
    ...event,
  })

describe('a description', () => {
  test.each([
    ['<p>First</p><p>Second</p>', 'First\nSecond'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<ul><li>one</li><li>two</li></ul>', '- one\n- two'],
    ['see <a href="https://x.test/?a=1">the <b>plan</b></a>', 'see the plan'],
    ['R&amp;D &lt;b&gt; &#8364; &#x20AC; &nbsp;x', 'R&D <b> € €  x'],
    ['&#0; &#x110000; &#xD800; &unknown;', '&#0; &#x110000; &#xD800; &unknown;'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<!-- hidden --><img src=x onerror=alert(1)>words', 'words'],
  ])('of HTML %j is the words %j', (html, words) => {
    expect(textOfHtml(html)).toBe(words)
  })

  test.each([
    'plain',
    'a < b & c',
    '<b>not bold</b>',
    '&amp; as it stands',
    'two\nlines',
    '1 <2> 3',
    '<!-- x -->',
  ])('of the text %j comes out as it went in', (words) => expect(textOfHtml(htmlOfText(words))).toBe(words))

  test('that is one long tag takes no time', () => {
    const started = performance.now()
    textOfHtml('<'.repeat(200_000))
    textOfHtml('<a '.repeat(100_000))
    textOfHtml('<!--'.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('what is written', () => {
  test('whole days end on the day after', () => {
    const body = toNewBody('abc12', {
      title: 'Fair',
      time: { kind: 'days', first: '2026-12-30', last: '2026-12-31' },
    })
    expect(body.start?.date).toBe('2026-12-30')
    expect(body.end?.date).toBe('2027-01-01')
  })

  test('a change from a time to whole days takes the time away', () => {
    const { start } = toBody(
      'abc12',
      { time: { kind: 'days', first: '2026-12-30', last: '2026-12-30' } },
      raw({}),
    )
    expect(start).toEqual({ date: '2026-12-30', dateTime: null, timeZone: null })
  })

  test.each([
    ['FREQ=DAILY;UNTIL=20261224', 'FREQ=DAILY;UNTIL=20261224T225959Z'],
    ['FREQ=DAILY;UNTIL=20261224T100000', 'FREQ=DAILY;UNTIL=20261224T090000Z'],
    ['FREQ=DAILY;UNTIL=20261224T090000Z', 'FREQ=DAILY;UNTIL=20261224T090000Z'],
    ['UNTIL=20261224;FREQ=DAILY', 'UNTIL=20261224T225959Z;FREQ=DAILY'],
  ])('the end of the rule %s of a timed event is in UTC', (rule, written) => {
    const start = '2026-11-24T15:00:00+01:00[Europe/Berlin]'
    const time = { kind: 'timed', start, end: '2026-11-24T16:00:00+01:00[Europe/Berlin]' } as const
    expect(toNewBody('abc12', { title: 'x', time, rule }).recurrence).toEqual([`RRULE:${written}`])
  })

  test('the end of the rule of whole days is a day', () => {
    const time = { kind: 'days', first: '2026-12-01', last: '2026-12-01' } as const
    const body = toNewBody('abc12', { title: 'x', time, rule: 'FREQ=DAILY;UNTIL=20261224T225959Z' })
    expect(body.recurrence).toEqual(['RRULE:FREQ=DAILY;UNTIL=20261224'])
  })

  test('a new rule leaves out what was left out before', () => {
    const before = raw({ recurrence: ['RRULE:FREQ=DAILY', 'EXDATE;TZID=Europe/Lisbon:20261125T150000'] })
    expect(toBody('abc12', { rule: 'FREQ=WEEKLY' }, before).recurrence).toEqual([
      'RRULE:FREQ=WEEKLY',
      'EXDATE;TZID=Europe/Lisbon:20261125T150000',
    ])
    expect(toBody('abc12', { rule: '' }, before).recurrence).toEqual([])
  })

  test('who stays invited keeps their answer, and the person stays in', () => {
    const self = { email: 'ana@example.test', self: true, responseStatus: 'accepted' }
    const ben = { email: 'Ben@example.test', responseStatus: 'tentative', optional: true }
    const cleo = { email: 'cleo@example.test', responseStatus: 'accepted' }
    const wanted = [
      { email: 'ben@example.test' },
      { email: 'dan@example.test', name: 'Dan' },
      { email: 'DAN@example.test' },
    ]
    const { attendees } = toBody('abc12', { attendees: wanted }, raw({ attendees: [self, ben, cleo] }))
    expect(attendees).toEqual([self, ben, { email: 'DAN@example.test' }])
  })
})

describe('an event is the same', () => {
  const draft = {
    title: 'Lunch',
    time: LISBON,
    rule: 'FREQ=WEEKLY;BYDAY=TU',
    attendees: [{ email: 'ben@example.test' }],
  }
  const same = {
    summary: 'Lunch',
    recurrence: ['RRULE:BYDAY=TU;FREQ=WEEKLY'],
    attendees: [
      { email: 'BEN@example.test', responseStatus: 'declined' },
      { email: 'ana@example.test', self: true, organizer: true },
    ],
  }
  const body = toNewBody('abc12', draft)

  test('however Google orders its rule and writes its people', () => {
    expect(isSameEvent(raw(same), body)).toBe(true)
  })

  test.each([
    ['title', { summary: 'Dinner' }],
    ['time', { end: { dateTime: '2026-11-24T16:30:00Z', timeZone: 'Europe/Lisbon' } }],
    ['zone', { start: { dateTime: '2026-11-24T15:00:00Z', timeZone: 'Europe/London' } }],
    ['rule', { recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=WE'] }],
    ['lack of a rule', { recurrence: undefined }],
    ['people', { attendees: [] }],
    ['kind of time', { start: { date: '2026-11-24' }, end: { date: '2026-11-25' } }],
  ])('but not with another %s', (_what, other) => {
    expect(isSameEvent(raw({ ...same, ...other }), body)).toBe(false)
  })

  test('a change is found in it by what it changes alone', () => {
    const event = raw({ ...same, description: 'anything' })
    expect(contains(event, toBody('abc12', { title: 'Lunch' }, undefined))).toBe(true)
    expect(contains(event, toBody('abc12', { notes: 'else' }, undefined))).toBe(false)
    expect(contains(event, toBody('abc12', { location: '' }, undefined))).toBe(true)
    expect(contains(event, toBody('abc12', { meet: true }, undefined))).toBe(false)
    expect(contains(event, toBody('abc12', { meet: false }, undefined))).toBe(true)
  })
})

describe('what is read', () => {
  test('whole days end on their last day', () => {
    const event = raw({ start: { date: '2026-12-30' }, end: { date: '2027-01-01' } })
    expect(fromGoogle(event, 'c', undefined).time).toEqual({
      kind: 'days',
      first: '2026-12-30',
      last: '2026-12-31',
    })
  })

  test('a time is in the zone of the event, of the calendar, or of its offset', () => {
    const at = (start: object, zone?: string) => {
      const { time } = fromGoogle(raw({ start, end: start }), 'c', zone)
      return time.kind === 'timed' ? time.start : ''
    }
    expect(at({ dateTime: '2026-07-01T10:00:00+02:00', timeZone: 'Europe/Lisbon' }, 'Europe/Berlin')).toBe(
      '2026-07-01T09:00:00+01:00[Europe/Lisbon]',
    )
    expect(at({ dateTime: '2026-07-01T10:00:00+02:00' }, 'Europe/Berlin')).toBe(
      '2026-07-01T10:00:00+02:00[Europe/Berlin]',
    )
    expect(at({ dateTime: '2026-07-01T10:00:00+02:00', timeZone: 'Mars/Base' })).toBe(
      '2026-07-01T10:00:00+02:00[+02:00]',
    )
    expect(at({ dateTime: '2026-07-01T10:00:00Z' })).toBe('2026-07-01T10:00:00+00:00[UTC]')
  })

  test('what strangers write has an end, and no markup in notes', () => {
    const event = raw({
      summary: 'x'.repeat(5000),
      location: 'y'.repeat(5000),
      description: `<b>${'z'.repeat(9000)}</b>`,
    })
    const { title, location, notes } = fromGoogle(event, 'c', undefined)
    expect([title.length, location.length, notes.length]).toEqual([300, 500, 8000])
    expect(notes).toMatch(/^z+…$/)
  })

  test.each([
    ['an event of one’s own', {}, true],
    ['marked as free', { transparency: 'transparent' }, false],
    ['declined', { attendees: [{ email: 'a@b.test', self: true, responseStatus: 'declined' }] }, false],
    ['declined by another', { attendees: [{ email: 'a@b.test', responseStatus: 'declined' }] }, true],
  ])('%s takes time: %s → %s', (_what, event, busy) => {
    expect(fromGoogle(raw(event), 'c', undefined).busy).toBe(busy)
  })

  test('a link is a web address or nothing', () => {
    const event = raw({ hangoutLink: 'javascript:alert(1)', htmlLink: 'https://calendar.test/e' })
    const { meetLink, link } = fromGoogle(event, 'c', undefined)
    expect([meetLink, link]).toEqual([undefined, 'https://calendar.test/e'])
  })
})
