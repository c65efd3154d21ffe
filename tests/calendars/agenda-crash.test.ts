import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventPlan } from '../../src/calendars/agenda.ts'
import type { Calendar } from '../../src/calendars/calendar.ts'
import { CalendarRefused } from '../../src/calendars/calendar.ts'
import { TransientError } from '../../src/errors.ts'
import type { Prepared } from '../../src/graph/tool.ts'
import type { Database } from '../../src/store/database.ts'
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

class Killed extends Error {}

interface Death {
  /** How many steps are lived through. */
  at: number
  /** Ahead of the step, or right behind it. */
  before: boolean
}

/** Work after, or before, which the process dies when its time has come, as it does when it is killed. */
function mortal<A extends unknown[], R>(
  death: Death,
  work: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    const dies = death.at-- === 0
    if (dies && death.before) throw new Killed()
    const answer = await work(...args)
    if (dies) throw new Killed()
    return answer
  }
}

const dying = (calendar: Calendar, death: Death): Calendar => ({
  ...calendar,
  get: mortal(death, calendar.get),
  insert: mortal(death, calendar.insert),
  change: mortal(death, calendar.change),
  remove: mortal(death, calendar.remove),
  restore: mortal(death, calendar.restore),
})

/** The tables of the agenda itself: what calendars keep is theirs. */
function dyingStore(database: Database, death: Death): Database {
  const query = mortal(death, (text: string, values: unknown[]) => database.pool.query(text, values))
  return {
    ...database,
    pool: Object.assign(Object.create(database.pool), { query }),
    transaction: (work) => mortal(death, () => database.transaction(work))(),
  }
}

/** A calendar that looks at nothing but the etag, as some do. */
function strict(calendar: Calendar): Calendar {
  const guard = async (id: string, etag: string | undefined, signal: AbortSignal) => {
    const now = await calendar.get(id, signal)
    if (etag !== undefined && now?.etag !== etag) throw new CalendarRefused('changed', 'another etag')
  }
  return {
    ...calendar,
    async change(id, change, options, signal) {
      await guard(id, options.etag, signal)
      return calendar.change(id, change, options, signal)
    },
    async remove(id, options, signal) {
      await guard(id, options.etag, signal)
      await calendar.remove(id, options, signal)
    },
  }
}

/** Carries a plan out with a death at each point in turn, and again in a new process; gives how often it died. */
async function survive(
  prepare: () => Promise<{ ana: Somebody; prepared: Prepared<EventPlan> }>,
  check: (ana: Somebody) => Promise<void>,
): Promise<number> {
  let died = 0
  for (const before of [true, false]) {
    for (let at = 0; ; at += 1) {
      const { ana, prepared } = await prepare()
      const call = newCall()
      const death = { at, before }
      const killed = await world.somebody({
        again: ana,
        wrap: (one) => dying(strict(one), death),
        store: (database) => dyingStore(database, death),
      })
      const plan = kept(prepared.plan)
      const first = await killed.agenda.carryOut(plan, call).then(
        () => 'done',
        (error: unknown) =>
          error instanceof Error
            ? `${error.name} ${String(error.cause instanceof Killed || error instanceof Killed)}`
            : '',
      )
      const alive = await world.somebody({ again: ana, wrap: strict })
      const second = await alive.agenda.carryOut(kept(plan), call)
      const third = await alive.agenda.carryOut(kept(plan), call)
      expect(third).toEqual(second)
      await check(alive)
      if (first === 'done') break
      expect(first).toMatch(/true$/)
      died += 1
    }
  }
  return died
}

async function series(): Promise<{ ana: Somebody; event: string }> {
  const ana = await world.somebody()
  await ana.book({ title: 'Standup', when: 'tomorrow at 9:15', repeat: 'every Tuesday 5 times' })
  const cake = refIn((await ana.agenda.find({ when: '15 December' })).text)
  await ana.change({ event: cake, title: 'Standup with cake', scope: 'this' })
  return { ana, event: refIn((await ana.agenda.find({ when: '1 December' })).text) }
}

const MOVED = [
  '11-24 09:15–10:15 Standup',
  '12-01 16:00–17:00 Standup',
  '12-08 16:00–17:00 Standup',
  '12-15 16:00–17:00 Standup with cake',
  '12-22 16:00–17:00 Standup',
]

describe('a process that dies anywhere around a write', () => {
  test('books once, and says the same', async () => {
    const died = await survive(
      async () => {
        const ana = await world.somebody()
        return { ana, prepared: await ana.agenda.planBooking({ title: 'x', when: 'tomorrow at 3 PM' }) }
      },
      async (ana) => expect(await ana.events()).toEqual(['11-24 15:00–16:00 x']),
    )
    expect(died).toBeGreaterThanOrEqual(10)
  })

  test('changes once', async () => {
    await survive(
      async () => {
        const ana = await world.somebody()
        await ana.book({})
        return { ana, prepared: await ana.agenda.planChange({ when: 'an hour later' }) }
      },
      async (ana) => expect(await ana.events()).toEqual(['11-24 16:00–17:00 Meeting with Sarah']),
    )
  })

  test('deletes once', async () => {
    await survive(
      async () => {
        const ana = await world.somebody()
        await ana.book({})
        return { ana, prepared: await ana.agenda.planRemoval({}) }
      },
      async (ana) => expect(await ana.events()).toEqual([]),
    )
  })

  test('splits a series once, with what differed in it', async () => {
    const died = await survive(
      async () => {
        const { ana, event } = await series()
        return { ana, prepared: await ana.agenda.planChange({ event, when: '4 PM', scope: 'following' }) }
      },
      async (ana) => expect(await ana.events()).toEqual(MOVED),
    )
    expect(died).toBeGreaterThanOrEqual(16)
  })

  test('takes a split back once', async () => {
    let before: string[] = []
    await survive(
      async () => {
        const { ana, event } = await series()
        before = await ana.events()
        await ana.change({ event, when: '4 PM', scope: 'following' })
        return { ana, prepared: await ana.agenda.planUndo() }
      },
      async (ana) => expect(await ana.events()).toEqual(before),
    )
  })

  test('restores once', async () => {
    await survive(
      async () => {
        const ana = await world.somebody()
        await ana.book({})
        await ana.remove()
        return { ana, prepared: await ana.agenda.planUndo() }
      },
      async (ana) => expect(await ana.events()).toEqual(['11-24 15:00–16:00 Meeting with Sarah']),
    )
  })

  test('after the write and before it is noted leaves no false conflict, and can be undone', async () => {
    const ana = await world.somebody()
    const booking = await ana.agenda.planBooking({ title: 'x', when: 'tomorrow at 3 PM' })
    const call = newCall()
    const killed = await world.somebody({ again: ana, wrap: (one) => dying(one, { at: 0, before: false }) })
    await expect(killed.agenda.carryOut(kept(booking.plan), call)).rejects.toThrow(Killed)
    expect(await ana.events()).toEqual(['11-24 15:00–16:00 x'])
    await ana.agenda.carryOut(kept(booking.plan), call)
    await ana.undo()
    expect(await ana.events()).toEqual([])
  })
})

describe('a split of which the second half is refused', () => {
  const refusing =
    (error: Error) =>
    (calendar: Calendar): Calendar => ({ ...calendar, insert: () => Promise.reject(error) })

  test.each([new CalendarRefused('forbidden', 'no'), new TransientError('503')])(
    'is taken back: %s',
    async (error) => {
      const { ana, event } = await series()
      const before = await ana.events()
      const refused = await world.somebody({ again: ana, wrap: refusing(error) })
      expect(await failure(refused.change({ event, when: '4 PM', scope: 'following' }))).toContain(
        'Nothing was done',
      )
      expect(await ana.events()).toEqual(before)
    },
  )

  test('and cannot be taken back either is uncertain, and settled when it is run again', async () => {
    const { ana, event } = await series()
    const prepared = await ana.agenda.planChange({ event, when: '4 PM', scope: 'following' })
    const call = newCall()
    let changes = 0
    const broken = await world.somebody({
      again: ana,
      wrap: (one) => ({
        ...refusing(new TransientError('503'))(one),
        change: (...args) =>
          changes++ > 0 ? Promise.reject(new TransientError('503')) : one.change(...args),
      }),
    })
    await expect(broken.agenda.carryOut(kept(prepared.plan), call)).rejects.toMatchObject({
      name: 'OutcomeUnknown',
    })
    await ana.agenda.carryOut(kept(prepared.plan), call)
    expect(await ana.events()).toEqual(MOVED)
  })
})

test('what an earlier try may have done is uncertain while the calendar cannot be asked', async () => {
  const ana = await world.somebody()
  const booking = await ana.agenda.planBooking({ title: 'x', when: 'tomorrow at 3 PM' })
  const call = newCall()
  const killed = await world.somebody({ again: ana, wrap: (one) => dying(one, { at: 0, before: false }) })
  await expect(killed.agenda.carryOut(kept(booking.plan), call)).rejects.toThrow(Killed)
  for (const error of [new TransientError('503'), new CalendarRefused('disconnected', 'dead')]) {
    const deaf = await world.somebody({
      again: ana,
      wrap: (one) => ({ ...one, insert: () => Promise.reject(error) }),
    })
    await expect(deaf.agenda.carryOut(kept(booking.plan), call)).rejects.toMatchObject({
      name: 'OutcomeUnknown',
    })
  }
  expect((await ana.agenda.carryOut(kept(booking.plan), call)).receipt).toContain('Booked')
  expect(await ana.events()).toEqual(['11-24 15:00–16:00 x'])
})

test('what was refused may be tried again by the same call', async () => {
  const ana = await world.somebody()
  const booking = await ana.agenda.planBooking({ title: 'x', when: 'tomorrow at 3 PM' })
  const call = newCall()
  const deaf = await world.somebody({
    again: ana,
    wrap: (one) => ({ ...one, insert: () => Promise.reject(new TransientError('503')) }),
  })
  expect(await failure(deaf.agenda.carryOut(kept(booking.plan), call))).toContain('Nothing was done')
  expect(await failure(deaf.agenda.carryOut(kept(booking.plan), call))).toContain('Nothing was done')
  await ana.agenda.carryOut(kept(booking.plan), call)
  expect(await ana.events()).toEqual(['11-24 15:00–16:00 x'])
})

test('the same call with another plan is another booking', async () => {
  const ana = await world.somebody()
  const one = await ana.agenda.planBooking({ title: 'one', when: 'tomorrow at 3 PM' })
  const two = await ana.agenda.planBooking({ title: 'two', when: 'tomorrow at 5 PM' })
  await ana.agenda.carryOut(kept(one.plan), 'call_0')
  await ana.agenda.carryOut(kept(two.plan), 'call_0')
  expect(await ana.events()).toHaveLength(2)
})
