import { expect, test } from 'vitest'
import type { Tool, ToolResult } from '../../src/graph/tool.ts'
import { createRig, makeTool, results, told, type Wanted } from './agent-support.ts'

const CALL: Wanted = { name: 'invite', args: { text: 'Sarah' }, id: 'invite-1' }

/** A tool that asks first, and whatever it has become by the time the person answers. */
function rig(calls = [CALL], first: Partial<Tool> = {}) {
  const done: string[] = []
  const run = async (input: unknown): Promise<ToolResult> => {
    done.push(JSON.stringify(input))
    return { text: 'invited' }
  }
  const asks = makeTool({ name: 'invite', effect: 'outward', mustConfirm: () => true, run, ...first })
  let tools: Tool[] = [asks]
  const change = (...now: Tool[]) => void (tools = now)
  const rigged = createRig({ toolbox: { tools: () => tools } })
  rigged.models.say(calls)
  return { ...rigged, done, asks, change }
}

test.each(['no', 'other'] as const)(
  'a tool that has stopped asking does not act on what was no yes (%s)',
  async (answer) => {
    const { agent, models, run, turn, done, asks, change } = rig()
    await run('invite Sarah')
    change({ ...asks, mustConfirm: () => false })
    models.say('Then not.')
    await agent.run(turn(['leave it'], { answer }))
    expect(done).toEqual([])
    expect(Object.values(results(models))[0]).toContain('Nothing was done')
    expect(told(models).at(-1)).toBe('human: leave it')
  },
)

test('what the person answers is heard when the tool is gone, or its input is another', async () => {
  const { agent, models, run, turn, done, asks, change } = rig()
  await run('invite Sarah')
  change()
  models.say('That does not work any more.', [CALL])
  await agent.run(turn(['yes, and tell me the weather'], { answer: 'yes' }))
  expect(told(models).at(-1)).toBe('human: yes, and tell me the weather')

  change(asks)
  await run('invite Sarah')
  const check = () => {
    throw new TypeError('it wants something else')
  }
  change({ ...asks, check })
  models.say('It wants something else.')
  await agent.run(turn(['ok'], { answer: 'yes' }))
  expect(told(models).at(-1)).toBe('human: ok')
  expect(done).toEqual([])
})

test('a yes covers what was asked, and not what the tool would ask by now', async () => {
  const { agent, models, run, turn, done, asks, change } = rig([CALL], { summary: () => 'Look Sarah up' })
  await run('look Sarah up')
  change({ ...asks, summary: () => 'Tell everybody about Sarah' })
  models.say([{ ...CALL, id: 'invite-2' }])
  const answer = await agent.run(turn(['yes'], { answer: 'yes' }))
  expect(done).toEqual([])
  expect(answer).toEqual({ question: { actions: ['Tell everybody about Sarah'] } })
  models.say('Done.')
  await agent.run(turn(['yes'], { answer: 'yes' }))
  expect(done).toHaveLength(1)
})

test('a yes does not cover a call beside it that asks only by now', async () => {
  const { agent, models, run, turn, done, asks, change } = rig([CALL, { name: 'post', id: 'post-1' }])
  const posted = async () => {
    done.push('posted')
    return 'posted'
  }
  const post = makeTool({ name: 'post', effect: 'outward', run: posted })
  change(asks, post)
  await run('invite Sarah and post it')
  change(asks, { ...post, mustConfirm: () => true })
  models.say([{ name: 'post', id: 'post-2' }])
  const answer = await agent.run(turn(['yes'], { answer: 'yes' }))
  expect(done).toEqual(['{"text":"Sarah"}'])
  expect(answer).toEqual({ question: { actions: ['post {}'] } })
})
