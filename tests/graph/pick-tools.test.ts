import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { MORE_TOOLS } from '../../src/graph/more-tools.ts'
import { pickTools, withMoreTools } from '../../src/graph/pick-tools.ts'
import { createRig, makeTool, results } from './agent-support.ts'

const WORDS =
  'apple brick cloud delta ember frost grape honey ivory jelly koala lemon mango noble ocean'.split(' ')
const run = async () => 'ran'
const tool = (name: string, description: string, core = false) => makeTool({ name, description, core, run })
const tools = [
  tool('daily', 'Always there. Use when the person asks for it.', true),
  tool(
    'currency',
    'Convert money from one currency to another. Use when the person asks for an exchange rate.',
  ),
  tool('weather', 'The forecast for a place. Use when the person asks about rain or sunshine.'),
  ...WORDS.flatMap((word) => [
    tool(`sell-${word}`, `Sell one ${word}. Use when the person asks to get rid of it.`),
    tool(`count-${word}s`, `How many there are of ${word}. Use when the person asks for a number.`),
  ]),
]
const human = (text: string, turn = 'now') => new HumanMessage({ content: text, additional_kwargs: { turn } })
const called = (name: string, args = {}) =>
  new AIMessage({ content: '', tool_calls: [{ name, args, id: '1' }] })
const picked = (...messages: BaseMessage[]) => pickTools(tools, messages).map(({ name }) => name)

describe('of many tools the model is given', () => {
  test('the core ones and the one that names the others, when no word fits', () => {
    expect(picked(human('hello there'))).toEqual(['daily', MORE_TOOLS])
  })

  test('those whose name or description fits the words, whatever their endings', () => {
    expect(picked(human('Is it RAINING?'))).toEqual(['daily', 'weather', MORE_TOOLS])
    expect(picked(human('any currencies or exchange rates'))).toContain('currency')
    expect(picked(human('sell my lemons'))).toContain('sell-lemon')
  })

  test('those that fit the message before, and no older one', () => {
    expect(picked(human('how is the weather', 'old'), new AIMessage('Where?'), human('Lisbon'))).toContain(
      'weather',
    )
    expect(picked(human('weather', 'older'), human('so', 'old'), human('Lisbon'))).not.toContain('weather')
  })

  test('those that this thread used lately', () => {
    expect(picked(human('x', 'old'), called('count-grapes'), human('and', 'b'), human('again'))).toContain(
      'count-grapes',
    )
  })

  test('those that were asked for by name or by need, for the whole turn', () => {
    const asked = called(MORE_TOOLS, { names: ['sell-ivory', 'no-such'], need: 'exchange rate of money' })
    expect(picked(human('kannst du das?'), asked)).toEqual(['daily', 'currency', 'sell-ivory', MORE_TOOLS])
    expect(picked(human('kannst du das?'), asked, called('daily'))).toContain('sell-ivory')
    expect(picked(human('x', 'old'), asked, human('thanks'))).not.toContain('sell-ivory')
  })

  test('not more than a few because of their words', () => {
    expect(picked(human(`sell count ${WORDS.join(' ')}`)).length).toBeLessThanOrEqual(10)
  })

  test('the same array for the same choice, so that nothing is prepared twice', () => {
    expect(pickTools(tools, [human('rain')])).toBe(pickTools(tools, [human('rains again')]))
  })

  test('all of them when they are few', () => {
    const few = tools.slice(0, 20)
    expect(pickTools(few, [human('hi')])).toBe(few)
    expect(withMoreTools(few)).toBe(few)
  })
})

test('the one that names the others names those that are left out', () => {
  const description = pickTools(tools, [human('rain')]).at(-1)?.description ?? ''
  expect(description).toContain('sell-ivory')
  expect(description).not.toMatch(/weather|daily/)
})

test('a tool that is asked for is there in the next round, and one that is not there runs all the same', async () => {
  const { models, run: say } = createRig({ tools })
  models.say(
    [{ name: MORE_TOOLS, args: { names: ['sell-ivory'] } }],
    ({ options }) => [
      { name: options.tools.some(({ name }) => name === 'sell-ivory') ? 'sell-ivory' : 'lost' },
    ],
    [{ name: 'sell-ocean' }],
    'Done.',
  )
  await say('los')
  expect(Object.values(results(models))).toEqual([expect.stringContaining('in your list'), 'ran', 'ran'])
})

test('looking for tools takes no round of those that may be used, but comes to an end', async () => {
  const { models, run } = createRig({ tools, maxToolRounds: 1 })
  const look = [{ name: MORE_TOOLS, args: { names: ['weather'] } }]
  models.say(look, [{ name: 'weather' }], ({ options }) => (options.mayCall ? 'more?' : 'It rains.'))
  expect(await run('下雨吗')).toMatchObject({ reply: 'It rains.' })
  models.say(look, look, look, ({ options }) => (options.mayCall ? 'more?' : 'I cannot find it.'))
  expect(await run('下雨吗')).toMatchObject({ reply: 'I cannot find it.' })
})
