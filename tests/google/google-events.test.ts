import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CalendarRefused } from '../../src/calendars/calendar.ts'
import { ANA, lisbon, never, startGoogle } from './google-support.ts'

const ID = 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12'
const QUIET = { notify: false }
const NOVEMBER = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', limit: 100 }
const refused = (reason: string) => expect.objectContaining({ name: 'CalendarRefused', reason })

describe('booking', () => {
  test('comes back as Google shows it', async () => {
    await using world = await startGoogle()
    const draft = {
      title: 'Sarah <the boss>',
      time: lisbon('15:00'),
      location: 'Rua Augusta 1',
      notes: 'a < b\nsecond line',
      attendees: [{ email: 'sarah@example.test', name: 'Sarah' }],
    }
    const event = await world.calendar.insert(ID, draft, QUIET, never())
    expect(event).toMatchObject({
      id: ID,
      calendar: 'calendar-1',
      status: 'confirmed',
      title: 'Sarah <the boss>',
      time: { kind: 'timed', start: '2026-11-24T15:00:00+00:00[Europe/Lisbon]' },
      location: 'Rua Augusta 1',
      notes: 'a < b\nsecond line',
      own: true,
      busy: true,
      rule: undefined,
      series: undefined,
    })
    expect(event.attendees).toContainEqual({
      email: 'sarah@example.test',
      name: 'Sarah',
      response: 'needsAction',
      self: false,
    })
    expect(event.etag).toMatch(/^".+"$/)
    expect(event.link).toMatch(/^http/)
    expect(await world.calendar.get(ID, never())).toEqual(event)
  })

  test('tells nobody unless it is wanted', async () => {
    await using world = await startGoogle()
    const attendees = [{ email: 'sarah@example.test' }]
    await world.calendar.insert(ID, { title: 'a', time: lisbon('15:00'), attendees }, QUIET, never())
    expect(world.google.notified).toEqual([])
    await world.calendar.insert(
      `${ID}0`,
      { title: 'b', time: lisbon('16:00'), attendees },
      { notify: true },
      never(),
    )
    expect(world.google.notified).toMatchObject([{ to: 'sarah@example.test', kind: 'invitation' }])
  })

  test('twice at once is one event', async () => {
    await using world = await startGoogle()
    const draft = { title: 'Lunch', time: lisbon('13:00'), rule: 'FREQ=WEEKLY;COUNT=3' }
    const [one, two] = await Promise.all([
      world.calendar.insert(ID, draft, QUIET, never()),
      world.calendar.insert(ID, draft, QUIET, never()),
    ])
    expect(two).toEqual(one)
    expect(world.google.events(ANA)).toHaveLength(1)
  })

  test('under the id of another event is refused, and that one stays', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, { title: 'Lunch', time: lisbon('13:00') }, QUIET, never())
    const other = world.calendar.insert(ID, { title: 'Dinner', time: lisbon('13:00') }, QUIET, never())
    await expect(other).rejects.toEqual(refused('taken'))
    expect(world.google.events(ANA).map(({ summary }) => summary)).toEqual(['Lunch'])
  })

  test('what was deleted since brings the same event back, and no other', async () => {
    await using world = await startGoogle()
    const draft = { title: 'Lunch', time: lisbon('13:00') }
    await world.calendar.insert(ID, draft, QUIET, never())
    await world.calendar.remove(ID, QUIET, never())
    const other = world.calendar.insert(ID, { ...draft, title: 'Dinner' }, QUIET, never())
    await expect(other).rejects.toEqual(refused('taken'))
    expect(await world.calendar.insert(ID, draft, QUIET, never())).toMatchObject({
      id: ID,
      status: 'confirmed',
    })
  })

  test('with a Meet link has one, and only then', async () => {
    await using world = await startGoogle()
    const time = lisbon('15:00')
    const meeting = await world.calendar.insert(ID, { title: 'Call', time, meet: true }, QUIET, never())
    expect(meeting.meetLink).toMatch(/^https:\/\/meet\.google\.com\//)
    const plain = await world.calendar.insert(`${ID}0`, { title: 'Walk', time }, QUIET, never())
    expect(plain.meetLink).toBeUndefined()
    const more = await world.calendar.change(`${ID}0`, { meet: true }, QUIET, never())
    expect(more.meetLink).toMatch(/^https:\/\/meet\.google\.com\//)
    const moved = await world.calendar.change(ID, { time: lisbon('16:00') }, QUIET, never())
    expect(moved.meetLink).toBe(meeting.meetLink)
    const without = await world.calendar.change(ID, { meet: false }, QUIET, never())
    expect(without.meetLink).toBeUndefined()
  })

  test('whole days keep their last day', async () => {
    await using world = await startGoogle()
    const time = { kind: 'days', first: '2026-11-23', last: '2026-11-25' } as const
    expect((await world.calendar.insert(ID, { title: 'Fair', time }, QUIET, never())).time).toEqual(time)
    expect(world.google.events(ANA)).toMatchObject([
      { start: { date: '2026-11-23' }, end: { date: '2026-11-26' } },
    ])
    const moved = await world.calendar.change(ID, { time: lisbon('10:00') }, QUIET, never())
    expect(moved.time).toMatchObject({ kind: 'timed', start: '2026-11-24T10:00:00+00:00[Europe/Lisbon]' })
    const back = await world.calendar.change(ID, { time }, QUIET, never())
    expect(back.time).toEqual(time)
  })

  test('what Google does not take is refused with its reason', async () => {
    await using world = await startGoogle()
    const time = lisbon('15:00')
    const backwards = time.kind === 'timed' ? { ...time, start: time.end, end: time.start } : time
    const booking = world.calendar.insert(ID, { title: 'x', time: backwards }, QUIET, never())
    await expect(booking).rejects.toEqual(refused('invalid'))
    await expect(booking).rejects.toThrow(/\w+ \w+/)
  })
})

describe('changing', () => {
  test('touches what was said and nothing else', async () => {
    await using world = await startGoogle()
    const draft = { title: 'Call', time: lisbon('15:00'), notes: 'bring it', location: 'Room 1' }
    const before = await world.calendar.insert(ID, draft, QUIET, never())
    const after = await world.calendar.change(
      ID,
      { time: lisbon('16:00'), location: '' },
      { ...QUIET, etag: before.etag },
      never(),
    )
    expect(after).toMatchObject({ title: 'Call', notes: 'bring it', location: '', time: lisbon('16:00') })
    expect(after.etag).not.toBe(before.etag)
  })

  test('what somebody changed in between is refused, and their change stays', async () => {
    await using world = await startGoogle()
    const before = await world.calendar.insert(ID, { title: 'Call', time: lisbon('15:00') }, QUIET, never())
    await world.calendar.change(ID, { title: 'Call with Ben' }, QUIET, never())
    const late = world.calendar.change(ID, { title: 'Mine' }, { ...QUIET, etag: before.etag }, never())
    await expect(late).rejects.toEqual(refused('changed'))
    await expect(world.calendar.remove(ID, { ...QUIET, etag: before.etag }, never())).rejects.toEqual(
      refused('changed'),
    )
    expect((await world.calendar.get(ID, never()))?.title).toBe('Call with Ben')
  })

  test('the same change again, with the state it was thought out for, is done already', async () => {
    await using world = await startGoogle()
    const { etag } = await world.calendar.insert(ID, { title: 'Call', time: lisbon('15:00') }, QUIET, never())
    const change = { time: lisbon('16:00'), title: 'Late call' }
    const once = await world.calendar.change(ID, change, { ...QUIET, etag }, never())
    expect(await world.calendar.change(ID, change, { ...QUIET, etag }, never())).toEqual(once)
  })

  test('who comes leaves the answers of the others as they are', async () => {
    await using world = await startGoogle()
    const attendees = [{ email: 'sarah@example.test' }, { email: 'ben@example.test' }]
    await world.calendar.insert(ID, { title: 'Call', time: lisbon('15:00'), attendees }, QUIET, never())
    const accepted = world.google
      .events(ANA)[0]
      ?.attendees?.map((one) => ({ ...one, responseStatus: 'accepted' }))
    await world.client.call(
      {
        account: { email: ANA, accessToken: () => Promise.resolve(world.google.grant(ANA).accessToken) },
        shape: z.unknown(),
        ask: (api, options) =>
          api.events.patch(
            { calendarId: 'primary', eventId: ID, requestBody: { attendees: accepted } },
            options,
          ),
      },
      never(),
    )
    const wanted = [{ email: 'BEN@example.test' }, { email: 'cleo@example.test' }]
    const after = await world.calendar.change(ID, { attendees: wanted }, QUIET, never())
    expect(after.attendees.map(({ email, response }) => `${email} ${response}`).sort()).toEqual([
      'ben@example.test accepted',
      'cleo@example.test needsAction',
    ])
  })

  test('what is gone says so', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, { title: 'Call', time: lisbon('15:00') }, QUIET, never())
    await world.calendar.remove(ID, QUIET, never())
    for (const id of [ID, `${ID}77`, '../../users/me/calendarList', 'A B', '']) {
      expect(await world.calendar.get(id, never()), id).toBeUndefined()
      await expect(world.calendar.change(id, { title: 'x' }, QUIET, never()), id).rejects.toEqual(
        refused('gone'),
      )
      await expect(world.calendar.change(id, { attendees: [] }, QUIET, never()), id).rejects.toEqual(
        refused('gone'),
      )
      await expect(world.calendar.respond(id, 'accepted', QUIET, never()), id).rejects.toEqual(
        refused('gone'),
      )
      await world.calendar.remove(id, QUIET, never())
    }
  })

  test('what was deleted can be brought back as it was', async () => {
    await using world = await startGoogle()
    const draft = { title: 'Call', time: lisbon('15:00'), notes: 'bring it' }
    const before = await world.calendar.insert(ID, draft, QUIET, never())
    await world.calendar.remove(ID, { ...QUIET, etag: before.etag }, never())
    const after = await world.calendar.restore(ID, QUIET, never())
    expect({ ...after, etag: '' }).toEqual({ ...before, etag: '' })
    expect(await world.calendar.restore(ID, QUIET, never())).toEqual(after)
    await expect(world.calendar.restore(`${ID}77`, QUIET, never())).rejects.toBeInstanceOf(CalendarRefused)
  })
})

describe('a series', () => {
  const draft = { title: 'Standup', time: lisbon('09:00', '2026-10-19'), rule: 'FREQ=WEEKLY;COUNT=4' }
  const OCTOBER = { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z', limit: 100 }

  test('is listed by its instances, at the same hour across the end of summer time', async () => {
    await using world = await startGoogle()
    expect(await world.calendar.insert(ID, draft, QUIET, never())).toMatchObject({
      rule: 'FREQ=WEEKLY;COUNT=4',
    })
    const instances = await world.calendar.list(OCTOBER, never())
    expect(instances.map(({ time }) => (time.kind === 'timed' ? time.start : ''))).toEqual([
      '2026-10-19T09:00:00+01:00[Europe/Lisbon]',
      '2026-10-26T09:00:00+00:00[Europe/Lisbon]',
      '2026-11-02T09:00:00+00:00[Europe/Lisbon]',
      '2026-11-09T09:00:00+00:00[Europe/Lisbon]',
    ])
    expect(instances[1]).toMatchObject({
      id: `${ID}_20261026T090000Z`,
      rule: undefined,
      series: { id: ID, originalStart: '2026-10-26T09:00:00+00:00[Europe/Lisbon]' },
    })
  })

  test('one of it can be moved, deleted and brought back alone', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, draft, QUIET, never())
    const second = `${ID}_20261026T090000Z`
    const third = `${ID}_20261102T090000Z`
    const moved = await world.calendar.change(second, { time: lisbon('11:00', '2026-10-27') }, QUIET, never())
    expect(moved).toMatchObject({ id: second, title: 'Standup', series: { id: ID } })
    await world.calendar.remove(third, QUIET, never())
    expect(await world.calendar.get(third, never())).toBeUndefined()
    const left = async () =>
      (await world.calendar.list(OCTOBER, never())).map(({ id }) => id.slice(ID.length))
    expect(await left()).toEqual(['_20261019T080000Z', '_20261026T090000Z', '_20261109T090000Z'])
    expect(await world.calendar.restore(third, QUIET, never())).toMatchObject({
      id: third,
      time: lisbon('09:00', '2026-11-02'),
    })
    expect(await left()).toHaveLength(4)
  })

  test('its rule can change and end', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, draft, QUIET, never())
    const until = await world.calendar.change(ID, { rule: 'FREQ=WEEKLY;UNTIL=20261026' }, QUIET, never())
    expect(until.rule).toBe('FREQ=WEEKLY;UNTIL=20261026T235959Z')
    expect(await world.calendar.list(OCTOBER, never())).toHaveLength(2)
    const single = await world.calendar.change(ID, { rule: '' }, QUIET, never())
    expect(single.rule).toBeUndefined()
    expect(await world.calendar.list(OCTOBER, never())).toHaveLength(1)
  })
})

describe('listing', () => {
  test('goes through all pages, by start, as far as the limit', async () => {
    await using world = await startGoogle()
    world.google.pageLimit = 3
    for (let n = 0; n < 8; n++)
      world.google.add(ANA, {
        summary: `e${7 - n}`,
        start: { dateTime: `2026-11-0${8 - n}T10:00:00Z` },
        end: { dateTime: `2026-11-0${8 - n}T11:00:00Z` },
      })
    const titles = async (limit: number) =>
      (await world.calendar.list({ ...NOVEMBER, limit }, never())).map(({ title }) => title)
    expect(await titles(100)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'])
    expect(await titles(4)).toEqual(['e0', 'e1', 'e2', 'e3'])
    world.google.misbehave({ route: 'events.list', kind: 'empty-page' })
    expect(await titles(100)).toHaveLength(8)
    expect(world.google.requests.every(({ query }) => Number(query['maxResults']) <= 250)).toBe(true)
  })

  test('finds what overlaps, and by its words', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, { title: 'Dentist', time: lisbon('15:00') }, QUIET, never())
    const found = async (from: string, to: string, text?: string) =>
      (
        await world.calendar.list(
          { from: `2026-11-24T${from}:00Z`, to: `2026-11-24T${to}:00Z`, text, limit: 5 },
          never(),
        )
      ).length
    expect(await found('15:30', '15:45')).toBe(1)
    expect(await found('14:00', '15:00')).toBe(0)
    expect(await found('16:00', '17:00')).toBe(0)
    expect(await found('00:00', '23:00', 'dentist')).toBe(1)
    expect(await found('00:00', '23:00', 'plumber')).toBe(0)
  })
})

describe('an invitation', () => {
  const invitation = {
    summary: 'Their party',
    start: { dateTime: '2026-11-24T20:00:00Z', timeZone: 'Europe/Lisbon' },
    end: { dateTime: '2026-11-24T22:00:00Z', timeZone: 'Europe/Lisbon' },
    organizer: { email: 'ben@example.test' },
    attendees: [
      { email: ANA, responseStatus: 'needsAction' as const },
      { email: 'cleo@example.test', responseStatus: 'accepted' as const },
    ],
  }

  test('is not our own, and is answered for the person alone', async () => {
    await using world = await startGoogle()
    const { id } = world.google.add(ANA, invitation)
    const event = await world.calendar.get(id, never())
    expect(event).toMatchObject({ own: false, busy: true, title: 'Their party' })
    const accepted = await world.calendar.respond(
      id,
      'accepted',
      { notify: true, etag: event?.etag },
      never(),
    )
    expect(accepted.attendees.map(({ email, response, self }) => [email, response, self])).toEqual([
      [ANA, 'accepted', true],
      ['cleo@example.test', 'accepted', false],
    ])
    expect(world.google.notified).toMatchObject([{ to: 'ben@example.test', kind: 'response' }])
    expect(await world.calendar.respond(id, 'declined', QUIET, never())).toMatchObject({ busy: false })
  })

  test('cannot be changed by who is invited, and an own event cannot be answered', async () => {
    await using world = await startGoogle()
    const { id } = world.google.add(ANA, invitation)
    await expect(world.calendar.change(id, { title: 'Mine' }, QUIET, never())).rejects.toEqual(
      refused('forbidden'),
    )
    await world.calendar.insert(ID, { title: 'Call', time: lisbon('15:00') }, QUIET, never())
    await expect(world.calendar.respond(ID, 'accepted', QUIET, never())).rejects.toEqual(refused('forbidden'))
  })
})

describe('when others are free', () => {
  test('is told for those who can be seen, and unknown for the rest', async () => {
    await using world = await startGoogle()
    for (const [from, to] of [
      ['10:00', '11:00'],
      ['10:30', '12:00'],
      ['14:00', '15:00'],
    ])
      world.google.add('ben@example.test', {
        summary: 'secret',
        start: { dateTime: `2026-11-24T${from}:00Z` },
        end: { dateTime: `2026-11-24T${to}:00Z` },
      })
    const range = { from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z' }
    const seen = await world.calendar.busy(['ben@example.test', 'nobody@elsewhere.test', ANA], range, never())
    expect(seen.get('ben@example.test')).toEqual([
      { from: '2026-11-24T10:00:00Z', to: '2026-11-24T12:00:00Z' },
      { from: '2026-11-24T14:00:00Z', to: '2026-11-24T15:00:00Z' },
    ])
    expect(seen.has('nobody@elsewhere.test')).toBe(true)
    expect(seen.get('nobody@elsewhere.test')).toBeUndefined()
    expect(seen.get(ANA)).toEqual([])
  })

  test('is asked for fifty at a time', async () => {
    await using world = await startGoogle()
    const emails = Array.from({ length: 120 }, (_, n) => `p${n}@example.test`)
    const range = { from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z' }
    expect((await world.calendar.busy(emails, range, never())).size).toBe(120)
    expect(world.google.requests.filter(({ route }) => route === 'freeBusy')).toHaveLength(3)
  })
})
