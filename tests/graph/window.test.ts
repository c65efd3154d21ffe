import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { fence } from '../../src/graph/outside.ts'
import {
  estimateTokens,
  foldIndex,
  messageTokens,
  prepareMessages,
  repairCalls,
  totalTokens,
} from '../../src/graph/window.ts'
import { turnStart } from '../../src/graph/person-message.ts'

const human = (text: string, extra: Record<string, unknown> = {}) =>
  new HumanMessage({ id: `h-${text.slice(0, 12)}`, content: text, additional_kwargs: extra })
const ai = (text: string, ...calls: string[]) =>
  new AIMessage({ content: text, tool_calls: calls.map((id) => ({ id, name: 'look', args: {} })) })
const result = (id: string, content = `result of ${id}`) =>
  new ToolMessage({ tool_call_id: id, name: 'look', content })

/** The shape of a thread: `h`, `a`, `a(x,y)` with calls, `x` for a result. */
function shape(messages: BaseMessage[]): string {
  return messages
    .map((message) => {
      if (message instanceof ToolMessage) return message.tool_call_id
      if (!(message instanceof AIMessage)) return 'h'
      return message.tool_calls?.length ? `a(${message.tool_calls.map((call) => call.id).join()})` : 'a'
    })
    .join(' ')
}

/** What OpenAI refuses: a call without its result right behind it, or a result without its call. */
function isAccepted(messages: BaseMessage[]): boolean {
  let open: string[] = []
  return (
    messages.every((message) => {
      if (message instanceof ToolMessage) {
        const known = open.includes(message.tool_call_id)
        open = open.filter((id) => id !== message.tool_call_id)
        return known
      }
      if (open.length > 0) return false
      if (message instanceof AIMessage) open = (message.tool_calls ?? []).map((call) => call.id ?? '')
      return true
    }) && open.length === 0
  )
}

describe('repairCalls', () => {
  test('leaves a thread alone in which nothing is missing', () => {
    const thread = [human('hi'), ai('', 'x', 'y'), result('x'), result('y'), ai('done')]
    expect(repairCalls(thread)).toEqual(thread)
  })

  test('gives a call that lost its result one that claims nothing', () => {
    const repaired = repairCalls([human('book'), ai('', 'x'), human('and?')])
    expect(shape(repaired)).toBe('h a(x) x h')
    expect(repaired[2]).toMatchObject({ status: 'error', name: 'look' })
    expect(repaired[2]?.text).toContain('not known')
  })

  test('brings a result that stands elsewhere back to its call', () => {
    const thread = [human('hi'), ai('', 'x', 'y'), result('y'), human('more'), result('x'), ai('done')]
    expect(shape(repairCalls(thread))).toBe('h a(x,y) x y h a')
  })

  test('leaves out results that no call asked for', () => {
    expect(shape(repairCalls([result('gone'), human('hi'), result('stray'), ai('hello')]))).toBe('h a')
  })

  test('repairs only what the model reads, not the thread itself', () => {
    const thread = [human('hi'), ai('', 'x')]
    repairCalls(thread)
    expect(shape(thread)).toBe('h a(x)')
  })
})

describe('turnStart', () => {
  test('is the first message of the turn, also when another joined it later', () => {
    expect(
      turnStart([
        human('old', { turn: 'a' }),
        ai('answer'),
        human('one', { turn: 'b' }),
        ai('', 'x'),
        result('x'),
        human('joined while it thought', { turn: 'b' }),
      ]),
    ).toBe(2)
  })

  test('an answer to a question of ours belongs to the turn that asked', () => {
    const thread = [human('invite'), ai('', 'x'), result('x'), human('yes', { answer: true })]
    expect(turnStart(thread)).toBe(0)
  })

  test('is the beginning when the person has said nothing', () => {
    expect(turnStart([ai('hello')])).toBe(0)
    expect(turnStart([])).toBe(0)
  })
})

describe('foldIndex', () => {
  const long = 'word '.repeat(100)
  const exchange = (name: string) => [
    human(`${name} ${long}`, { turn: name }),
    ai('', name),
    result(name, long),
    ai(long),
  ]

  test('keeps about the recent half of the window, from a message of the person on', () => {
    const thread = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap(exchange)
    const kept = thread.slice(foldIndex(thread, 2_500))
    expect(kept[0]).toBeInstanceOf(HumanMessage)
    expect(totalTokens(kept)).toBeLessThan(1_250)
    expect(kept.length).toBeGreaterThanOrEqual(4)
    expect(isAccepted(kept)).toBe(true)
  })

  test('keeps the latest turn whole, also when it is an album of many messages', () => {
    const album = Array.from({ length: 5 }, (_, at) =>
      human(`${at} ${long}`, { turn: 'album', pictures: ['x'] }),
    )
    const thread = [...exchange('a'), ...album, ai('lovely')]
    expect(foldIndex(thread, 100)).toBe(4)
    const next = [...thread, human('and?', { turn: 'next' }), ai('yes')]
    expect(foldIndex(next, 40_000)).toBe(4)
    expect(foldIndex(next, 4_000)).toBe(10)
  })

  test('keeps the last exchange whole, however long it is', () => {
    const thread = [...exchange('a'), human(long.repeat(50), { turn: 'b' }), ai('short')]
    expect(foldIndex(thread, 500)).toBe(4)
  })

  test('folds nothing where there is one exchange only', () => {
    expect(foldIndex(exchange('a'), 10)).toBe(0)
    expect(foldIndex([], 10)).toBe(0)
  })
})

describe('prepareMessages', () => {
  test('leaves a document that was sent alone, and bounds everything else', () => {
    const page = human(fence('word '.repeat(6_000), 'document (PDF)'), { turn: 'doc', outside: true })
    const talk = Array.from({ length: 40 }, (_, at) => [
      human(`${at} ${'x'.repeat(400)}`, { turn: `${at}` }),
      ai('ok'),
    ])
    const prepared = prepareMessages(
      [...talk.flat(), page, ai('It says word.'), human('more?', { turn: 'z' })],
      1_000,
    )
    expect(prepared).toContain(page)
    expect(totalTokens(prepared) - messageTokens(page)).toBeLessThanOrEqual(1_000)
  })

  test('changes nothing while everything fits', () => {
    const thread = [human('hi'), ai('', 'x'), result('x', 'y'.repeat(2_000)), ai('done'), human('next')]
    expect(prepareMessages(thread, 4_000)).toEqual(thread)
  })

  test('shortens older tool results before it leaves out what was said', () => {
    const thread = [
      human('hi'),
      ai('', 'x'),
      result('x', 'y'.repeat(9_000)),
      ai('done'),
      human('next'),
      ai('sure'),
      human('go'),
    ]
    const prepared = prepareMessages(thread, 1_000)
    expect(shape(prepared)).toBe(shape(thread))
    expect(prepared[2]?.text).toContain('(shortened)')
    expect(totalTokens(prepared)).toBeLessThanOrEqual(1_000)
  })

  test('leaves out whole exchanges, the oldest first', () => {
    const thread = [1, 2, 3, 4].flatMap((at) => [
      human(`question ${at}`),
      ai(`answer ${at} ${'word '.repeat(200)}`),
    ])
    const prepared = prepareMessages([...thread, human('now')], 700)
    expect(prepared.map((message) => message.text.slice(0, 10))).toEqual([
      'question 3',
      'answer 3 w',
      'question 4',
      'answer 4 w',
      'now',
    ])
  })

  test('fits even when the pages of this very round are too long for it', () => {
    const page = '漢'.repeat(8_000)
    const thread = [human('read both'), ai('', 'x', 'y'), result('x', page), result('y', page)]
    const prepared = prepareMessages(thread, 8_000)
    expect(shape(prepared)).toBe(shape(thread))
    expect(totalTokens(prepared)).toBeLessThanOrEqual(8_000)
  })

  test('a page that is shortened stays inside its fence', () => {
    const page = result('x', fence('buy now '.repeat(2_000), 'read-page'))
    const [, , shortened] = prepareMessages(
      [human('hi'), ai('', 'x'), page, ai('done'), human('a'), ai('b'), human('c')],
      500,
    )
    expect(shortened?.text).toMatch(/^<outside source="read-page">[^]*<\/outside>$/)
  })

  test('what is shortened of a page stays a result of its call, marked as written by others', () => {
    const page = result('x', fence('buy now '.repeat(2_000), 'read-page'))
    page.additional_kwargs.outside = true
    const [, , shortened] = prepareMessages(
      [human('hi'), ai('', 'x'), page, ai('done'), human('a'), ai('b'), human('c')],
      500,
    )
    expect(shortened).toBeInstanceOf(ToolMessage)
    expect(shortened).toMatchObject({ tool_call_id: 'x', name: 'look', additional_kwargs: { outside: true } })
    expect(shortened?.text.length).toBeLessThan(400)
  })

  test.each([1, 2, 3])(
    'of 10,000 messages the model reads what fits, calls and results together (seed %i)',
    (seed) => {
      const thread = randomThread(seed, 10_000)
      const max = 8_000
      for (const length of [10_000, 5_003, 777, 40, 13, 3]) {
        const prepared = prepareMessages(thread.slice(0, length), max)
        expect(totalTokens(prepared), `${length} messages`).toBeLessThanOrEqual(max)
        expect(isAccepted(prepared), shape(prepared)).toBe(true)
        expect(prepared.length).toBeGreaterThan(0)
      }
    },
  )
})

describe('tokens', () => {
  test('of a text grow with its bytes, in every script', () => {
    expect(estimateTokens('')).toBe(0)
    expect(estimateTokens('hello world')).toBeGreaterThanOrEqual(2)
    expect(estimateTokens('你好世界')).toBeGreaterThan(estimateTokens('abcd'))
  })

  test('of a message count the arguments of its calls', () => {
    const bare = ai('', 'x')
    const full = new AIMessage({
      content: '',
      tool_calls: [{ id: 'x', name: 'look', args: { text: 'y'.repeat(700) } }],
    })
    expect(messageTokens(full) - messageTokens(bare)).toBeGreaterThan(190)
  })
})

/** Exchanges as they come about: rounds of calls, results lost, doubled or far away, texts short and long. */
function randomThread(seed: number, length: number): BaseMessage[] {
  const random = generator(seed)
  const upTo = (most: number) => Math.floor(random() * most)
  const words = (most: number) => 'word '.repeat(1 + upTo(most))
  const thread: BaseMessage[] = []
  let calls = 0
  while (thread.length < length) {
    for (let at = 0; at <= upTo(3); at += 1) thread.push(human(`q${thread.length} ${words(100)}`))
    for (let round = 0; round < upTo(4); round += 1) {
      const ids = Array.from({ length: 1 + upTo(3) }, () => `c${(calls += 1)}`)
      thread.push(ai('', ...ids))
      for (const id of ids) {
        if (random() < 0.9) thread.push(result(id, words(random() < 0.2 ? 1_600 : 40)))
        if (random() < 0.05) thread.push(result(id, 'twice'))
        if (random() < 0.05) thread.push(result(`stray${calls}`, words(10)))
      }
    }
    if (random() < 0.95) thread.push(ai(words(200)))
  }
  return thread.slice(0, length)
}

/** The same numbers for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
