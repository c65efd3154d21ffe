import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { servicesWith } from '../support/services.ts'
import { PermanentError, ToolFailure } from '../../src/errors.ts'
import { loadToolFiles, readToolFile, stateOf, type ToolFile } from '../../src/graph/load-tools.ts'
import type { Tool } from '../../src/graph/tool.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const imports = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))}\n`
const sound = `${imports}export default {
  description: 'Looks something up.',
  input: z.object({ text: z.string().describe('What to look up') }),
  async run({ text }, { env, callId }) { return [text, callId, JSON.stringify(env)].join(' ') },
}`

const toolsIn = (files: ToolFile[]) => ({
  tools: files.flatMap(({ tool }) => tool ?? []),
  states: files.map(stateOf),
})

/** Loads a folder with these files. */
async function load(files: Record<string, string>, env: Record<string, string | undefined> = {}) {
  await using folder = await temporaryFolder()
  await Promise.all(Object.entries(files).map(([name, source]) => writeFile(join(folder.path, name), source)))
  return toolsIn(await loadToolFiles(folder.path, env))
}

/** Why a folder with this file is refused. */
async function refusal(source: string, name = 'look.mjs'): Promise<string> {
  const error: unknown = await load({ [name]: source }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(PermanentError)
  return error instanceof Error ? error.message : ''
}

const context = {
  person: { id: 'ana', name: 'Ana', language: 'en', timezone: 'Europe/Lisbon', zoneSource: 'said' as const },
  ...servicesWith(),
  plan: undefined,
  callId: 'call-1',
  fetch: globalThis.fetch,
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
}

describe('a sound tool', () => {
  test('is on under the name of its file, with what it leaves out set to what is safe', async () => {
    const { tools, states } = await load({ 'look-up.mjs': sound })
    expect(states).toEqual([{ name: 'look-up', state: 'on' }])
    expect(tools).toHaveLength(1)
    expect(tools[0]).toMatchObject({
      name: 'look-up',
      description: 'Looks something up.',
      effect: 'read',
      idempotent: false,
      core: false,
      outside: false,
      timeoutMs: 20_000,
    })
    expect(tools[0]?.schema).toMatchObject({
      type: 'object',
      properties: { text: { type: 'string', description: 'What to look up' } },
      required: ['text'],
    })
  })

  test('checks its arguments in words for the model', async () => {
    const { tools } = await load({ 'look.mjs': sound })
    expect(tools[0]?.check({ text: 'x' })).toEqual({ text: 'x' })
    expect(() => tools[0]?.check({ text: 7 })).toThrow(ToolFailure)
    expect(() => tools[0]?.check({ text: 7 })).toThrow(/The arguments do not fit:[^]*text/)
  })

  test('runs with its own settings and nothing else of the environment', async () => {
    const source = sound.replace(
      'async run',
      'env: { KEY: z.string(), AMOUNT: z.coerce.number().default(3) },\n  async run',
    )
    const { tools } = await load({ 'look.mjs': source }, { KEY: 'k', OTHER_SECRET: 's' })
    expect(await tools[0]?.run({ text: 'x' }, context)).toEqual({ text: 'x call-1 {"KEY":"k","AMOUNT":3}' })
  })

  test('describes itself to the person in its own words, or with its name and arguments', async () => {
    const spoken = sound.replace('async run', "summary: ({ text }) => 'Look up ' + text,\n  async run")
    const { tools } = await load({ 'bare.mjs': sound, 'spoken.mjs': spoken })
    expect(tools.map((tool) => tool.summary({ text: 'x' }))).toEqual(['bare {"text":"x"}', 'Look up x'])
  })

  test('is found beside others in the order of names; what is no script is passed over', async () => {
    const { states } = await load({ 'b.mjs': sound, 'a.mjs': sound, 'README.md': 'Tools', 'c.json': '{}' })
    expect(states.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('may be TypeScript', async () => {
    const folder = join(import.meta.dirname, '../fixtures/tools')
    const { tools } = toolsIn(await loadToolFiles(folder, { BOOKINGS_FILE: 'x' }))
    expect(tools.map(({ name }) => name)).toEqual(['book-table', 'read-note', 'send-invitation'])
  })
})

/** One tool with these lines before its `run`, or with another one. */
async function one(lines: string, run = 'async run({ text }) { return text },'): Promise<Tool> {
  const source = sound.replace(/async run.*\n/, `${lines}\n  ${run}\n`)
  const { tools } = await load({ 'look.mjs': source })
  if (!tools[0]) throw new Error('it is off')
  return tools[0]
}

describe('whatever the functions of a tool do,', () => {
  test('one that cannot say whether it asks, asks', async () => {
    const broken = await one(`confirm() { throw new Error('no idea') },`)
    expect(broken.mustConfirm({ text: 'x' })).toBe(true)
    const late = await one('async confirm() { return false },')
    expect(late.mustConfirm({ text: 'x' })).toBe(true)
    const byInput = await one(`confirm: ({ text }) => text === 'ask',`)
    expect(['ask', 'go'].map((text) => byInput.mustConfirm({ text }))).toEqual([true, false])
  })

  test('one that cannot say where it sends to names an address that nobody can have named', async () => {
    const thrown = await one(`addresses() { throw undefined },`)
    const rubbish = await one(`addresses: () => 'https://example.test',`)
    expect([thrown, rubbish].map((tool) => tool.addresses({ text: 'x' }))).toEqual([['?'], ['?']])
  })

  test('one that cannot describe itself is named with its arguments, and never at length', async () => {
    const thrown = await one(`summary() { throw { get message() { throw 'no' } } },`)
    expect(thrown.summary({ text: 'x' })).toBe('look {"text":"x"}')
    expect(thrown.summary({ text: 1n })).toBe('look ')
    const rubbish = await one('summary: () => 7,')
    expect(rubbish.summary({ text: 'x' })).toBe('look {"text":"x"}')
    const flood = await one(`summary: () => 'x'.repeat(1e6),`)
    expect(flood.summary({ text: 'x' })).toHaveLength(4_000)
  })

  test('arguments are refused in few words, also when the check itself fails', async () => {
    const { tools } = await load({
      'list.mjs': sound.replace(/input.*/, 'input: z.object({ all: z.array(z.number()) }),'),
      'odd.mjs': sound.replace(/input.*/, `input: z.object({}).refine(() => { throw new Error('oops') }),`),
    })
    const [list, odd] = tools
    const words = (() => {
      try {
        return list?.check({ all: Array.from({ length: 10_000 }, () => 'x') })
      } catch (error) {
        return error instanceof ToolFailure ? error.message : error
      }
    })()
    expect(String(words).length).toBeLessThan(2_100)
    expect(() => odd?.check({})).toThrow('could not be checked')
  })

  test.each([
    ['nothing', ''],
    ['a number', 'return 7'],
    ['a text in a list', 'return ["x"]'],
    ['a result without a text', 'return { receipt: "done" }'],
    ['what throws when it is looked at', 'return { get text() { throw new Error("no") } }'],
  ])('a run that returns %s fails', async (_what, body) => {
    const tool = await one('', `async run() { ${body} },`)
    await expect(tool.run({ text: 'x' }, context)).rejects.toThrow()
  })

  test.each([
    ['no plan at all', 'return undefined'],
    ['a question that is no list', 'return { plan: 1, ask: "sure?" }'],
    ['a plan that is no JSON', 'const plan = {}; plan.self = plan; return { plan }'],
    ['a plan of 10 MB', 'return { plan: "x".repeat(1e7) }'],
  ])('a preparation that returns %s fails', async (_what, body) => {
    const tool = await one(`async prepare() { ${body} },`)
    await expect(tool.prepare?.({ text: 'x' }, context)).rejects.toThrow()
  })
})

test('the example of the README is a sound tool', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const section = readme.split('## Add a tool')[1]?.split('\n## ')[0] ?? ''
  const example = /```ts\n([^]*?defineTool[^]*?)```/.exec(section)?.[1] ?? ''
  const here = (path: string) => `'${import.meta.resolve(path)}'`
  const source = example
    .replace(`'zod'`, here('zod'))
    .replaceAll(/'\.\.\/((?:errors|graph\/tool)\.ts)'/g, (_all, path: string) => here(`../../src/${path}`))
  const { states } = await load({ 'example.ts': source })
  expect(states[0]?.name).toBe('example')
})

describe('a tool whose settings are missing', () => {
  const source = sound.replace(
    'async run',
    'env: { FIRST_KEY: z.string().min(1), SECOND_URL: z.url() },\n  async run',
  )

  test('is left out and says which', async () => {
    const { tools, states } = await load(
      { 'look.mjs': source, 'other.mjs': sound },
      { SECOND_URL: 'https://example.test' },
    )
    expect(tools.map(({ name }) => name)).toEqual(['other'])
    expect(states[0]).toEqual({ name: 'look', state: 'off', why: 'set FIRST_KEY' })
  })

  test('names all of them, also what is set but wrong, and no value', async () => {
    const { states } = await load({ 'look.mjs': source }, { FIRST_KEY: '', SECOND_URL: 'sk-not-a-url' })
    expect(states).toEqual([{ name: 'look', state: 'off', why: 'set FIRST_KEY, SECOND_URL' }])
  })
})

describe('a broken tool stops the start with its path and reason:', () => {
  test.each([
    [
      'a field that there is not',
      sound.replace('async run', "effects: 'write',\n  async run"),
      /look\.mjs:2: [^]*effects/,
    ],
    ['that it cannot be parsed', 'export default {{', /look\.mjs(:\d+)?: .+/],
    [
      'what it throws when it is imported',
      "throw new Error('no such planet')",
      /look\.mjs(:\d+)?: no such planet/,
    ],
    ['what it throws that is no error', "throw 'no planet'", /look\.mjs(:\d+)?: no planet/],
    [
      'a package that is not there',
      "import 'package-that-is-not-there'",
      /look\.mjs(:\d+)?: .*package-that-is-not-there/,
    ],
    [
      'that nothing is exported',
      'export const tool = {}',
      /look\.mjs(:\d+)?: has no default export; export defineTool/,
    ],
    ['that a function is exported', 'export default () => {}', /look\.mjs(:\d+)?: .*expected object/],
    [
      'a description too short to be one',
      sound.replace('Looks something up.', 'Look'),
      /look\.mjs(:\d+)?: [^]*description/,
    ],
    [
      'that there is no description',
      sound.replace(/description.*\n/, ''),
      /look\.mjs(:\d+)?: [^]*description/,
    ],
    [
      'that there is no input',
      sound.replace(/input.*\n/, ''),
      /look\.mjs(:\d+)?: [^]*must be a zod schema[^]*input/,
    ],
    [
      'an input that is no schema',
      sound.replace(/input: .*\n/, 'input: { type: "object" },\n'),
      /must be a zod schema/,
    ],
    [
      'an input that is not an object',
      sound.replace(/z\.object\(.*\n/, 'z.string(),\n'),
      /look\.mjs(:\d+)?: its input must be a z\.object/,
    ],
    [
      'an input with no JSON form',
      sound.replace(/z\.object\(.*\n/, 'z.object({ at: z.date() }),\n'),
      /look\.mjs(:\d+)?: its input cannot be described/,
    ],
    [
      'that there is no run',
      `${imports}export default { description: 'Looks it up.', input: z.object({}) }`,
      /must be a function[^]*run/,
    ],
    [
      'an effect that is none',
      sound.replace('async run', "effect: 'deadly',\n  async run"),
      /look\.mjs(:\d+)?: [^]*effect/,
    ],
    [
      'a time limit of nothing',
      sound.replace('async run', 'timeoutMs: 0,\n  async run'),
      /look\.mjs(:\d+)?: [^]*timeoutMs/,
    ],
    [
      'settings that are no schemas',
      sound.replace('async run', "env: { KEY: 'string' },\n  async run"),
      /look\.mjs(:\d+)?: [^]*env/,
    ],
  ])('%s', async (_what, source, reason) => {
    const words = await refusal(source)
    expect(words).toMatch(reason)
    expect(words).toContain('majordomo-') // the folder
  })

  test.each(['Look.mjs', 'look_up.mjs', 'look.test.mjs', '1look.mjs', `${'a'.repeat(64)}.mjs`])(
    'the name %s',
    async (name) => {
      expect(await refusal(sound, name)).toMatch(
        /: a tool's file name begins with a letter, has lower case letters, digits and "-"/,
      )
    },
  )

  test('with the line, where there is one', async () => {
    expect(await refusal(`\n\nthrow new Error('no planet')`)).toMatch(/look\.mjs:3: no planet$/)
    expect(await refusal(`\nimport 'not-there'`)).toMatch(/look\.mjs:2: .*not-there/)
    expect(await refusal(sound.replace('async run', "effect: 'deadly',\n  async run"))).toMatch(
      /look\.mjs:5: [^]*effect/,
    )
  })

  test('when its import never ends, or what it throws cannot be looked at', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'look.mjs')
    await writeFile(path, `${sound}\nawait new Promise(() => {})`)
    await expect(readToolFile(path, {}, undefined, 50)).rejects.toThrow(
      /look\.mjs: its import came to no end/,
    )
    expect(await refusal(`throw { toString() { throw new Error('no') } }`)).toMatch(
      /look\.mjs: something that/,
    )
  })

  test('when it has a name that the model needs', async () => {
    expect(await refusal(sound, 'more-tools.mjs')).toMatch(/more-tools\.mjs: this name is taken/)
  })

  test('when another file has its name, with both paths', async () => {
    await expect(load({ 'look.js': sound, 'look.mjs': sound })).rejects.toThrow(
      /look\.mjs: there is a tool look already: .*look\.js$/,
    )
  })

  test('though another one beside it is sound', async () => {
    await expect(load({ 'a.mjs': sound, 'b.mjs': 'throw new Error("broken")' })).rejects.toThrow(
      /b\.mjs:1: broken/,
    )
  })
})
