import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AgendaWorld,
  failure,
  kept,
  newCall,
  refIn,
  type Somebody,
  startAgenda,
} from './agenda-support.ts'

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

const MEETING = '**Meeting with Sarah**, Tuesday, 24 November 2026'

async function instance(person: Somebody, when: string): Promise<string> {
  return refIn((await person.agenda.find({ when, text: 'Standup' })).text)
}

describe('undo', () => {
  test('of a booking removes it', async () => {
    const ana = await world.somebody()
    await ana.book({})
    expect((await ana.undo()).receipt).toBe(`✅ Deleted: ${MEETING}, 15:00–16:00 (Europe/Lisbon)`)
    expect(await ana.events()).toEqual([])
  })

  test('of a change brings back what had changed, and nothing else', async () => {
    const ana = await world.somebody()
    await ana.book({ location: 'Café' })
    await ana.change({ when: '4 PM', title: 'Lunch', location: '' })
    expect((await ana.undo()).receipt).toBe(`✅ Changed: ${MEETING}, 15:00–16:00 (Europe/Lisbon)\n📍 Café`)
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
  })

  test('of a deletion restores it', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.remove()
    expect((await ana.undo()).receipt).toBe(`✅ Restored: ${MEETING}, 15:00–16:00 (Europe/Lisbon)`)
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
  })

  test('again takes back the one before, until there is none', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.change({ when: '4 PM' })
    await ana.change({ when: '5 PM' })
    await ana.undo()
    expect(await ana.events()).toEqual(['11-24 16:00–17:00 Meeting with Sarah'])
    await ana.undo()
    await ana.undo()
    expect(await ana.events()).toEqual([])
    expect(await failure(ana.undo())).toContain('nothing to take back')
  })

  test('of the following of a series makes it one again, what differed included', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Standup', when: 'tomorrow at 9:15', repeat: 'every Tuesday 6 times' })
    await ana.change({ event: await instance(ana, '15 December'), title: 'Standup with cake', scope: 'this' })
    const before = await ana.events()
    await ana.change({ event: await instance(ana, '8 December'), when: '4 PM', scope: 'following' })
    expect(await ana.events()).not.toEqual(before)
    expect((await ana.undo()).receipt).toContain('every Tuesday, 6 times')
    expect(await ana.events()).toEqual(before)
  })

  test('of a series that lost its end gives it back', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Standup', when: 'tomorrow at 9:15', repeat: 'every Tuesday 6 times' })
    const before = await ana.events()
    await ana.remove({ event: await instance(ana, '8 December'), scope: 'following' })
    await ana.undo()
    expect(await ana.events()).toEqual(before)
  })

  test('of one instance that was deleted or changed, and of all of them', async () => {
    const ana = await world.somebody()
    await ana.book({ title: 'Standup', when: 'tomorrow at 9:15', repeat: 'every Tuesday 4 times' })
    const before = await ana.events()
    for (const scope of ['this', 'all'] as const) {
      await ana.remove({ event: await instance(ana, '8 December'), scope })
      await ana.undo()
      expect(await ana.events()).toEqual(before)
      await ana.change({ event: await instance(ana, '8 December'), when: '4 PM', scope })
      await ana.undo()
      expect(await ana.events()).toEqual(before)
    }
  })

  test('leaves alone what was changed since by another hand', async () => {
    const ana = await world.somebody()
    await ana.book({})
    const { default: calendar } = await ana.calendars.of(ana.id)
    const signal = new AbortController().signal
    const [event] = await calendar.list(
      { from: '2026-11-24T00:00:00Z', to: '2026-11-25T00:00:00Z', limit: 5 },
      signal,
    )
    await calendar.change(event?.id ?? '', { title: 'By hand' }, { notify: false }, signal)
    expect(await failure(ana.undo())).toContain('was changed or deleted since')
    await calendar.remove(event?.id ?? '', { notify: false }, signal)
    expect(await failure(ana.undo())).toContain('was changed or deleted since')
  })

  test("is not of somebody else's change, nor of one that is older than a week", async () => {
    const [ana, ben] = [await world.somebody(), await world.somebody()]
    await ana.book({})
    expect(await failure(ben.undo())).toContain('nothing to take back')
    await world.world.query(`UPDATE event_changes SET at = at - interval '8 days' WHERE person = $1`, [
      ana.id,
    ])
    expect(await failure(ana.undo())).toContain('nothing to take back')
  })

  test('twice at once takes one change back', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.change({ when: '4 PM' })
    const [one, two] = [await ana.agenda.planUndo(), await ana.agenda.planUndo()]
    await ana.agenda.carryOut(kept(one.plan), newCall())
    expect(await failure(ana.agenda.carryOut(kept(two.plan), newCall()))).toContain('taken back already')
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah'])
  })

  test('of a change of which nobody knows the outcome is refused', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await world.world.query(`UPDATE event_changes SET status = 'begun' WHERE person = $1`, [ana.id])
    expect(await failure(ana.undo())).toContain('not known whether the last change was done')
  })

  test('leaves the event that is spoken of', async () => {
    const ana = await world.somebody()
    await ana.book({})
    await ana.change({ when: '4 PM' })
    await ana.undo()
    await ana.change({ when: 'half an hour later' })
    expect(await ana.events()).toEqual(['11-24 15:30–16:30 Meeting with Sarah'])
  })
})
