import { describe, expect, test } from 'vitest'
import { ToolFailure } from '../../src/errors.ts'
import { asError, jsonWithin, shorten, trimResult } from '../../src/graph/contain.ts'
import type { Tool, ToolResult } from '../../src/graph/tool.ts'
import { createRig, makeTool, results } from './agent-support.ts'

const flood = 'x'.repeat(10_000_000)
const look = makeTool({ name: 'look', run: async () => 'seen' })

/** A tool that does not keep to its type, as a file in JavaScript may not. */
const odd = (effect: Tool['effect'], run: () => unknown): Tool => ({
  ...makeTool({ name: 'odd', effect, timeoutMs: 60, run: async () => '' }),
  run: run as Tool['run'],
})

/** What the model reads of the odd tool and of a sound one that it asks for in the same message. */
async function beside(tool: Tool) {
  const { models, run, ledger } = createRig({ tools: [tool, look] })
  models.say(
    [
      { name: 'odd', id: 'odd' },
      { name: 'look', id: 'look' },
    ],
    'Right.',
  )
  expect(await run('go')).toMatchObject({ reply: 'Right.' })
  const told = results(models)
  expect(told.look).toBe('seen')
  return { told: told.odd ?? '', rows: [...ledger.rows.values()] }
}

const thrown: [string, unknown][] = [
  ['an error', new Error('secret of the house')],
  ['a text', 'secret of the house'],
  ['nothing', undefined],
  ['null', null],
  ['an object without a text', Object.create(null)],
  [
    'an object that throws when it is looked at',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('hands off')
        },
        getPrototypeOf: () => {
          throw new Error('hands off')
        },
      },
    ),
  ],
  ['an error without end', new Error(flood)],
]

describe('whatever a tool does, the turn goes on and the other calls of its message run:', () => {
  test.each(thrown)('it throws %s', async (_what, value) => {
    const raise = () => {
      throw value
    }
    expect((await beside(odd('read', raise))).told).toBe('It failed for a technical reason.')
    expect((await beside(odd('read', async () => raise()))).told).toBe('It failed for a technical reason.')
    const { told, rows } = await beside(odd('write', async () => raise()))
    expect(told).toMatch(/^It is not known whether this was done/)
    expect(rows).toMatchObject([{ status: 'started' }])
  })

  test.each(thrown)('it throws %s while it is prepared', async (_what, value) => {
    const prepare = () => {
      throw value
    }
    const { told, rows } = await beside({ ...odd('write', async () => ({ text: 'done' })), prepare })
    expect(told).toBe('It failed for a technical reason. Nothing was done.')
    expect(rows).toEqual([])
  })

  test('it never comes to an end, and does not heed its signal', async () => {
    const never = () => new Promise<never>(() => undefined)
    expect((await beside(odd('read', never))).told).toBe('It took too long and was stopped.')
    expect((await beside(odd('outward', never))).told).toMatch(/^It is not known/)
  })

  test('it fails after its time is up', async () => {
    const late = Promise.withResolvers<ToolResult>()
    expect((await beside(odd('read', () => late.promise))).told).toBe('It took too long and was stopped.')
    // Vitest fails the run when nobody hears of it.
    late.reject(new Error('too late'))
    await new Promise((done) => setImmediate(done))
  })

  test('it says what went wrong in 10 MB', async () => {
    const { told } = await beside(odd('read', () => Promise.reject(new ToolFailure(flood))))
    expect(told.length).toBeLessThan(8_100)
    expect(told).toMatch(/\[9992000 more characters were left out\]$/)
  })

  test('it returns 10 MB of everything', async () => {
    const links = Array.from({ length: 100_000 }, () => 'https://example.test')
    const all = { text: flood, receipt: flood, links: [flood, ...links], undo: { flood } }
    const { told, rows } = await beside({
      ...odd('write', async () => all),
      undo: async () => ({ text: '' }),
    })
    expect(told.length).toBeLessThan(8_100)
    expect(rows[0]?.receipt).toHaveLength(2_000)
    expect(JSON.stringify(rows).length).toBeLessThan(12_000)
  })
})

test('what is kept of a result is JSON that Postgres takes; the rest is left out and said', () => {
  const dropped: string[] = []
  const trim = (undo: unknown) => trimResult({ text: 'a\u0000b', undo }, (what) => dropped.push(what)).undo
  expect(trim({ to: [1, null], gone: undefined })).toEqual({ to: [1, null] })
  const round: Record<string, unknown> = {}
  round.self = round
  expect([round, { n: 1n }, () => 1, 'a\u0000b', flood].map(trim)).toEqual(Array(5).fill(undefined))
  expect(dropped).toHaveLength(5)
  expect(jsonWithin({ a: 1 }, 7)).toEqual({ value: { a: 1 } })
  expect(jsonWithin({ a: 1 }, 6)).toBeUndefined()
})

test('a flood is cut at a whole character', () => {
  const cut = shorten('😀'.repeat(5_000) + 'x')
  expect(cut.isWellFormed()).toBe(true)
  expect(cut).toMatch(/\[2001 more characters were left out\]$/)
})

test.each(thrown)('%s can be logged', (_what, value) => {
  const { message, stack } = asError(value)
  expect(message.length).toBeLessThanOrEqual(1_000)
  expect((stack ?? '').length).toBeLessThanOrEqual(4_000)
})
