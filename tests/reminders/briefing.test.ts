import { describe, expect, test } from 'vitest'
import type { CalendarEvent, EventTime } from '../../src/calendars/calendar.ts'
import { briefingDay, briefingReply } from '../../src/reminders/briefing.ts'

const ZONE = 'Europe/Lisbon'
const day = Temporal.PlainDate.from('2026-11-24')
let made = 0

function event(
  title: string,
  time: EventTime | [string, string],
  more: Partial<CalendarEvent> = {},
): CalendarEvent {
  const timed: EventTime = Array.isArray(time)
    ? { kind: 'timed', start: `${time[0]}[${ZONE}]`, end: `${time[1]}[${ZONE}]` }
    : time
  return {
    id: `e${made++}`,
    calendar: 'c',
    status: 'confirmed',
    title,
    time: timed,
    location: '',
    notes: '',
    attendees: [],
    own: true,
    busy: true,
    etag: '1',
    ...more,
  }
}

const say = (
  events: CalendarEvent[],
  more: { unseen?: string[]; reminders?: { text: string; at: Temporal.Instant }[] } = {},
) => briefingReply({ events, unseen: [], reminders: [], day, timeZone: ZONE, ...more }, 'en-GB')

describe('a briefing', () => {
  test('lists the day by its hours, with places', () => {
    const { reply } = say([
      event('Holiday', { kind: 'days', first: '2026-11-24', last: '2026-11-25' }),
      event('Standup', ['2026-11-24T09:00', '2026-11-24T09:15'], { location: 'Room 1' }),
      event('Night train', ['2026-11-24T23:00', '2026-11-25T06:00']),
    ])
    expect(reply.text).toBe(
      [
        '☀️ **Your day: Tuesday, 24 November 2026**',
        '- 📅 Holiday\n- 09:00–09:15 Standup, Room 1\n- 23:00–… Night train',
      ].join('\n\n'),
    )
  })

  test('leaves out what is on another day', () => {
    const { reply } = say([
      event('Over at midnight', ['2026-11-23T22:00', '2026-11-24T00:00']),
      event('Tomorrow', { kind: 'days', first: '2026-11-25', last: '2026-11-25' }),
    ])
    expect(reply.text).toContain('Nothing in your calendar.')
    expect(reply.text).not.toMatch(/midnight|Tomorrow/)
  })

  test('says what overlaps, once for what hangs together, and not what is free', () => {
    const { reply } = say([
      event('A', ['2026-11-24T09:00', '2026-11-24T10:00']),
      event('Free', ['2026-11-24T09:00', '2026-11-24T18:00'], { busy: false }),
      event('B', ['2026-11-24T09:30', '2026-11-24T10:30']),
      event('C', ['2026-11-24T10:15', '2026-11-24T11:00']),
      event('D', ['2026-11-24T11:00', '2026-11-24T12:00']),
    ])
    expect(reply.text.match(/These overlap: .*/g)).toEqual(['These overlap: A, B, C'])
  })

  test('never calls a day free of which it has not seen a calendar', () => {
    const { reply } = say([], { unseen: ['work@example.test'] })
    expect(reply.text).toContain("couldn't look into the calendar work@example.test")
    expect(reply.text).not.toContain('Nothing in your calendar')
  })

  test('lists the reminders to come', () => {
    const at = Temporal.Instant.from('2026-11-24T17:00Z')
    expect(say([], { reminders: [{ text: 'send the report', at }] }).reply.text).toContain(
      '**Reminders**\n- 17:00 send the report',
    )
  })

  test('shows titles of others as they are, on one line, and is marked as theirs', () => {
    const { reply, outside } = say([
      event('**Win** <b>now</b>\n\n- [click](https://evil.test)', ['2026-11-24T09:00', '2026-11-24T10:00'], {
        own: false,
      }),
    ])
    expect(outside).toBe(true)
    expect(reply.text).toContain(String.raw`\*\*Win\*\* \<b\>now\</b\> - \[click\](<https://evil.test>\)`)
  })
})

test.each([
  ['2026-11-24T08:00', '2026-11-24'],
  ['2026-11-24T16:59', '2026-11-24'],
  ['2026-11-24T20:00', '2026-11-25'],
])('at %s it is about %s', (now, about) => {
  const instant = Temporal.PlainDateTime.from(now).toZonedDateTime(ZONE).toInstant()
  expect(briefingDay(instant, ZONE).toString()).toBe(about)
})
