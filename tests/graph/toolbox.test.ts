import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { ToolState } from '../../src/graph/load-tools.ts'
import type { CallContext, Tool } from '../../src/graph/tool.ts'
import { openToolbox, type OpenToolbox, type ToolSource } from '../../src/open-toolbox.ts'
import { servicesWith } from '../support/services.ts'
import { until } from '../support/until.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { makeTool } from './agent-support.ts'

const source = (says: string) => `import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
export default {
  description: 'Says something. Use when nothing else helps.',
  input: z.object({}),
  async run() { return ${JSON.stringify(says)} },
}`

const context: CallContext = {
  ...servicesWith(),
  person: { id: 'ana', name: 'Ana', language: 'en', timezone: 'Europe/Lisbon', zoneSource: 'said' },
  callId: 'call-1',
  fetch: globalThis.fetch,
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
}

interface Bench extends AsyncDisposable {
  box: OpenToolbox
  lines: string[]
  write(file: string, text: string): Promise<void>
  path(file: string): string
  says(name: string): Promise<string | undefined>
}

async function open(files: Record<string, string>, watch = true, others?: ToolSource): Promise<Bench> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const path = (file: string) => join(folder.path, file)
  for (const [file, text] of Object.entries(files)) await writeFile(path(file), text)
  const lines: string[] = []
  const report = (line: string) => void lines.push(line)
  const log = pino({ level: 'silent' })
  const box = stack.use(await openToolbox({ folder: folder.path, env: {}, watch, report, log, others }))
  const owned = stack.move()
  return {
    box,
    lines,
    path,
    write: (file, text) => writeFile(path(file), text),
    says: async (name) => (await named(box, name)?.run({}, { ...context, plan: undefined }))?.text,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const named = (box: OpenToolbox, name: string) => box.tools().find((tool) => tool.name === name)

test('a tool file that changes is taken over, and a new one; one that goes away is gone', async () => {
  await using bench = await open({ 'first.mjs': source('one') })
  const before = bench.box.tools()
  await bench.write('first.mjs', source('two'))
  await until(async () => (await bench.says('first')) === 'two')
  expect(bench.box.tools()).not.toBe(before)
  await bench.write('second.mjs', source('three'))
  await until(async () => (await bench.says('second')) === 'three')
  await rm(bench.path('first.mjs'))
  await until(() => named(bench.box, 'first') === undefined)
  expect(bench.box.states()).toEqual([{ name: 'second', state: 'on' }])
  expect(bench.lines).toEqual([
    'Tool first is taken over as it is now.',
    'Tool second is new.',
    'Tool first is gone.',
  ])
})

test('a file that an editor puts in the place of another is taken over', async () => {
  await using bench = await open({ 'first.mjs': source('one') })
  await bench.write('first.mjs.tmp', source('two'))
  await rename(bench.path('first.mjs.tmp'), bench.path('first.mjs'))
  await until(async () => (await bench.says('first')) === 'two')
})

test('a file that breaks is told once with its line, its last good version stays, and it is mended', async () => {
  await using bench = await open({ 'first.mjs': source('one'), 'second.mjs': source('other') })
  await bench.write('first.mjs', `\nthrow new Error('no planet')`)
  await until(() => bench.lines.length > 0)
  expect(bench.lines).toEqual([
    `A tool is broken: ${bench.path('first.mjs')}:2: no planet. Its last good version stays on.`,
  ])
  expect(await bench.says('first')).toBe('one')
  expect(bench.box.states()).toMatchObject([
    { name: 'first', state: 'broken', why: expect.stringContaining('first.mjs:2: no planet') },
    { name: 'second', state: 'on' },
  ])
  await bench.write('first.mjs', source('mended'))
  await until(async () => (await bench.says('first')) === 'mended')
  expect(bench.box.states().map(({ state }) => state)).toEqual(['on', 'on'])
})

test('a new file that is broken is told, and the others stay as they are', async () => {
  await using bench = await open({ 'first.mjs': source('one') })
  await bench.write('second.mjs', 'export default 7')
  await until(() => bench.lines.length > 0)
  expect(bench.lines[0]).toMatch(/^A tool is broken: .*second\.mjs:1: /)
  expect(bench.box.tools().map(({ name }) => name)).toEqual(['first'])
  await bench.write('first.js', source('twin'))
  await until(() => bench.lines.length > 1)
  expect(bench.lines[1]).toMatch(
    /first\.js: there is a tool first already: .*first\.mjs|first\.mjs: .*already/,
  )
  expect(await bench.says('first')).toBe('one')
})

test('what editors and people keep beside the tools is none, and a twin takes over when the other is gone', async () => {
  await using bench = await open({ 'first.mjs': source('one'), '.hidden.mjs': 'not yet' })
  await symlink('somebody@host.1', bench.path('.#first.mjs')) // the lock of an editor
  await mkdir(bench.path('parts.mjs'))
  await bench.write('first.js', source('twin'))
  await until(() => bench.lines.length > 0)
  expect(bench.lines).toEqual([expect.stringMatching(/first\.js: there is a tool first already/)])
  await rm(bench.path('first.mjs'))
  await until(async () => (await bench.says('first')) === 'twin')
  expect(bench.box.states()).toEqual([{ name: 'first', state: 'on' }])
})

test('outside of development files are read once', async () => {
  await using bench = await open({ 'first.mjs': source('one') }, false)
  const before = bench.box.tools()
  await bench.write('first.mjs', source('two'))
  await using other = await open({ 'witness.mjs': source('one') })
  await other.write('witness.mjs', source('two'))
  await until(async () => (await other.says('witness')) === 'two')
  expect(await bench.says('first')).toBe('one')
  expect(bench.box.tools()).toBe(before)
})

test('tools of servers come beside those of the folder, whose names they do not get', async () => {
  const remote = (name: string): Tool => makeTool({ name, run: async () => 'remote' })
  let tools = [remote('notes'), remote('first')]
  const states: ToolState[] = [{ name: 'notes', state: 'on' }]
  await using bench = await open({ 'first.mjs': source('one') }, true, {
    tools: () => tools,
    states: () => states,
  })
  expect(bench.box.tools().map(({ name }) => name)).toEqual(['first', 'notes'])
  expect(bench.box.tools()).toBe(bench.box.tools())
  expect(await bench.says('first')).toBe('one')
  tools = [remote('other')]
  expect(bench.box.tools().map(({ name }) => name)).toEqual(['first', 'other'])
  expect(bench.box.states().map(({ name }) => name)).toEqual(['first', 'notes'])
})
