import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { loadTools } from '../../src/graph/load-tools.ts'

const folder = fileURLToPath(new URL('../../src/tools', import.meta.url))
const files = await readdir(folder)
const env = Object.fromEntries(
  (await settings()).map((name) => [name, name.endsWith('_URL') ? 'https://example.test' : 'x']),
)
const { tools } = await loadTools(folder, env)

/** Every setting a tool names. */
async function settings(): Promise<string[]> {
  const sources = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')))
  return sources.flatMap((source) => source.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [])
}

const Schema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.object({ description: z.string().min(5) })),
})

test('every file is a tool that is on once its settings are there', () => {
  expect(tools.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted())
  expect(tools.length).toBeGreaterThan(0)
})

describe.each(tools)('$name', (tool) => {
  test('has a name every provider takes', () => {
    expect(tool.name).toMatch(/^[a-z][a-z0-9-]{0,62}$/)
  })

  test('tells the model what it does and when to use it', () => {
    expect(tool.description.length).toBeGreaterThan(40)
    expect(tool.description).toMatch(/\bUse (when|for|to|it)\b/)
  })

  test('describes every field of its input', () => {
    expect(() => Schema.parse(tool.schema)).not.toThrow()
  })

  test('refuses arguments that do not fit instead of running on them', () => {
    const fields = Object.keys(Schema.parse(tool.schema).properties)
    const wrong = Object.fromEntries(fields.map((field) => [field, { not: 'this' }]))
    if (fields.length > 0) expect(() => tool.check(wrong)).toThrow('The arguments do not fit')
  })

  test('does not take the person from the model', () => {
    const fields = Object.keys(Schema.parse(tool.schema).properties)
    expect(
      fields.filter((field) => /^(person|phone|user|account|conversation)(_?id|number)?$/i.test(field)),
    ).toEqual([])
  })

  test('has a time limit within a turn', () => {
    expect(tool.timeoutMs).toBeLessThanOrEqual(60_000)
  })
})
