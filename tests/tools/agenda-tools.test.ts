import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servicesWith } from '../support/services.ts'
import { loadToolFiles } from '../../src/graph/load-tools.ts'
import { createPastActs } from '../../src/graph/past-acts.ts'
import type { CallContext, ToolPerson } from '../../src/graph/tool.ts'
import { createActHistory } from '../../src/store/past-acts.ts'
import {
  type AgendaWorld,
  failure,
  newCall,
  refIn,
  type Somebody,
  startAgenda,
} from '../calendars/agenda-support.ts'

const files = await loadToolFiles(fileURLToPath(new URL('../../src/tools', import.meta.url)), {})
const tools = files.flatMap(({ tool }) => tool ?? [])

let world: AgendaWorld
beforeAll(async () => {
  world = await startAgenda()
})
afterAll(() => world[Symbol.asyncDispose]())

/** A call as the tool node makes it: checked, settled, asked about, carried out. */
async function call(ana: Somebody, name: string, input: Record<string, unknown> = {}) {
  const tool = tools.find((one) => one.name === name)
  if (!tool) throw new Error(`there is no tool ${name}`)
  const checked = tool.check(input)
  const person: ToolPerson = {
    id: ana.id,
    name: undefined,
    language: 'en',
    timezone: 'UTC',
    zoneSource: 'said',
  }
  const { signal } = new AbortController()
  const turn = { person, conversation: ana.id, signal, log: pino({ level: 'silent' }) }
  const pastActs = createPastActs({
    toolbox: { tools: () => tools },
    history: createActHistory(world.database.pool),
    fetch: globalThis.fetch,
  })
  const services = servicesWith({ agenda: ana.agenda })
  const context: CallContext = {
    ...services,
    pastActs: pastActs(turn, () => services),
    person,
    callId: newCall(),
    fetch: globalThis.fetch,
    signal,
    log: pino({ level: 'silent' }),
  }
  const prepared = await tool.prepare?.(checked, context)
  const plan: unknown = prepared && JSON.parse(JSON.stringify(prepared.plan))
  const result = await tool.run(checked, { ...context, plan })
  return { ...result, ask: prepared?.ask }
}

test('the conversation of the mission leaves one event, at 4', async () => {
  const ana = await world.somebody()
  await call(ana, 'create-event', { title: 'Meeting with Sarah', when: 'tomorrow at 3 PM' })
  const { text, receipt } = await call(ana, 'update-event', { when: '4 PM' })
  expect(text).toMatch(/^Changed: "Meeting with Sarah"/)
  expect(receipt).toContain('16:00–17:00 (Europe/Lisbon)')
  expect(await ana.events()).toEqual(['11-24 16:00–17:00 Meeting with Sarah'])
})

test('an event is found by its words, deleted by its name after a question, and brought back', async () => {
  const ana = await world.somebody()
  await call(ana, 'create-event', {
    title: 'Dentist',
    when: 'Friday at 10 AM',
    notes: 'bring card',
    location: 'Rua 1',
  })
  const found = await call(ana, 'find-events', { text: 'dentist' })
  const removed = await call(ana, 'delete-event', { event: refIn(found.text) })
  expect(removed.ask).toEqual(['Delete **Dentist**, Friday, 27 November 2026, 10:00–11:00 (Europe/Lisbon)'])
  expect(await ana.events()).toEqual([])
  expect((await call(ana, 'undo')).text).toMatch(/^Restored: "Dentist"/)
  expect(await ana.events()).toEqual(['11-27 10:00–11:00 Dentist'])
})

test('free times, calendars and the private link are told', async () => {
  const ana = await world.somebody()
  expect((await call(ana, 'find-free-time', { when: 'tomorrow', duration: '1 hour' })).text).toMatch(
    /^Free then:/,
  )
  expect((await call(ana, 'connect-calendar', { action: 'list' })).text).toContain('"Majordomo"')
  expect((await call(ana, 'connect-calendar', { action: 'default', name: 'Majordomo' })).text).toMatch(
    /^Set:/,
  )
  const link = await call(ana, 'calendar-link')
  expect(link.receipt).toMatch(/^🔗 http.*\/calendar\/.*\.ics$/)
  expect(link.text).not.toContain('.ics')
})

describe('what cannot be done is told in words', () => {
  test.each([
    [
      'create-event',
      {
        title: 'x',
        when: 'tomorrow at 3',
        attendees: Array.from({ length: 500 }, (_, at) => ({ email: `p${at}@example.test` })),
      },
      'At most 50',
    ],
    ['update-event', { event: 'e77', when: '4 PM' }, 'There is no event "e77"'],
    ['delete-event', { event: 'abc_20261124T150000Z' }, 'There is no event'],
    ['answer-invitation', { event: 'e1', answer: 'accept' }, 'There is no event'],
    ['undo', {}, 'nothing to take back'],
    ['connect-calendar', { action: 'connect' }, 'cannot be connected here'],
    ['connect-calendar', { action: 'disconnect' }, 'cannot be connected here'],
    ['connect-calendar', { action: 'default' }, 'Which calendar'],
  ])('%s %j', async (name, input, words) => {
    const ana = await world.somebody()
    expect(await failure(call(ana, name, input))).toContain(words)
  })
})

test("questions and receipts are in the person's language", async () => {
  const ana = await world.somebody({ person: { language: 'de', timezone: 'Europe/Berlin' } })
  const booked = await call(ana, 'create-event', { title: 'Zahnarzt', when: 'morgen um 15 Uhr' })
  expect(booked.receipt).toBe(
    '✅ Eingetragen: **Zahnarzt**, Dienstag, 24. November 2026, 15:00–16:00 (Europe/Berlin)',
  )
  const { ask } = await call(ana, 'delete-event')
  expect(ask).toEqual(['Löschen: **Zahnarzt**, Dienstag, 24. November 2026, 15:00–16:00 (Europe/Berlin)'])
})
