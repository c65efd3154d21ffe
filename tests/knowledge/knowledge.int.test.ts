import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runScript } from '../support/run-script.ts'
import { ANA, BEN, startWorld, temporaryFolder, type World } from '../support/world.ts'
import { write } from './support.ts'

let stack: AsyncDisposableStack
let world: World
let cwd: string

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  world = stack.use(await startWorld())
  cwd = stack.use(await temporaryFolder()).path
  await write(cwd, {
    'docs/returns.md':
      '# Returns policy\n\n## Refunds\n\nThe money is on your account after five working days.\n',
    'ana/safe.md': '# The safe\n\nThe safe is behind the painting of the lighthouse.\n',
    'docs/bad.pdf': 'no PDF at all',
  })
})
afterAll(() => stack.disposeAsync())

const ingest = (...args: string[]) => runScript('ingest', args, { env: world.env, cwd })

test('documents are read while the service runs, and an answer names its source', async () => {
  const { code, stdout } = await ingest('docs')
  expect(stdout).toMatch(/new {7}docs\/returns\.md {2}\(1 passages\)/)
  expect(stdout).toMatch(/Not read:\n {2}docs\/bad\.pdf: /)
  expect(code).toBe(1)
  world.model.replies({
    toolCalls: [{ name: 'search-documents', args: { query: 'when is a refund paid?' } }],
  })
  world.model.replies(({ messages }) => messages.at(-1)?.text ?? '')
  await world.whatsapp('when do I get my refund?')
  await world.drain()
  const answer = world.sentTo(ANA).at(-1)
  expect(answer).toContain('[Returns policy › Refunds] (docs/returns.md)')
  expect(answer).toContain('five working days')
})

test('what is for one person reaches nobody else, by words or by title', async () => {
  expect((await ingest('ana', '--for', '+1 555 010 0001')).code).toBe(0)
  await world.restart() // the line with the titles may be five seconds old
  for (const from of [ANA, BEN]) {
    world.model.replies({ toolCalls: [{ name: 'search-documents', args: { query: 'where is the safe?' } }] })
    world.model.replies(({ messages, system }) => `${messages.at(-1)?.text} ${system.includes('"Safe"')}`)
    await world.whatsapp('where is the safe?', { from })
    await world.drain()
  }
  expect(world.sentTo(ANA).at(-1)).toMatch(/behind the painting[\s\S]* true/)
  expect(world.sentTo(BEN).at(-1)).toMatch(/Nothing in the documents fits[\s\S]* false/)
})

test('documents are listed and removed by what they are called', async () => {
  await write(cwd, { 'elsewhere/ana/safe.md': 'Another document of the same name.' })
  const both = await runScript('ingest', ['ana', '--list'], { env: world.env, cwd: join(cwd, 'elsewhere') })
  expect(both.stdout).toContain('ana/safe.md\n    The safe (1 passages; en; for +15550100001)')
  expect((await ingest('--remove', 'ana/safe.md')).stdout).toBe('removed  ana/safe.md\n')
  const { stdout } = await ingest('--remove', 'ana/safe.md', '--list')
  expect(stdout).toMatch(/^removed {2}ana\/safe\.md\ndocs\/returns\.md\n.+\n$/)
  const wrong = await ingest('--remove', 'ana', '--for', 'nobody')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('no phone number')])
  expect(await world.query('SELECT 1 FROM passages')).toHaveLength(1)
})
