import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadToolFiles } from '../../src/graph/load-tools.ts'

const folder = fileURLToPath(new URL('../../src/tools', import.meta.url))
const envExample = await readFile(new URL('../../.env.example', import.meta.url), 'utf8')
// With an environment that has everything, so that every tool is on.
const wanted = (await loadToolFiles(folder, {})).flatMap(({ definition }) =>
  Object.keys(definition.env ?? {}),
)
const env = Object.fromEntries(
  wanted.map((name) => [name, name.endsWith('_URL') ? 'https://example.test' : 'x']),
)
const files = await loadToolFiles(folder, env)
const tools = files.flatMap(({ tool, path, definition }) => (tool ? [{ ...tool, path, definition }] : []))

/** The most that a day needs in every turn. */
const MOST_CORE = 14
/** What a reader expects of one file. */
const MOST_LINES = 120

const Field = z.looseObject({ description: z.string().min(5) })
const Schema = z.looseObject({ type: z.literal('object'), properties: z.record(z.string(), Field) })

/** Of our own: that of a format, such as a URL's, is no bound. */
const hasPattern = (field: Record<string, unknown>) => 'pattern' in field && !('format' in field)

/** Every schema within a schema, and how deep it lies. */
function* within(schema: unknown, depth = 0): Generator<{ schema: Record<string, unknown>; depth: number }> {
  if (typeof schema !== 'object' || schema === null) return
  if (Array.isArray(schema)) {
    for (const one of schema) yield* within(one, depth)
    return
  }
  const named = z.record(z.string(), z.unknown()).parse(schema)
  yield { schema: named, depth }
  for (const field of Object.values(named.properties ?? {})) yield* within(field, depth + 1)
  yield* within(named.items, depth)
  for (const key of ['anyOf', 'oneOf', 'allOf']) yield* within(named[key], depth)
}

test('every file is a tool that is on once its settings are there', () => {
  expect(tools.map(({ name }) => name)).toEqual(files.map(({ name }) => name))
  expect(tools.length).toBeGreaterThan(0)
})

test('only few are given to the model in every turn', () => {
  expect(tools.filter(({ core }) => core).length).toBeLessThanOrEqual(MOST_CORE)
})

describe.each(tools)('$name', (tool) => {
  const { properties } = Schema.parse(tool.schema)

  test('tells the model in few words what it does and when to use it', () => {
    expect(tool.description.length).toBeGreaterThan(40)
    expect(tool.description.length).toBeLessThanOrEqual(600)
    expect(tool.description).toMatch(/\bUse (when|whenever|for|to|it|only|first)\b/)
    expect(tool.description).not.toMatch(/[\n\r\t]| {2}/)
  })

  test('describes every field of its input', () => {
    expect(Object.values(properties).filter((field) => !Field.safeParse(field).success)).toEqual([])
  })

  test('has an input that every provider takes: flat, and without what their schemas do not know', () => {
    const all = [...within(tool.schema)]
    expect(Math.max(...all.map(({ depth }) => depth))).toBeLessThanOrEqual(3)
    const keys = all.flatMap(({ schema }) => Object.keys(schema))
    const unknown =
      /^(\$ref|\$defs|definitions|allOf|oneOf|not|if|then|else|patternProperties|propertyNames|contains|dependencies)$/
    expect(keys.filter((key) => unknown.test(key))).toEqual([])
    expect(tool.schema).not.toHaveProperty('anyOf')
    expect(JSON.stringify(tool.schema).length).toBeLessThan(6_000)
  })

  test('takes no text, number or list without a bound', () => {
    const unbound = Object.entries(properties).filter(
      ([, field]) =>
        (field.type === 'string' &&
          !('maxLength' in field || 'enum' in field || hasPattern(field) || 'const' in field)) ||
        (field.type === 'array' && !('maxItems' in field)),
    )
    expect(unbound.map(([name]) => name)).toEqual([])
  })

  test('refuses arguments that do not fit, in words and instead of running on them', () => {
    const names = Object.keys(properties)
    const wrong = Object.fromEntries(names.map((name) => [name, { not: 'this' }]))
    if (names.length > 0) expect(() => tool.check(wrong)).toThrow(/^The arguments do not fit: .*\S/)
    for (const rubbish of [null, undefined, 'text', 7, []]) {
      expect(() => tool.check(rubbish)).toThrow(/^The arguments do not fit/)
    }
  })

  test('does not take the person from the model', () => {
    const who = /^(the_?)?(person|phone|user|account|conversation|recipient)(_?(id|number))?$/i
    expect(Object.keys(properties).filter((name) => who.test(name))).toEqual([])
  })

  test('says in a line what it is about to do, when it does anything', () => {
    if (tool.effect === 'read') expect(tool.definition.undo).toBeUndefined()
    else expect(tool.definition.summary).toBeTypeOf('function')
  })

  test('has a time limit within a turn', () => {
    expect(tool.timeoutMs).toBeGreaterThanOrEqual(1_000)
    expect(tool.timeoutMs).toBeLessThanOrEqual(60_000)
  })

  test('names its settings in .env.example', () => {
    const missing = Object.keys(tool.definition.env ?? {}).filter(
      (name) => !new RegExp(`^#? ?${name}=`, 'm').test(envExample),
    )
    expect(missing).toEqual([])
  })

  test(`is one file of at most ${MOST_LINES} lines`, async () => {
    const source = await readFile(tool.path, 'utf8')
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES)
  })
})
