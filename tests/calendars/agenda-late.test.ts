import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Calendar } from '../../src/calendars/calendar.ts'
import { type AgendaWorld, failure, startAgenda } from './agenda-support.ts'

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('whole days', () => {
  test.each([
    ['Europe/Lisbon', '2026-11-23T10:00:00Z', 'today all day', '11-23'],
    ['Pacific/Honolulu', '2026-11-24T06:00:00Z', 'today all day', '11-23'], // in UTC it is the day after
    ['Pacific/Honolulu', '2026-11-24T06:00:00Z', 'tomorrow all day', '11-24'],
    ['Pacific/Auckland', '2026-11-23T20:00:00Z', 'today all day', '11-24'],
  ])('in %s may still be booked while they last (%s, %s)', async (timezone, now, when, day) => {
    const ana = await world.somebody({ now, person: { timezone } })
    await ana.book({ title: 'Off', when })
    expect(await ana.events()).toEqual([`${day} Off`])
  })

  test('are too late when they are over', async () => {
    const ana = await world.somebody()
    const booking = await ana.agenda.planBooking({ title: 'Off', when: 'today all day' })
    const later = await world.somebody({ again: ana, now: '2026-11-24T00:02:00Z' })
    expect(await failure(later.carryOut(booking))).toContain('has passed')
    expect(await ana.events()).toEqual([])
  })
})

describe('an event that goes on already', () => {
  test.each([[{ duration: '90 minutes' }], [{ when: 'till 4:30' }], [{ when: 'half an hour longer' }]])(
    'may still end otherwise (%j)',
    async (request) => {
      const ana = await world.somebody()
      await ana.book({ when: 'today at 3 PM' })
      const later = await world.somebody({ again: ana, now: '2026-11-23T15:20:00Z' })
      await later.change(request)
      expect(await ana.events()).toEqual(['11-23 15:00–16:30 Meeting with Sarah'])
    },
  )

  test('cannot end before now', async () => {
    const ana = await world.somebody()
    await ana.book({ when: 'today at 3 PM' })
    const later = await world.somebody({ again: ana, now: '2026-11-23T15:20:00Z' })
    expect(await failure(later.change({ when: 'till 3:10 PM' }))).toContain('in the past')
  })
})

describe('a yes that comes after something else took the time', () => {
  const later = '2026-11-23T12:00:00Z'

  test('books nothing over it, and says what is there', async () => {
    const ana = await world.somebody()
    const booking = await ana.agenda.planBooking({ title: 'Lunch', when: 'tomorrow at 3 PM' })
    const again = await world.somebody({ again: ana, now: later })
    await again.book({ title: 'Dentist' })
    expect(await failure(again.carryOut(booking))).toContain('"Dentist"')
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Dentist'])
  })

  test('moves nothing over it', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Lunch', when: 'tomorrow at 1 PM' })
    const move = await ana.agenda.planChange({ when: 'to 3 PM' })
    const again = await world.somebody({ again: ana, now: later })
    await again.book({ title: 'Dentist' })
    expect(await failure(again.carryOut(move))).toContain('"Dentist"')
    expect(await ana.events()).toContain('11-24 13:00–14:00 Lunch')
  })

  test('books it all the same when the person knew of the time', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Dentist' })
    const booking = await ana.agenda.planBooking({
      title: 'Lunch',
      when: 'tomorrow at 3 PM',
      evenIfBusy: true,
    })
    const again = await world.somebody({ again: ana, now: later })
    const { receipt } = await again.carryOut(booking)
    expect(receipt).toContain('Booked: **Lunch**')
    expect(await ana.events()).toHaveLength(2)
  })
})

test('a title that shows nothing is none', async () => {
  const ana = await world.somebody()
  expect(await failure(ana.book({ title: '\u200b \u2060' }))).toContain('needs a title')
})

test('an event that stands in two of their calendars is theirs to change', async () => {
  const ana = await world.somebody()
  await ana.book({})
  const guest = (calendar: Calendar): Calendar => ({
    ...calendar,
    list: async (query, signal) =>
      (await calendar.list(query, signal)).map((event) => ({ ...event, own: false })),
  })
  const both = await world.somebody({
    again: ana,
    calendars: (local) => ({
      async of(person) {
        const found = await local.of(person)
        return { ...found, all: [...found.all, ...found.all.map(guest)] }
      },
    }),
  })
  const { text } = await both.agenda.find({ when: 'tomorrow' })
  expect(text).not.toContain('invitation by somebody else')
})
