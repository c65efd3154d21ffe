import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AgendaWorld, failure, startAgenda } from './agenda-support.ts'

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

describe('finding', () => {
  test('shows the next seven days by themselves, each event with its name', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.book({ title: 'Far away', when: '15 December at 9 AM' })
    const { text, outside } = await ana.agenda.find({})
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^1 event, Monday, 23 November 2026, 10:00 – Monday, 30 November 2026, 10:00/),
      '- "Meeting with Sarah" · Tuesday, 24 November 2026, 15:00–16:00 (Europe/Lisbon) (ref e1)',
    ])
    expect(outside).toBeUndefined()
  })

  test('keeps to the days that are meant, whole days too', async () => {
    const ana = await world.somebody({ person: { timezone: 'Pacific/Auckland' } })
    await ana.book({ title: 'Wednesday off', when: 'all day Wednesday' })
    await ana.book({ title: 'late', when: 'Wednesday at 11:30 PM' })
    const titles = async (when: string) =>
      (await ana.agenda.find({ when })).text
        .split('\n')
        .filter((line) => line.startsWith('- '))
        .map((line) => line.split('"')[1])
    expect(await titles('Wednesday')).toEqual(['Wednesday off', 'late'])
    expect(await titles('Tuesday')).toEqual([])
    expect(await titles('Thursday')).toEqual(['late'])
    expect(await titles('this week')).toEqual(['Wednesday off', 'late'])
    expect(await titles('Wednesday afternoon')).toEqual(['Wednesday off'])
  })

  test('looks into the past, and for words further ahead', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Dentist', when: '15 January at 9 AM', location: 'Rua Augusta' })
    expect((await ana.agenda.find({ text: 'rua augusta' })).text).toContain('"Dentist"')
    expect((await ana.agenda.find({ text: 'nothing like it' })).text).toMatch(
      /^No events with "nothing like it"/,
    )
    const later = await world.somebody({ again: ana, now: '2027-01-20T10:00:00Z' })
    expect((await later.agenda.find({ when: 'last Friday' })).text).toContain('"Dentist"')
  })

  test('shows 25 and says that there are more', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Daily', when: 'tomorrow at 9 AM', repeat: 'every day' })
    const { text } = await ana.agenda.find({ when: 'December' })
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(25)
    expect(text).toContain('one of a series')
    expect(text).toContain('There are more')
  })

  test('gives an event the same name each time', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.book({ title: 'two', when: 'Friday at 11' })
    const [first, second] = [await ana.agenda.find({}), await ana.agenda.find({ when: 'this week' })]
    expect(second.text.match(/\(ref e\d+\)/g)).toEqual(first.text.match(/\(ref e\d+\)/g))
    expect(first.text.match(/\(ref e\d+\)/g)).toEqual(['(ref e1)', '(ref e2)'])
  })

  test('asks when the words are not clear', async () => {
    const ana = await world.somebody()
    expect(await failure(ana.agenda.find({ when: 'when the cows come home' }))).toContain('not clear')
  })
})

describe('free time', () => {
  const slots = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .map((line) => line.replace(/^- (\w{3})\w*, (\d+) \w+ \d+, (.*) \(.*\)$/, '$1 $2 $3'))

  test('is within usual hours, on the half hour, spread over the days', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'busy', when: 'tomorrow from 8 AM to 7 PM' })
    const { text } = await ana.agenda.freeTime({ when: 'from tomorrow to Thursday', duration: '1 hour' })
    expect(slots(text)).toEqual([
      'Tue 24 19:00–20:00',
      'Wed 25 08:00–09:00',
      expect.stringMatching(/^Wed 25/),
      'Wed 25 19:00–20:00',
      'Thu 26 08:00–09:00',
      'Thu 26 19:00–20:00',
    ])
  })

  test('is within the hours that were said', async () => {
    const ana = await world.somebody()
    const { text } = await ana.agenda.freeTime({
      when: 'tomorrow from 20:00 to 22:00',
      duration: '90 minutes',
    })
    expect(slots(text)[0]).toBe('Tue 24 20:00–21:30')
    const afternoon = await ana.agenda.freeTime({ when: 'tomorrow afternoon', duration: '30 minutes' })
    for (const slot of slots(afternoon.text)) expect(slot).toMatch(/^Tue 24 1[2-7]:/)
  })

  test('is not in the past, and says when there is none', async () => {
    const ana = await world.somebody({ now: '2026-11-23T18:10:00Z' })
    expect(slots((await ana.agenda.freeTime({ when: 'today', duration: '1 hour' })).text)).toEqual([
      'Mon 23 18:30–19:30',
    ])
    expect((await ana.agenda.freeTime({ when: 'today', duration: '3 hours' })).text).toContain(
      'Nothing is free',
    )
  })

  test('says of whom nothing can be seen', async () => {
    const ana = await world.somebody()
    const { text } = await ana.agenda.freeTime({
      when: 'tomorrow',
      duration: '1 hour',
      people: ['ben@example.test'],
    })
    expect(text).toContain('It could not be seen when these are busy: ben@example.test')
    expect(
      await failure(ana.agenda.freeTime({ when: 'tomorrow', duration: '1 hour', people: ['Ben'] })),
    ).toContain('no e-mail address')
  })
})

describe("the person's calendars", () => {
  test('are listed, with the one that new events go to', async () => {
    const ana = await world.somebody()
    expect((await ana.agenda.calendars()).text).toContain(
      '"Majordomo" (kept here, without any account): new events go here',
    )
    expect((await ana.agenda.setDefault('majordomo')).text).toContain(
      'new events go to the calendar "Majordomo"',
    )
    expect(await failure(ana.agenda.setDefault('Work'))).toContain('There is: "Majordomo"')
    expect(await failure(ana.book({ calendar: 'Work' }))).toContain('There is: "Majordomo"')
  })

  test('have a private link, and a new one when it is wanted', async () => {
    const ana = await world.somebody()
    const link = async (renew: boolean) => /http:\S+/.exec((await ana.agenda.feed(renew)).receipt ?? '')?.[0]
    const first = await link(false)
    expect(first).toMatch(/^http:\/\/bot\.test\/calendar\/.+\.ics$/)
    expect(await link(false)).toBe(first)
    expect(await link(true)).not.toBe(first)
  })

  test('say so when Google is not set up', async () => {
    const ana = await world.somebody()
    expect(await failure(ana.agenda.connect())).toContain('cannot be connected here')
    expect(await failure(ana.agenda.planDisconnect(undefined))).toContain('cannot be connected here')
  })
})
