import { expect, test } from 'vitest'
import { createRig, makeTool, results } from './agent-support.ts'

test('an act that one message asks for twice is asked about once, and done once, for certain', async () => {
  const done: string[] = []
  const post = makeTool({
    name: 'post',
    effect: 'outward',
    mustConfirm: () => true,
    summary: () => 'Post it',
    async run() {
      done.push('posted')
      return 'posted'
    },
  })
  const { agent, models, run, turn } = createRig({ tools: [post] })
  const [text, other] = [{ text: 'Hi' }, { text: 'Ho' }]
  models.say([
    { name: 'post', args: text, id: 'one' },
    { name: 'post', args: text, id: 'two' },
    { name: 'post', args: other, id: 'three' },
  ])
  expect(await run('post it')).toEqual({ question: { actions: ['Post it', 'Post it'] } })
  models.say('Posted.')
  const yes = turn(['yes'], { answer: 'yes' })
  await agent.run(yes)
  expect(done).toEqual(['posted', 'posted'])
  expect(yes.context.spent.effects.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  const { one, two, three } = results(models)
  expect([one, three]).toEqual(['posted', 'posted'])
  expect(two).toMatch(/^Not run: another call of the same message/)
})

test('a message that asks for more than fits is run as far as it fits, and told so', async () => {
  const done: string[] = []
  const post = makeTool({
    name: 'post',
    effect: 'write',
    async run(input) {
      done.push(JSON.stringify(input))
      return 'posted'
    },
  })
  const { models, run } = createRig({ tools: [post] })
  const calls = Array.from({ length: 40 }, (_, at) => ({
    name: 'post',
    args: { text: `${at}` },
    id: `call-${at}`,
  }))
  models.say(calls, 'Not all of them yet.')
  await run('post them all')
  expect(done).toHaveLength(32)
  const told = results(models)
  expect([told['call-31'], told['call-32']]).toEqual([
    'posted',
    'Not run: at most 32 calls fit one message. Call it again.',
  ])
})
