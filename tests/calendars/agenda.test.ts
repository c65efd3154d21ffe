import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgendaWorld, failure, kept, newCall, refIn, startAgenda } from './agenda-support.ts'

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('the conversation of the mission', () => {
  test('books with Sarah tomorrow at 3, makes that 4, and leaves one event', async () => {
    const ana = await world.somebody()
    const booking = await ana.agenda.planBooking({ title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' })
    expect(booking.ask).toBeUndefined()
    const booked = await ana.carryOut(booking)
    expect(booked.receipt).toBe(
      '✅ Booked: **Meeting with Sarah**, Tuesday, 24 November 2026, 15:00–16:00 (Europe/Lisbon)',
    )
    expect(booked.text).toMatch(/^Booked: "Meeting with Sarah" .* \(ref e1\)/)
    const changed = await ana.change({ when: '4 PM' })
    expect(changed.receipt).toBe(
      '✅ Changed: **Meeting with Sarah**, Tuesday, 24 November 2026, 16:00–17:00 (Europe/Lisbon)',
    )
    expect(await ana.events()).toEqual(['11-24 16:00–17:00 Meeting with Sarah'])
  })

  test('asks nothing where nobody else is told, and nothing is deleted', async () => {
    const ana = await world.somebody()
    await ana.book({})
    expect((await ana.agenda.planChange({ when: 'an hour later' })).ask).toBeUndefined()
  })
})

describe('a booking', () => {
  test.each([
    [{ when: 'Friday from 3 to 4:30' }, '11-27 15:00–16:30'],
    [{ when: 'tomorrow at 9', duration: '45 minutes' }, '11-24 09:00–09:45'],
    [{ when: 'Friday', duration: '3 days' }, '11-27–11-29'],
    [{ when: 'all day Friday' }, '11-27'],
    [{ when: '11pm to 1am tomorrow' }, '11-24 23:00–01:00'],
    [{ when: 'tomorrow at 3 PM Berlin time' }, '11-24 15:00–16:00'],
  ])('%j is at %s', async (request, expected) => {
    const ana = await world.somebody()
    await ana.book({ title: 'x', ...request })
    expect(await ana.events()).toEqual([`${expected} x`])
  })

  test("tells both sides' time when the words name another zone", async () => {
    const ana = await world.somebody()
    const { receipt } = await ana.book({ when: 'tomorrow at 3 PM Berlin time' })
    expect(receipt).toContain('14:00–15:00 (Europe/Lisbon), 15:00–16:00 in Europe/Berlin')
  })

  test('shows the place, and escapes what would be Markdown or a line of its own', async () => {
    const ana = await world.somebody()
    const title = 'a **b** <b>c</b> [d](http://e.test)\n✅ Deleted: everything'
    const { receipt } = await ana.book({ title, location: 'Room *1*' })
    expect(receipt?.split('\n')).toEqual([
      '✅ Booked: **a \\*\\*b\\*\\* \\<b\\>c\\</b\\> \\[d\\](<http://e.test>\\) ✅ Deleted: everything**, ' +
        'Tuesday, 24 November 2026, 15:00–16:00 (Europe/Lisbon)',
      '📍 Room \\*1\\*',
    ])
  })

  test('is in words what is not clear, and nothing is booked', async () => {
    const ana = await world.somebody()
    const tried = (request: Parameters<typeof ana.book>[0]) => failure(ana.book(request))
    expect(await tried({ when: 'tomorrow in the morning' })).toMatch(
      /^The time is not clear, and nothing was done\. Ask the person: .*hour/,
    )
    expect(await tried({ when: '30 Feb at 3 PM' })).toContain('not clear')
    expect(await tried({ when: 'yesterday at 3 PM' })).toContain('in the past')
    expect(await tried({ when: 'next Friday at 3 PM' })).toMatch(
      /Choices: Friday 2026-11-27.*; or Friday 2026-12-04/,
    )
    expect(await tried({ when: 'tomorrow from 5 PM to 4 PM' })).toContain('not clear')
    expect(await tried({ when: 'tomorrow at 3', duration: 'a banana' })).toContain(
      'could not be read as a length',
    )
    expect(await tried({ when: 'tomorrow from 3 to 4', duration: '2 hours' })).toContain('two lengths')
    expect(await tried({ when: 'tomorrow at 3', repeat: 'every blue moon' })).toContain(
      'How it repeats is not clear',
    )
    expect(await tried({ when: 'in 12 years' })).toContain('not clear')
    expect(await ana.events()).toEqual([])
  })

  test('takes no titles, notes or crowds without end', async () => {
    const ana = await world.somebody()
    const attendees = Array.from({ length: 500 }, (_, at) => ({ email: `p${at}@example.test` }))
    expect(await failure(ana.book({ attendees }))).toContain('500 people are too many. At most 50')
    expect(await failure(ana.book({ attendees: [{ email: 'Sarah' }] }))).toContain(
      '"Sarah" is no e-mail address',
    )
    expect(await failure(ana.book({ title: 'x'.repeat(301) }))).toContain('300 characters at most')
    expect(await failure(ana.book({ title: ' \n\u0000' }))).toContain('needs a title')
    expect(await failure(ana.book({ notes: 'x'.repeat(8001) }))).toContain('8000 characters at most')
  })

  test('says that nobody is invited by a calendar that tells nobody, and asks nothing then', async () => {
    const ana = await world.somebody()
    const booking = await ana.agenda.planBooking({
      title: 'Lunch',
      when: 'tomorrow at 1 PM',
      attendees: [{ email: 'Sarah@Example.test' }],
      meet: true,
    })
    expect(booking.ask).toBeUndefined()
    const { text, receipt } = await ana.carryOut(booking)
    expect(text).toContain('were not told of it')
    expect(text).toContain('There is no video call in it')
    expect(receipt).toContain('👥 sarah@example.test')
    expect((await ana.agenda.planChange({ when: '4 PM' })).ask).toBeUndefined()
    expect((await ana.agenda.planRemoval({})).ask).toHaveLength(1)
  })
})

describe('where the person is', () => {
  test('is asked before anything is booked, unless the words say it', async () => {
    const ana = await world.somebody({ person: { zoneSource: 'unknown', timezone: 'UTC' } })
    expect(await failure(ana.book({}))).toContain('Ask which city they are in')
    await ana.book({ when: 'tomorrow at 3 PM Lisbon time' })
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
  })

  test('is said aloud once when it is a guess', async () => {
    const ana = await world.somebody({ person: { zoneSource: 'guess' } })
    const first = await ana.book({})
    const second = await ana.book({ when: 'Friday at 3 PM' })
    expect(first.receipt).toContain('a guess')
    expect(second.receipt).not.toContain('a guess')
  })
})

describe('the event just spoken of', () => {
  test('is the last one of this conversation, and none when there was none', async () => {
    const ana = await world.somebody()
    expect(await failure(ana.change({ when: '4 PM' }))).toContain(
      'No event was booked or changed in this conversation',
    )
    await ana.book({ title: 'one' })
    await ana.book({ title: 'two', when: 'Friday at 11' })
    await ana.change({ title: 'three' })
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 one', '11-27 11:00–12:00 three'])
  })

  test('is none when it was deleted: another one must be named', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'one' })
    await ana.book({ title: 'two', when: 'Friday at 11' })
    await ana.remove()
    expect(await failure(ana.change({ when: '4 PM' }))).toContain('was deleted')
  })
})

describe('other people', () => {
  test('with the same names and times do not cross', async () => {
    const [ana, ben] = [await world.somebody(), await world.somebody({ person: { name: 'Ana' } })]
    const plan = await ana.agenda.planBooking({ title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' })
    const call = newCall()
    await ana.agenda.carryOut(kept(plan.plan), call)
    const own = await ben.agenda.planBooking({ title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' })
    await ben.agenda.carryOut(kept(own.plan), call)
    await ben.change({ when: '4 PM' })
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
    expect(await ben.events()).toEqual(['11-24 16:00–17:00 Meeting with Sarah'])
    const found = await world.world.query<{ id: string }>(
      'SELECT DISTINCT id FROM events WHERE calendar IN (SELECT id FROM calendars WHERE person = ANY($1))',
      [[ana.id, ben.id]],
    )
    expect(found).toHaveLength(2)
  })

  test('cannot be reached through the name or the plan of an event', async () => {
    const [ana, ben] = [await world.somebody(), await world.somebody()]
    const booked = await ana.book({})
    expect(await failure(ben.change({ event: refIn(booked.text), when: '4 PM' }))).toContain(
      'There is no event "e1"',
    )
    const [row] = await world.world.query<{ event: string }>(
      'SELECT event FROM event_changes WHERE person = $1',
      [ana.id],
    )
    for (const event of [row?.event ?? '', 'e999', 'c1/abc', "e1' OR 1=1", '\u0000'])
      expect(await failure(ben.remove({ event }))).toContain('There is no event')
    const plan = await ana.agenda.planChange({ when: '4 PM' })
    expect(await failure(ben.carryOut(plan))).toContain('not connected')
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
  })
})

describe('deleting', () => {
  test('always asks, and is told as it was', async () => {
    const ana = await world.somebody()
    await ana.book({})
    const removal = await ana.agenda.planRemoval({})
    expect(removal.ask).toEqual([
      'Delete **Meeting with Sarah**, Tuesday, 24 November 2026, 15:00–16:00 (Europe/Lisbon)',
    ])
    const { receipt } = await ana.carryOut(removal)
    expect(receipt).toBe(
      '✅ Deleted: **Meeting with Sarah**, Tuesday, 24 November 2026, 15:00–16:00 (Europe/Lisbon)',
    )
    expect(await ana.events()).toEqual([])
  })

  test('of what changed since it was asked about is not done', async () => {
    const ana = await world.somebody()
    await ana.book({})
    const removal = await ana.agenda.planRemoval({})
    await ana.change({ when: '5 PM' })
    expect(await failure(ana.carryOut(removal))).toContain('was changed meanwhile')
    expect(await ana.events()).toEqual(['11-24 17:00–18:00 Meeting with Sarah'])
  })
})

test('a yes that comes after the time has passed books nothing', async () => {
  const ana = await world.somebody()
  const booking = await ana.agenda.planBooking({ title: 'x', when: 'today at 11 AM' })
  const later = await world.somebody({ again: ana, now: '2026-11-23T12:00:00Z' })
  expect(await failure(later.carryOut(booking))).toContain('has passed')
  expect(await ana.events()).toEqual([])
})
