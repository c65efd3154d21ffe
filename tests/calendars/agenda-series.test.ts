import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BookRequest } from '../../src/calendars/agenda.ts'
import { type AgendaWorld, failure, refIn, type Somebody, startAgenda } from './agenda-support.ts'

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

/** The name of the instance of a day, as a person would have it found. */
async function instance(person: Somebody, when: string, text = ''): Promise<string> {
  return refIn((await person.agenda.find({ when, text })).text)
}

/** A standup on Tuesdays at 9:15, ten times. */
async function standup(given: Partial<BookRequest> = {}, options = {}): Promise<Somebody> {
  const ana = await world.somebody(options)
  await ana.book({
    title: 'Standup',
    when: 'tomorrow at 9:15',
    duration: '15 minutes',
    repeat: 'every Tuesday 10 times',
    ...given,
  })
  return ana
}

describe('a series', () => {
  test.each([
    [
      { when: 'tomorrow at 9', repeat: 'every Tuesday' },
      'every Tuesday',
      ['11-24 09:00–10:00', '12-01 09:00–10:00'],
    ],
    [
      { when: 'Monday at 9', repeat: 'every Monday at 9' },
      'every Monday',
      ['11-30 09:00–10:00', '12-07 09:00–10:00'],
    ],
    [{ when: 'today', repeat: 'every day at 8' }, 'every day', ['11-24 08:00–09:00', '11-25 08:00–09:00']],
    [{ when: 'every Friday at 4 PM' }, 'every Friday', ['11-27 16:00–17:00', '12-04 16:00–17:00']],
    [
      { when: 'Friday at 3 PM', repeat: 'weekly' },
      'every Friday',
      ['11-27 15:00–16:00', '12-04 15:00–16:00'],
    ],
    [
      { when: 'Tuesday from 10 to 10:30', repeat: 'every other Tuesday' },
      'every 2 weeks',
      ['11-24 10:00–10:30', '12-08 10:00–10:30'],
    ],
    [
      { when: '31 December at 8 PM', repeat: 'every month' },
      'every month',
      ['12-31 20:00–21:00', '01-31 20:00–21:00'],
    ],
    [{ when: 'tomorrow', repeat: 'every Tuesday' }, 'every Tuesday', ['11-24', '12-01']],
    [
      { when: '1 December at 9', repeat: 'weekdays until 4 December' },
      'every weekday (Monday to Friday) until 4 December 2026',
      ['12-01 09:00–10:00', '12-02 09:00–10:00'],
    ],
  ])('%j begins and repeats as it was said', async (request, words, expected) => {
    const ana = await world.somebody()
    const { receipt } = await ana.book({ title: 'x', ...request })
    expect(receipt).toContain(words)
    expect((await ana.events()).slice(0, 2)).toEqual(expected.map((time) => `${time} x`))
  })

  test('ends on the last day that was said, that day included', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'x', when: '1 December at 9', repeat: 'weekdays until 4 December' })
    expect(await ana.events()).toHaveLength(4)
  })

  test('keeps its hour over the change of the clocks', async () => {
    const ana = await world.somebody({ now: '2027-03-20T10:00:00Z' })
    await ana.book({ title: 'x', when: 'Thursday at 9', repeat: 'every Thursday' })
    expect((await ana.events('2027-03-20')).slice(0, 3)).toEqual([
      '03-25 09:00–10:00 x',
      '04-01 09:00–10:00 x',
      '04-08 09:00–10:00 x',
    ])
  })

  test('of ten years is one that does not end, and of eleven a question', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'x', when: 'tomorrow at 9', repeat: 'every week for 9 years' })
    expect(
      await failure(ana.book({ title: 'y', when: 'tomorrow at 9', repeat: 'every week for 11 years' })),
    ).toContain('not clear')
  })
})

describe('one of a series', () => {
  test('is not changed or deleted before it is said which are meant', async () => {
    const ana = await standup()
    const event = await instance(ana, '1 December')
    expect(await failure(ana.change({ event, when: '10 AM' }))).toContain(
      'Ask whether it is about this one only',
    )
    expect(await failure(ana.remove({ event }))).toContain('Ask whether it is about this one only')
    expect(await failure(ana.change({ event, repeat: 'every Friday', scope: 'this' }))).toContain(
      'only be changed for following or all',
    )
  })

  test('alone is changed alone, after a question', async () => {
    const ana = await standup()
    const event = await instance(ana, '1 December')
    const change = await ana.agenda.planChange({ event, when: '10 AM', scope: 'this' })
    expect(change.ask).toEqual([
      'Change **Standup**, Tuesday, 1 December 2026, 09:15–09:30 (Europe/Lisbon) to ' +
        '**Standup**, Tuesday, 1 December 2026, 10:00–10:15 (Europe/Lisbon)',
    ])
    await ana.carryOut(change)
    expect((await ana.events()).slice(0, 3)).toEqual([
      '11-24 09:15–09:30 Standup',
      '12-01 10:00–10:15 Standup',
      '12-08 09:15–09:30 Standup',
    ])
  })

  test('that was just spoken of alone is meant alone', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '1 December'), when: '10 AM', scope: 'this' })
    await ana.change({ when: '11 AM' })
    expect((await ana.events()).slice(0, 3)).toEqual([
      '11-24 09:15–09:30 Standup',
      '12-01 11:00–11:15 Standup',
      '12-08 09:15–09:30 Standup',
    ])
  })

  test('alone is deleted alone', async () => {
    const ana = await standup()
    await ana.remove({ event: await instance(ana, '1 December'), scope: 'this' })
    expect((await ana.events()).map((line) => line.slice(0, 5))).toEqual([
      '11-24',
      '12-08',
      '12-15',
      '12-22',
      '12-29',
      '01-05',
      '01-12',
      '01-19',
      '01-26',
    ])
  })
})

describe('all of a series', () => {
  test('moves with the preview of what comes, and its last one stays in it', async () => {
    const ana = await standup({ repeat: 'every Tuesday at 9:15 until 15 December' })
    const event = await instance(ana, '8 December')
    const change = await ana.agenda.planChange({ event, when: '4 PM', scope: 'all' })
    expect(change.ask).toEqual([
      'Change all events of the series **Standup**, Tuesday, 8 December 2026, 09:15–09:30 (Europe/Lisbon) to ' +
        '**Standup**, Tuesday, 24 November 2026, 16:00–16:15 (Europe/Lisbon), every Tuesday until 15 December 2026 (4×)',
    ])
    await ana.carryOut(change)
    expect(await ana.events()).toEqual(
      ['11-24', '12-01', '12-08', '12-15'].map((day) => `${day} 16:00–16:15 Standup`),
    )
  })

  test('moves to another weekday', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '1 December'), when: 'an hour later', scope: 'all' })
    await ana.change({ event: await instance(ana, '1 December'), when: '3 December', scope: 'all' })
    expect((await ana.events()).slice(0, 2)).toEqual([
      '11-26 10:15–10:30 Standup',
      '12-03 10:15–10:30 Standup',
    ])
    expect(await ana.events()).toHaveLength(10)
  })

  test('asks for the rule where the day alone does not say it', async () => {
    const ana = await standup({ repeat: 'every Tuesday and Thursday' })
    const event = await instance(ana, '1 December')
    expect(await failure(ana.change({ event, when: '2 December', scope: 'all' }))).toContain(
      'Ask how it is to repeat',
    )
    await ana.change({ event, repeat: 'every Wednesday at 10', scope: 'all' })
    expect((await ana.events()).slice(0, 2)).toEqual([
      '11-25 10:00–10:15 Standup',
      '12-02 10:00–10:15 Standup',
    ])
  })

  test('is meant when the series was just booked', async () => {
    const ana = await standup()
    const change = await ana.agenda.planChange({ when: '10 AM' })
    expect(change.ask?.[0]).toMatch(/^Change all events of the series .* \(10×\)$/)
    await ana.carryOut(change)
    expect((await ana.events())[9]).toBe('01-26 10:00–10:15 Standup')
  })

  test('keeps its hour over the change of the clocks when it is moved', async () => {
    const ana = await standup({}, { now: '2027-03-15T10:00:00Z' })
    await ana.change({ event: await instance(ana, '6 April'), when: '4 PM', scope: 'all' })
    expect((await ana.events('2027-03-01')).slice(0, 3)).toEqual(
      ['03-16', '03-23', '03-30'].map((day) => `${day} 16:00–16:15 Standup`),
    )
  })

  test('is deleted, after a question that says how many', async () => {
    const ana = await standup()
    const removal = await ana.agenda.planRemoval({ event: await instance(ana, '8 December'), scope: 'all' })
    expect(removal.ask?.[0]).toMatch(/^Delete all events of the series .*every Tuesday, 10 times \(10×\)$/)
    const { receipt } = await ana.carryOut(removal)
    expect(receipt).toMatch(/^✅ Deleted, with all its repeats: \*\*Standup\*\*/)
    expect(await ana.events()).toEqual([])
  })

  test('no longer repeats when that is wanted', async () => {
    const ana = await standup()
    await ana.change({ repeat: 'never' })
    expect(await ana.events()).toEqual(['11-24 09:15–09:30 Standup'])
  })
})

describe('this one and the following', () => {
  const days = async (ana: Somebody) => (await ana.events()).map((line) => line.slice(0, 11))

  test('move, and those before stay; a counted series keeps its number', async () => {
    const ana = await standup()
    const change = await ana.agenda.planChange({
      event: await instance(ana, '8 December'),
      when: '4 PM',
      scope: 'following',
    })
    expect(change.ask).toEqual([
      'Change **Standup**, Tuesday, 8 December 2026, 09:15–09:30 (Europe/Lisbon) and all later ones to ' +
        '**Standup**, Tuesday, 8 December 2026, 16:00–16:15 (Europe/Lisbon), every Tuesday, 8 times (8×)',
    ])
    await ana.carryOut(change)
    const moved = ['12-08', '12-15', '12-22', '12-29', '01-05', '01-12', '01-19', '01-26'].map(
      (day) => `${day} 16:00`,
    )
    expect(await days(ana)).toEqual(['11-24 09:15', '12-01 09:15', ...moved])
  })

  test('take with them what was changed or deleted of them', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '15 December'), title: 'Standup with cake', scope: 'this' })
    await ana.change({ event: await instance(ana, '29 December'), when: '11 AM', scope: 'this' })
    await ana.remove({ event: await instance(ana, '22 December'), scope: 'this' })
    await ana.change({ event: await instance(ana, '8 December'), when: '4 PM', scope: 'following' })
    expect((await ana.events()).slice(2, 6)).toEqual([
      '12-08 16:00–16:15 Standup',
      '12-15 16:00–16:15 Standup with cake',
      '12-29 11:00–11:15 Standup',
      '01-05 16:00–16:15 Standup',
    ])
  })

  test('do not follow an instance that was moved by itself, when only the words change', async () => {
    const ana = await standup()
    await ana.change({
      event: await instance(ana, '8 December'),
      when: '9 December at 3 PM',
      title: 'Offsite',
      scope: 'this',
    })
    await ana.change({ event: await instance(ana, '9 December'), title: 'Huddle', scope: 'following' })
    expect((await ana.events()).slice(1, 4)).toEqual([
      '12-01 09:15–09:30 Standup',
      '12-09 15:00–15:15 Huddle',
      '12-15 09:15–09:30 Huddle',
    ])
  })

  test('become what was said of one that was moved by itself', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '8 December'), when: '3 PM', scope: 'this' })
    await ana.change({ event: await instance(ana, '8 December'), when: '4 PM', scope: 'following' })
    expect((await ana.events()).slice(1, 4)).toEqual([
      '12-01 09:15–09:30 Standup',
      '12-08 16:00–16:15 Standup',
      '12-15 16:00–16:15 Standup',
    ])
  })

  test('say what is lost when they move to other days', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '15 December'), title: 'Standup with cake', scope: 'this' })
    const change = await ana.agenda.planChange({
      event: await instance(ana, '8 December'),
      repeat: 'every Friday at 10',
      scope: 'following',
    })
    expect(change.ask?.[1]).toMatch(/^Delete \*\*Standup with cake\*\*, Tuesday, 15 December 2026/)
    await ana.carryOut(change)
    expect((await ana.events()).slice(0, 4)).toEqual([
      '11-24 09:15–09:30 Standup',
      '12-01 09:15–09:30 Standup',
      '12-11 10:00–10:15 Standup',
      '12-18 10:00–10:15 Standup',
    ])
  })

  test('are all of them when it is the first one', async () => {
    const ana = await standup()
    await ana.change({ event: await instance(ana, '24 November'), when: '4 PM', scope: 'following' })
    expect(new Set((await ana.events()).map((line) => line.slice(6)))).toEqual(
      new Set(['16:00–16:15 Standup']),
    )
  })

  test('are deleted, and those before stay', async () => {
    const ana = await standup()
    const removal = await ana.agenda.planRemoval({
      event: await instance(ana, '8 December'),
      scope: 'following',
    })
    expect(removal.ask?.[0]).toMatch(/^Delete .* and all later ones of the series/)
    const { receipt } = await ana.carryOut(removal)
    expect(receipt).toContain('every Tuesday until')
    expect(await days(ana)).toEqual(['11-24 09:15', '12-01 09:15'])
  })

  test('are whole days as well', async () => {
    const ana = await standup({ when: 'tomorrow', duration: undefined, repeat: 'every Tuesday' })
    await ana.change({ event: await instance(ana, '8 December'), title: 'Day off', scope: 'following' })
    expect((await ana.events()).slice(0, 4)).toEqual([
      '11-24 Standup',
      '12-01 Standup',
      '12-08 Day off',
      '12-15 Day off',
    ])
  })

  test('keep their hour over the change of the clocks', async () => {
    const ana = await standup({}, { now: '2027-03-15T10:00:00Z' })
    await ana.change({ event: await instance(ana, '23 March'), when: '4 PM', scope: 'following' })
    expect((await ana.events('2027-03-01')).slice(0, 4)).toEqual([
      '03-16 09:15–09:30 Standup',
      '03-23 16:00–16:15 Standup',
      '03-30 16:00–16:15 Standup',
      '04-06 16:00–16:15 Standup',
    ])
  })
})
