import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { PermanentError, ToolFailure } from '../../src/errors.ts'
import { loadTools } from '../../src/graph/load-tools.ts'
import { temporaryFolder } from '../support/world.ts'

const imports = `import { z } from ${JSON.stringify(import.meta.resolve('zod'))}\n`
const sound = `${imports}export default {
  description: 'Looks something up.',
  input: z.object({ text: z.string().describe('What to look up') }),
  async run({ text }, { env, callId }) { return [text, callId, JSON.stringify(env)].join(' ') },
}`

/** Loads a folder with these files. */
async function load(files: Record<string, string>, env: Record<string, string | undefined> = {}) {
  await using folder = await temporaryFolder()
  await Promise.all(Object.entries(files).map(([name, source]) => writeFile(join(folder.path, name), source)))
  return await loadTools(folder.path, env)
}

/** Why a folder with this file is refused. */
async function refusal(source: string, name = 'look.mjs'): Promise<string> {
  const error: unknown = await load({ [name]: source }).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(PermanentError)
  return error instanceof Error ? error.message : ''
}

const context = {
  person: { id: 'ana', name: 'Ana', language: 'en', timezone: 'Europe/Lisbon', zoneSource: 'said' as const },
  preferences: { setVoiceReplies: async () => undefined, setTimeZone: async () => '' },
  agenda: undefined as never,
  reminders: undefined as never,
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
      confirm: false,
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
    const { tools } = await loadTools(join(import.meta.dirname, '../fixtures/tools'), { BOOKINGS_FILE: 'x' })
    expect(tools.map(({ name }) => name)).toEqual(['book-table', 'read-note', 'send-invitation'])
  })
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
    ['that it cannot be parsed', 'export default {{', /look\.mjs: .+/],
    ['what it throws when it is imported', "throw new Error('no such planet')", /look\.mjs: no such planet/],
    ['what it throws that is no error', "throw 'no planet'", /look\.mjs: no planet/],
    [
      'a package that is not there',
      "import 'package-that-is-not-there'",
      /look\.mjs: .*package-that-is-not-there/,
    ],
    [
      'that nothing is exported',
      'export const tool = {}',
      /look\.mjs: has no default export; export defineTool/,
    ],
    ['that a function is exported', 'export default () => {}', /look\.mjs: .*expected object/],
    [
      'a description too short to be one',
      sound.replace('Looks something up.', 'Look'),
      /look\.mjs: [^]*description/,
    ],
    ['that there is no description', sound.replace(/description.*\n/, ''), /look\.mjs: [^]*description/],
    [
      'that there is no input',
      sound.replace(/input.*\n/, ''),
      /look\.mjs: [^]*must be a zod schema[^]*input/,
    ],
    [
      'an input that is no schema',
      sound.replace(/input: .*\n/, 'input: { type: "object" },\n'),
      /must be a zod schema/,
    ],
    [
      'an input that is not an object',
      sound.replace(/z\.object\(.*\n/, 'z.string(),\n'),
      /look\.mjs: its input must be a z\.object/,
    ],
    [
      'an input with no JSON form',
      sound.replace(/z\.object\(.*\n/, 'z.object({ at: z.date() }),\n'),
      /look\.mjs: its input cannot be described/,
    ],
    [
      'that there is no run',
      `${imports}export default { description: 'Looks it up.', input: z.object({}) }`,
      /must be a function[^]*run/,
    ],
    [
      'an effect that is none',
      sound.replace('async run', "effect: 'deadly',\n  async run"),
      /look\.mjs: [^]*effect/,
    ],
    [
      'a time limit of nothing',
      sound.replace('async run', 'timeoutMs: 0,\n  async run'),
      /look\.mjs: [^]*timeoutMs/,
    ],
    [
      'settings that are no schemas',
      sound.replace('async run', "env: { KEY: 'string' },\n  async run"),
      /look\.mjs: [^]*env/,
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
        /: a tool's file name must be lower case letters, digits and "-"$/,
      )
    },
  )

  test('though another one beside it is sound', async () => {
    await expect(load({ 'a.mjs': sound, 'b.mjs': 'throw new Error("broken")' })).rejects.toThrow(
      /b\.mjs: broken/,
    )
  })
})
