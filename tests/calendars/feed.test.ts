import express from 'express'
import ICAL from 'ical.js'
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Calendar } from '../../src/calendars/calendar.ts'
import { feedBody } from '../../src/calendars/feed/feed-body.ts'
import { sendFeed } from '../../src/calendars/feed/feed-route.ts'
import { createFeed, type Feed } from '../../src/calendars/feed/feed.ts'
import type { EventRow } from '../../src/store/events.ts'
import { revokeFeed } from '../../src/store/feeds.ts'
import { between, days, type LocalWorld, newId, quietly, signal, startLocal, timed } from './local-support.ts'

let world: LocalWorld
let feed: Feed
beforeAll(async () => {
  world = await startLocal()
  feed = createFeed({ secret: Buffer.alloc(32, 7), db: world.db })
})
afterAll(() => world[Symbol.asyncDispose]())

const tokenOf = (path: string): string => /^\/calendar\/(.+)\.ics$/.exec(path)?.[1] ?? ''
const tokenFor = ({ id }: Calendar, feedVersion = 1): string => tokenOf(feed.pathFor({ id, feedVersion }))
const bodyOf = async (calendar: Calendar): Promise<string> =>
  (await feed.read(tokenFor(calendar))) ?? 'nothing'

/** What a program that subscribes shows between two days, as `title start end`. */
function subscribed(body: string, from: string, to: string): string[] {
  const components = ICAL.Component.fromString(body).getAllSubcomponents('vevent')
  const shown: { at: number; line: string }[] = []
  for (const component of components.filter((one) => !one.hasProperty('recurrence-id'))) {
    const event = new ICAL.Event(component, { strictExceptions: true, exceptions: [] })
    for (const other of components) {
      const isOwn = other.getFirstPropertyValue('uid') === event.uid
      if (isOwn && other.hasProperty('recurrence-id')) event.relateException(other)
    }
    const iterator = event.iterator()
    for (
      let next = iterator.next();
      next && next.toJSDate() < new Date('2031-01-01');
      next = iterator.next()
    ) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next)
      const inside = endDate.toJSDate() > new Date(from) && startDate.toJSDate() < new Date(to)
      const shownTime = (time: ICAL.Time) => (time.isDate ? time.toString() : time.toJSDate().toISOString())
      const line = `${item.summary} ${shownTime(startDate)} ${shownTime(endDate)}`
      if (inside) shown.push({ at: startDate.toJSDate().getTime(), line })
      if (!event.isRecurring()) break
    }
  }
  return shown.toSorted((a, b) => a.at - b.at).map(({ line }) => line)
}

/** The same from the calendar itself. */
async function listed(calendar: Calendar, from: string, to: string): Promise<string[]> {
  const found = await calendar.list({ ...between(from, to), limit: 2000 }, signal)
  const iso = (text: string) => new Date(Temporal.ZonedDateTime.from(text).epochMilliseconds).toISOString()
  return found.map(({ title, time }) => {
    if (time.kind === 'timed') return `${title} ${iso(time.start)} ${iso(time.end)}`
    return `${title} ${time.first} ${Temporal.PlainDate.from(time.last).add({ days: 1 }).toString()}`
  })
}

describe('a subscriber sees the same instances as the calendar', () => {
  test.each([
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    // No yearly rules, and no name.
    'Asia/Gaza',
    '+05:30',
    'UTC',
  ])('over a year of changing clocks in %s', async (zone) => {
    const calendar = await world.open()
    // Before and after the hour in which clocks change; ical.js reads what comes twice in it as the second one.
    const weekly = timed(`2026-11-21T23:30[${zone}]`, 1, { title: 'Weekly', rule: 'FREQ=WEEKLY;BYDAY=SA,SU' })
    const early = timed(`2026-11-22T04:00[${zone}]`, 1, { title: 'Early', rule: 'FREQ=WEEKLY;BYDAY=SU' })
    await calendar.insert(newId(), early, quietly, signal)
    await calendar.insert(newId(), weekly, quietly, signal)
    const monthly = timed(`2026-12-31T17:00[${zone}]`, 2, {
      title: 'Month',
      rule: 'FREQ=MONTHLY;BYMONTHDAY=-1',
    })
    await calendar.insert(newId(), monthly, quietly, signal)
    const [deleted, moved, renamed] = await calendar.list(between('2027-03-01', '2027-04-10'), signal)
    await calendar.remove(deleted?.id ?? '', quietly, signal)
    await calendar.change(
      moved?.id ?? '',
      { time: timed('2027-03-10T23:00[Asia/Tokyo]').time },
      quietly,
      signal,
    )
    await calendar.change(renamed?.id ?? '', { title: 'Renamed' }, quietly, signal)

    const expected = await listed(calendar, '2026-12-15', '2027-12-15')
    expect(expected.length).toBeGreaterThan(100)
    expect(subscribed(await bodyOf(calendar), '2026-12-15', '2027-12-15')).toEqual(expected)
  })

  test('of whole days, with one deleted and one moved', async () => {
    const calendar = await world.open()
    const id = newId()
    const rule = 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20391231'
    await calendar.insert(id, days('2026-11-20', '2026-11-21', { title: 'Cleaning', rule }), quietly, signal)
    await calendar.remove(`${id}_20270108`, quietly, signal)
    await calendar.change(`${id}_20270115`, { time: days('2027-01-16').time }, quietly, signal)
    const expected = await listed(calendar, '2027-01-05', '2027-02-01')
    expect(expected).toHaveLength(3)
    const body = await bodyOf(calendar)
    expect(subscribed(body, '2027-01-05', '2027-02-01')).toEqual(expected)
    expect(body).toContain('\r\nEXDATE;VALUE=DATE:20270108\r\n')
    expect(body).toContain('\r\nRECURRENCE-ID;VALUE=DATE:20270115\r\n')
    expect(body).not.toContain('VTIMEZONE')
  })

  test('when the clock shows the time of an event twice, and the second one is meant', async () => {
    const calendar = await world.open()
    await calendar.insert(newId(), timed('2027-10-31T02:30+01:00[Europe/Berlin]'), quietly, signal)
    const expected = ['Meeting 2027-10-31T01:30:00.000Z 2027-10-31T02:30:00.000Z']
    const body = await bodyOf(calendar)
    expect(subscribed(body, '2027-10-30', '2027-11-01')).toEqual(expected)
    // Other programs than ical.js take a local time for the first one.
    expect(body).toContain('DTSTART:20271031T013000Z\r\n')
  })
})

describe('the text of a feed', () => {
  test('keeps words as they were written, in lines that are short enough', async () => {
    const calendar = await world.open('Work; home, "all"\\')
    const title = 'Lunch, tea; "both" \\ n'
    const notes = `one\ntwo\nEND:VEVENT\nBEGIN:VALARM\n${'ünï🎉'.repeat(60)}`
    const attendees = [{ email: 'sarah@example.test', name: 'Sarah' }, { email: 'ben@example.test' }]
    await calendar.insert(
      newId(),
      timed('2036-11-24T15:00[Europe/Lisbon]', 1, { title, notes, attendees }),
      quietly,
      signal,
    )
    const body = await bodyOf(calendar)
    const [event, ...others] = ICAL.Component.fromString(body).getAllSubcomponents('vevent')
    expect(others).toEqual([])
    expect(event?.getAllSubcomponents()).toEqual([])
    expect(event?.getFirstPropertyValue('summary')).toBe(title)
    expect(event?.getFirstPropertyValue('description')).toBe(
      `${notes}\n\nSarah <sarah@example.test>, ben@example.test`,
    )
    expect(body).toContain('X-WR-CALNAME:Work\\; home\\, "all"\\\\\r\n')
    expect(body).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n')
    expect(body.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(body.endsWith('END:VCALENDAR\r\n')).toBe(true)
    for (const line of body.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
  })

  test('counts the versions of an event, which keeps its name', async () => {
    const calendar = await world.open()
    const id = newId()
    await calendar.insert(id, timed('2036-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    const first = await bodyOf(calendar)
    await calendar.change(id, { title: 'Other' }, quietly, signal)
    const second = await bodyOf(calendar)
    for (const body of [first, second]) expect(body).toContain(`UID:${id}@majordomo\r\n`)
    expect([first.includes('SEQUENCE:0\r\n'), second.includes('SEQUENCE:1\r\n')]).toEqual([true, true])
    expect(second).toMatch(/LAST-MODIFIED:\d{8}T\d{6}Z\r\n/)
    expect(await bodyOf(calendar)).toBe(second)
  })

  test('has 90 days of the past and all that is ahead, without what was deleted', async () => {
    const calendar = await world.open()
    const now = Temporal.Now.zonedDateTimeISO('UTC').round('second')
    const add = async (title: string, distance: number) => {
      const id = newId()
      await calendar.insert(id, timed(now.add({ days: distance }).toString(), 1, { title }), quietly, signal)
      return id
    }
    await add('long past', -92)
    await add('past', -88)
    await add('far ahead', 3000)
    await calendar.remove(await add('deleted', 1), quietly, signal)
    const old = newId()
    const twice = { title: 'old series', rule: 'FREQ=WEEKLY;COUNT=2' }
    await calendar.insert(old, timed(now.subtract({ days: 200 }).toString(), 1, twice), quietly, signal)
    const titles = async () =>
      ICAL.Component.fromString(await bodyOf(calendar))
        .getAllSubcomponents('vevent')
        .map((event) => event.getFirstPropertyValue('summary'))
    expect(await titles()).toEqual(['past', 'far ahead'])
    const stamp = now.subtract({ days: 193 }).toInstant().toString().replaceAll(/[-:]/g, '')
    await calendar.change(
      `${old}_${stamp}`,
      { title: 'moved', time: timed(now.toString()).time },
      quietly,
      signal,
    )
    expect(await titles()).toEqual(['old series', 'moved', 'past', 'far ahead'])
  })

  test('never shows a series without what differs from it', () => {
    const blank = { title: '', location: '', notes: '', attendees: [], rule: null, version: 1 }
    const own = {
      series: null,
      originalStart: null,
      fits: true,
      status: 'confirmed' as const,
      updatedAt: new Date(0),
    }
    const time = { kind: 'days' as const, first: '2026-11-24', last: '2026-11-24' }
    const row = (id: string, more: Partial<EventRow> = {}): EventRow => ({
      id,
      time,
      ...blank,
      ...own,
      ...more,
    })
    const moved = row('s_20261124', { series: 's', originalStart: '2026-11-24' })
    const rows = [row('a'), row('s', { rule: 'FREQ=DAILY' }), moved]
    const shown = (most: number) => feedBody('x', rows, most).match(/BEGIN:VEVENT/g)?.length
    expect([shown(1), shown(2), shown(3)]).toEqual([1, 1, 3])
  })
})

describe('the address of a feed', () => {
  test('leads to its calendar until it is revoked', async () => {
    const [ana, ben] = [await world.open(), await world.open('Ben')]
    expect(await feed.read(tokenFor(ana))).toContain('X-WR-CALNAME:Ana')
    expect(await revokeFeed(world.db.pool, ana.id)).toBe(2)
    expect(await feed.read(tokenFor(ana))).toBeUndefined()
    expect(await feed.read(tokenFor(ana, 2))).toContain('X-WR-CALNAME:Ana')
    expect(await feed.read(tokenFor(ben))).toContain('X-WR-CALNAME:Ben')
  })

  test('cannot be made up, or moved to another calendar', async () => {
    const [ana, ben] = [await world.open(), await world.open('Ben')]
    const token = tokenFor(ana)
    const signature = token.split('.')[1] ?? ''
    const stranger = createFeed({ secret: Buffer.alloc(32, 8), db: world.db })
    expect(await stranger.read(token)).toBeUndefined()
    const nobody = '00000000-0000-4000-8000-000000000000'
    const forged = [
      `${ben.id}.${signature}`,
      `${nobody}.${signature}`,
      `${ana.id}.${'A'.repeat(43)}`,
      `${token}x`,
    ]
    for (const junk of [
      ...forged,
      '',
      '.',
      ana.id,
      `${ana.id}.`,
      'é'.repeat(100),
      `${ana.id}.1.${signature}`,
    ])
      expect(await feed.read(junk)).toBeUndefined()
  })

  test('answers over HTTP: once in full, then only when something changed, and nothing to a wrong token', async () => {
    const calendar = await world.open()
    await calendar.insert(newId(), timed('2036-11-24T15:00[Europe/Lisbon]'), quietly, signal)
    const app = express().disable('etag').get('/calendar/:token.ics', sendFeed(feed))
    const server = app.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const get = async (token: string, headers: Record<string, string> = {}) => {
      // `fetch` would forbid an answer from a cache, and with it the short one.
      const request = http.get({ port, path: `/calendar/${token}.ics`, headers })
      const [response]: IncomingMessage[] = await once(request, 'response')
      if (!response) throw new Error('no response')
      return { status: response.statusCode, headers: response.headers, body: await text(response) }
    }

    const first = await get(tokenFor(calendar))
    expect(first).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, no-store' },
    })
    expect(first.body).toContain('SUMMARY:Meeting')
    const known = { 'if-none-match': first.headers.etag ?? '' }
    expect(await get(tokenFor(calendar), known)).toMatchObject({ status: 304, body: '' })
    await calendar.insert(newId(), timed('2036-11-25T15:00[Europe/Lisbon]'), quietly, signal)
    expect((await get(tokenFor(calendar), known)).status).toBe(200)

    expect(await get(tokenFor(calendar, 9))).toMatchObject({
      status: 404,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'There is nothing here.',
    })
    server.close()
  })
})
