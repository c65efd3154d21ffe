import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'
import { until } from './support/until.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))
const COPIED = ['package.json', 'scripts', 'tests/support/open-tool.ts', 'tests/support/services.ts']

/** A checkout of its own: everything is that of this one, apart from the tools. */
async function checkOut(folder: string): Promise<void> {
  for (const path of COPIED) await cp(join(root, path), join(folder, path), { recursive: true })
  await mkdir(join(folder, 'src/tools'), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const entry of await readdir(join(root, 'src'))) {
    if (entry !== 'tools') await symlink(join(root, 'src', entry), join(folder, 'src', entry))
  }
}

const stack = new AsyncDisposableStack()
let folder: string
beforeAll(async () => {
  folder = stack.use(await temporaryFolder()).path
  await checkOut(folder)
})
afterAll(() => stack.disposeAsync())

interface Ended {
  code: number
  out: string
}

/** What a person sees of a command, and how it ends. */
async function command(file: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const { PATH = '' } = process.env
  const ended = await run(process.execPath, [file, ...args], {
    cwd: folder,
    env: { PATH, TIMEZONE: 'Europe/Lisbon', LANGUAGE: 'en', NO_COLOR: '1', ...env },
  }).catch((error: { code: number; stdout: string; stderr: string }) => error)
  return { code: 'code' in ended ? ended.code : 0, out: ended.stdout + ended.stderr }
}

const newTool = (...args: string[]) => command('scripts/new-tool.ts', args)
const tryTool = (...args: string[]) => command('scripts/try-tool.ts', args)

async function write(name: string, fields: string): Promise<void> {
  const source = `import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description: 'Look something up. Use when the person asks for it.',
  input: z.object({ city: z.string().max(100).describe('A city') }),
  ${fields}
})
void ToolFailure
`
  await mkdir(dirname(join(folder, 'src/tools', name)), { recursive: true })
  await writeFile(join(folder, 'src/tools', name), source)
}

describe('npm run new-tool', () => {
  test('writes a tool that works and a test that passes', { timeout: 60_000 }, async () => {
    const { code, out } = await newTool('draw-lots')
    expect(out).toContain('Written: src/tools/draw-lots.ts and tests/tools/draw-lots.test.ts.')
    expect(code).toBe(0)
    const tried = await tryTool('draw-lots', '{"choices":["tea","coffee"]}')
    expect(tried.out).toMatch(/Chosen by chance: (tea|coffee)\n/)
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const tested = await command(vitest, ['run', '--root', folder, 'tests/tools/draw-lots.test.ts'])
    expect(tested.out).toMatch(/Tests +3 passed/)
    expect(tested.code).toBe(0)
  })

  test('never writes over a file', async () => {
    await write('mine.ts', 'async run() { return "mine" },')
    const { code, out } = await newTool('mine')
    expect([code, out]).toEqual([
      1,
      'src/tools/mine.ts is there already. Choose another name, or change that file.\n',
    ])
    expect(await readFile(join(folder, 'src/tools/mine.ts'), 'utf8')).toContain('"mine"')
    expect(await readdir(join(folder, 'tests')).catch(() => [])).not.toContain('tools/mine.test.ts')
  })

  test('refuses names that no tool can have, in words', async () => {
    const names = ['../etc', 'ends-', 'a'.repeat(64), '']
    for (const { code, out } of await Promise.all(names.map((name) => newTool('--', name)))) {
      expect(code).toBe(1)
      expect(out).toMatch(/cannot be the name of a tool: a tool's file name begins with a letter/)
    }
  })
})

describe('npm run tools', () => {
  test('lists each with its state, its settings and what it may do, and the broken ones with their place', async () => {
    await write(
      'sound.ts',
      "effect: 'write', confirm: 'always', limit: { calls: 3, per: 'hour' },\n  async run() { return '' },",
    )
    await write('keyless.ts', "env: { ORDERS_KEY: z.string() }, outside: true,\n  async run() { return '' },")
    await write('torn.ts', "async run() { return '' },\n})\nenum Planet { Earth }\nvoid ({")
    const { code, out } = await command('scripts/tools.ts', [])
    expect(code).toBe(1)
    expect(out).toMatch(/^sound +on +changes something of the person, asks first, at most 3 a hour$/m)
    expect(out).toMatch(
      /^keyless +off +set ORDERS_KEY\n +reads, returns what others wrote\n +settings: ORDERS_KEY$/m,
    )
    expect(out).toMatch(/^torn +broken +.*src\/tools\/torn\.ts:10: .*enum/m)
    expect(out).toMatch(/\d on, 1 off, 1 broken\n$/)
    const { out: other } = await command('scripts/tools.ts', [], { ORDERS_KEY: 'k' })
    expect(other).toMatch(/^keyless +on +reads/m)
    expect(other).not.toContain('"k"')
  })
})

describe('npm run try-tool', () => {
  test('shows what it would ask and does nothing; with --yes it runs, and --undo takes it back', async () => {
    await write(
      'lamp.ts',
      `effect: 'write',
  confirm: 'always',
  summary: ({ city }) => 'Light up ' + city,
  async run({ city }, { person }) { return { text: city + ' is lit for ' + person.timezone, receipt: 'Lit', undo: { city } } },
  async undo(done) { return 'Dark: ' + JSON.stringify(done) },`,
    )
    const asked = await tryTool('lamp', '{"city":"Lisbon"}')
    expect(asked.out).toMatch(/^\nIt asks the person first:\n {2}Light up Lisbon\n\nNothing was done\./)
    const { code, out } = await tryTool('lamp', '{"city":"Lisbon"}', '--yes', '--undo')
    expect(code).toBe(0)
    expect(out).toMatch(/The model reads \(\d+ ms\):\n {2}Lisbon is lit for Europe\/Lisbon\n/)
    expect(out).toContain('The person is shown:\n  Lit\n')
    expect(out).toContain('Taken back, and the model reads:\n  Dark: {"city":"Lisbon"}\n')
  })

  test('gives a tool a database of the run alone, when it asks for one', { timeout: 60_000 }, async () => {
    await symlink(join(root, 'src/tools/create-reminder.ts'), join(folder, 'src/tools/create-reminder.ts'))
    const { code, out } = await tryTool('create-reminder', '{"what":"tea","when":"in 20 minutes"}', '--undo')
    expect(out).toMatch(/The reminder r1 is set: "tea"/)
    expect(out).toMatch(/"tea"\) is cancelled for good/)
    expect(code).toBe(0)
    await symlink(join(root, 'src/tools/remember.ts'), join(folder, 'src/tools/remember.ts'))
    const noted = await tryTool('remember', '{"about":"me","fact":"I like tea"}', '--undo')
    expect(noted.out).toMatch(/f1 is forgotten again: I like tea/)
  })

  test(
    'Ctrl-C ends it with its database, and what a tool leaves running does not keep it',
    { timeout: 60_000 },
    async () => {
      const waits = 'setInterval(() => undefined, 1_000); return new Promise(() => undefined)'
      await write('endless.ts', `timeoutMs: 100,\n  run() { ${waits} },`)
      const { code, out: words } = await tryTool('endless', '{"city":"Lisbon"}')
      expect([code, words]).toEqual([1, 'It came to no end within its 0.1 s.\n'])
      await write(
        'busy.ts',
        `async run(_input, { reminders }) { await reminders.list(); console.log('READY'); ${waits} },`,
      )
      const temporary = join(folder, 'temporary')
      await mkdir(temporary)
      const child = spawn(process.execPath, ['scripts/try-tool.ts', 'busy', '{"city":"Lisbon"}'], {
        cwd: folder,
        env: { PATH: process.env.PATH, TMPDIR: temporary },
      })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      const ended = once(child, 'close')
      await until(() => out.includes('READY'), 30_000)
      expect(await readdir(temporary)).toHaveLength(1)
      child.kill('SIGINT')
      expect(await ended).toEqual([130, null])
      expect(await readdir(temporary)).toEqual([])
    },
  )

  test('says what is wrong in words, without a stack', async () => {
    await write(
      'failing.ts',
      "async run({ city }) { if (city === 'Nowhere') throw new ToolFailure('No such city.'); throw new Error('oops') },",
    )
    const cases: [string[], RegExp][] = [
      [['failing', '{"city":"Nowhere"}'], /^It could not be done\. The model reads:\n {2}No such city\.\n$/],
      [['failing', '{"city":"Lisbon"}'], /^It broke at src\/tools\/failing\.ts:\d+: oops\n$/],
      [['failing', '{"city":7}'], /The arguments do not fit: .*string/],
      [['failing', 'city=Lisbon'], /^The input is no JSON/],
      [['nothing'], /^There is no tool nothing in src\/tools\/\. There is: /],
      [['keyless'], /^keyless is off: set ORDERS_KEY in \.env\.\n$/],
      [[], /^try-tool takes the name of a tool/],
    ]
    await write('keyless.ts', "env: { ORDERS_KEY: z.string() },\n  async run() { return '' },")
    const all = await Promise.all(
      cases.map(async ([args, words]) => ({ ...(await tryTool(...args)), words })),
    )
    for (const { code, out, words } of all) {
      expect(code).toBe(1)
      expect(out).toMatch(words)
      expect(out).not.toMatch(/^ +at /m)
    }
  })
})
