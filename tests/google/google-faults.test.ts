import { describe, expect, test } from 'vitest'
import type { GoogleFault } from '../../sandbox/google/google-faults.ts'
import { createGoogleCalendar } from '../../src/calendars/google/google.ts'
import { createGoogleClient } from '../../src/calendars/google/client.ts'
import { ANA, type GoogleWorld, lisbon, never, QUICK, startGoogle } from './google-support.ts'

const ID = 'ab12cd34ef56ab12cd34ef56ab12cd34ef56ab12'
const QUIET = { notify: false }
const DRAFT = { title: 'Call', time: lisbon('15:00'), attendees: [{ email: 'sarah@example.test' }] }
const RANGE = { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' }
const ALWAYS = 100
const refused = (reason: string) => expect.objectContaining({ name: 'CalendarRefused', reason })
const named = (name: string) => expect.objectContaining({ name })

type Kind = GoogleFault['kind']

const asked = (world: GoogleWorld, route: string): number =>
  world.google.requests.filter((request) => request.route === route).length

describe('a question', () => {
  const passing: Kind[] = ['429', '403-rate', '403-quota', '500', '502', '503', 'cut', 'truncated', 'hang']
  test.each(passing)('gets its answer when Google has trouble twice: %s', async (kind) => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    world.google.misbehave({ route: 'events.list', kind, times: 2 })
    expect(await world.calendar.list({ ...RANGE, limit: 5 }, never())).toHaveLength(1)
    expect(asked(world, 'events.list')).toBe(3)
  })

  test.each(passing)('is given up after three tries: %s', async (kind) => {
    await using world = await startGoogle()
    world.google.misbehave({ kind, times: ALWAYS })
    await expect(world.calendar.get(ID, never())).rejects.toEqual(named('TransientError'))
    await expect(world.calendar.busy([ANA], RANGE, never())).rejects.toEqual(named('TransientError'))
    expect(asked(world, 'events.get')).toBe(3)
    expect(asked(world, 'freeBusy')).toBe(3)
  })

  test('is not asked again before Google wants it, when that is long', async () => {
    await using world = await startGoogle()
    world.google.misbehave({ kind: '429', retryAfter: 60, times: ALWAYS })
    const asking = world.calendar.list({ ...RANGE, limit: 5 }, never())
    await expect(asking).rejects.toEqual(
      expect.objectContaining({ name: 'TransientError', retryAfterMs: 60_000 }),
    )
    expect(asked(world, 'events.list')).toBe(1)
  })

  test.each([
    ['403-permission', 'forbidden'],
    ['404', 'gone'],
    ['401', 'disconnected'],
  ] as const)('that Google refuses is not asked again: %s is %s', async (kind, reason) => {
    await using world = await startGoogle()
    world.google.misbehave({ kind, times: ALWAYS })
    await expect(world.calendar.list({ ...RANGE, limit: 5 }, never())).rejects.toEqual(refused(reason))
    expect(asked(world, 'events.list')).toBe(kind === '401' ? 2 : 1)
  })

  test('ends when it is stopped', async () => {
    await using world = await startGoogle()
    world.google.misbehave({ kind: 'hang', times: ALWAYS })
    const stopping = new AbortController()
    const asking = world.calendar.get(ID, stopping.signal)
    stopping.abort()
    await expect(asking).rejects.toEqual(named('TransientError'))
    expect(asked(world, 'events.get')).toBeLessThanOrEqual(1)
  })
})

describe('a write that Google refuses', () => {
  const writes = {
    insert: (world: GoogleWorld) => world.calendar.insert(`${ID}0`, DRAFT, QUIET, never()),
    change: (world: GoogleWorld) => world.calendar.change(ID, { title: 'Other' }, QUIET, never()),
    remove: (world: GoogleWorld) => world.calendar.remove(ID, QUIET, never()),
    respond: (world: GoogleWorld) => world.calendar.change(ID, { attendees: [] }, QUIET, never()),
  }
  const routes = {
    insert: 'events.insert',
    change: 'events.patch',
    remove: 'events.delete',
    respond: 'events.patch',
  } as const
  const all = Object.keys(writes) as (keyof typeof writes)[]

  test.each(
    all.flatMap((name) => (['429', '403-rate', '403-quota'] as const).map((kind) => [name, kind] as const)),
  )('%s for now (%s) is repeated, and carried out once', async (name, kind) => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    const before = asked(world, routes[name])
    world.google.misbehave({ route: routes[name], kind, times: 2 })
    await writes[name](world)
    expect(asked(world, routes[name]) - before).toBe(3)
  })

  test.each(all)('%s for longer was not done, and is said so', async (name) => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    const before = world.google.events(ANA)
    world.google.misbehave({ route: routes[name], kind: '403-rate', times: ALWAYS })
    await expect(writes[name](world)).rejects.toEqual(named('TransientError'))
    expect(world.google.events(ANA)).toEqual(before)
  })

  test.each(all)('%s for good has a reason', async (name) => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    world.google.misbehave({ route: routes[name], kind: '403-permission' })
    await expect(writes[name](world)).rejects.toEqual(refused('forbidden'))
    world.google.misbehave({ route: routes[name], kind: '401', times: 2 })
    await expect(writes[name](world)).rejects.toEqual(refused('disconnected'))
  })

  test('change and answer of what is gone say so, a removal has nothing left to do', async () => {
    await using world = await startGoogle()
    for (const kind of ['404', '410'] as const) {
      world.google.misbehave({ route: 'events.patch', kind })
      await expect(writes.change(world)).rejects.toEqual(refused('gone'))
      world.google.misbehave({ route: 'events.delete', kind })
      await writes.remove(world)
    }
  })

  test('an address where nobody answers was not reached: nothing was done', async () => {
    const account = { email: ANA, accessToken: () => Promise.resolve('token') }
    const client = createGoogleClient({ baseUrl: 'http://127.0.0.1:1', ...QUICK })
    const calendar = createGoogleCalendar({ id: 'c', name: ANA, googleId: 'primary', account, client })
    await expect(calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('TransientError'))
    await expect(calendar.remove(ID, QUIET, never())).rejects.toEqual(named('TransientError'))
  })
})

describe('a write whose answer is lost', () => {
  const lost: Kind[] = ['cut', 'cut-after', 'hang-after', '500-after', '500', '503', 'truncated']

  test.each(lost)('booking: one event, told as it stands (%s)', async (kind) => {
    await using world = await startGoogle()
    world.google.misbehave({ route: 'events.insert', kind, times: 2 })
    const event = await world.calendar.insert(ID, DRAFT, { notify: true }, never())
    expect(event).toMatchObject({ id: ID, title: 'Call', status: 'confirmed' })
    expect(world.google.events(ANA)).toHaveLength(1)
    expect(world.google.notified).toHaveLength(1)
  })

  test.each(lost)('change: made once (%s)', async (kind) => {
    await using world = await startGoogle()
    const { etag } = await world.calendar.insert(ID, DRAFT, QUIET, never())
    for (const options of [{ notify: true, etag }, { notify: true }]) {
      world.google.misbehave({ route: 'events.patch', kind })
      const time = lisbon(options.etag ? '16:00' : '17:00')
      expect(await world.calendar.change(ID, { time }, options, never())).toMatchObject({
        title: 'Call',
        time,
      })
    }
    expect(world.google.notified).toHaveLength(2)
  })

  test.each(lost)('removal: gone once (%s)', async (kind) => {
    await using world = await startGoogle()
    const { etag } = await world.calendar.insert(ID, DRAFT, QUIET, never())
    world.google.misbehave({ route: 'events.delete', kind })
    await world.calendar.remove(ID, { notify: true, etag }, never())
    expect(world.google.events(ANA)).toEqual([])
    expect(world.google.notified).toHaveLength(1)
  })

  test.each(lost)('restoring: there again (%s)', async (kind) => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    await world.calendar.remove(ID, QUIET, never())
    world.google.misbehave({ route: 'events.patch', kind })
    expect(await world.calendar.restore(ID, QUIET, never())).toMatchObject({ id: ID, title: 'Call' })
  })

  test('and what came of it cannot be read: nobody says that it was not done', async () => {
    await using world = await startGoogle()
    world.google.misbehave({ route: 'events.insert', kind: 'cut-after' })
    world.google.misbehave({ route: 'events.get', kind: '503', times: ALWAYS })
    await expect(world.calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
    expect(world.google.events(ANA)).toHaveLength(1)
  })

  test.each(['401', '403-permission', '404', '409', '410', '412'] as const)(
    'and what came of it is refused to be read (%s): nobody says that it was not done',
    async (kind) => {
      await using world = await startGoogle()
      world.google.misbehave({ route: 'events.get', kind, times: ALWAYS })
      await expect(world.calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
      expect(world.google.events(ANA)).toHaveLength(1)
    },
  )

  test.each(['401', '403-permission'] as const)(
    'and then not let in any more (%s): nobody says that it was not done',
    async (kind) => {
      await using world = await startGoogle()
      world.google.misbehave({ route: 'events.insert', kind: 'cut-after' })
      world.google.misbehave({ route: 'events.insert', kind, times: ALWAYS })
      await expect(world.calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
      expect(world.google.events(ANA)).toHaveLength(1)
    },
  )

  test('three times over: nobody says that it was not done', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    for (const route of ['events.insert', 'events.patch', 'events.delete'] as const)
      world.google.misbehave({ route, kind: '503', times: ALWAYS })
    await expect(world.calendar.insert(`${ID}0`, DRAFT, QUIET, never())).rejects.toEqual(
      named('OutcomeUnknown'),
    )
    await expect(world.calendar.change(ID, { title: 'x' }, QUIET, never())).rejects.toEqual(
      named('OutcomeUnknown'),
    )
    await expect(world.calendar.remove(ID, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
    expect(asked(world, 'events.patch')).toBe(3)
    expect(asked(world, 'events.delete')).toBe(3)
  })

  test('and then refused for now: nobody says that it was not done', async () => {
    await using world = await startGoogle()
    world.google.misbehave({ route: 'events.insert', kind: '500' })
    world.google.misbehave({ route: 'events.insert', kind: '429', times: ALWAYS })
    await expect(world.calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
  })

  test('while somebody else changes the event: it is not repeated over their change', async () => {
    await using world = await startGoogle()
    const { etag } = await world.calendar.insert(ID, DRAFT, QUIET, never())
    world.google.misbehave({ route: 'events.patch', kind: 'hang' })
    const changing = world.calendar.change(ID, { title: 'Mine' }, { ...QUIET, etag }, never())
    await expect.poll(() => asked(world, 'events.patch')).toBe(1)
    await world.calendar.change(ID, { title: 'Theirs' }, QUIET, never())
    await expect(changing).rejects.toEqual(named('OutcomeUnknown'))
    expect(world.google.events(ANA).map(({ summary }) => summary)).toEqual(['Theirs'])
  })

  test('a write that is read back in trouble is told as unknown, and as done when it is asked for again', async () => {
    await using world = await startGoogle()
    world.google.misbehave({ route: 'events.get', kind: '500', times: 3 })
    await expect(world.calendar.insert(ID, DRAFT, QUIET, never())).rejects.toEqual(named('OutcomeUnknown'))
    expect(await world.calendar.insert(ID, DRAFT, QUIET, never())).toMatchObject({ id: ID })
    expect(world.google.events(ANA)).toHaveLength(1)
  })

  test('a question before a write that fails has changed nothing', async () => {
    await using world = await startGoogle()
    await world.calendar.insert(ID, DRAFT, QUIET, never())
    world.google.misbehave({ route: 'events.get', kind: '500', times: ALWAYS })
    const changing = world.calendar.change(ID, { attendees: [] }, QUIET, never())
    await expect(changing).rejects.toEqual(named('TransientError'))
  })
})
