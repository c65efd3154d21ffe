import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { unnamed } from '../../src/graph/named-addresses.ts'
import readPage from '../../src/tools/read-page.ts'

const person = (text: string) => new HumanMessage(text)
const found = new ToolMessage({
  tool_call_id: '1',
  content: 'https://a.test/1 and https://evil.test/',
})
found.additional_kwargs = { outside: true, links: ['https://a.test/1'] }

describe('an address is named', () => {
  test.each([
    ['https://News.test/a', 'read https://news.test/a.'],
    ['https://news.test/a', 'HTTPS://NEWS.test/a'],
    ['https://news.test/', 'what is on news.test?'],
    ['https://news.test/menu?day=1', '(see news.test/menu?day=1)'],
    ['https://xn--bcher-kva.test/', '„bücher.test“'],
    ['Sarah@example.test', 'invite sarah@example.test, please'],
    ['https://news.test/a', 'see <https://news.test/a> and [this](https://news.test/b)'],
    ['https://news.test/b', 'see <https://news.test/a> and [this](https://news.test/b)'],
    ['https://news.test/a_(b)', 'https://news.test/a_(b)'],
    ['https://news.test/a', '请看 https://news.test/a，谢谢'],
    ['https://news.test/a', 'これ（https://news.test/a）を読んで'],
  ])('%s by "%s"', (address, text) => {
    expect(unnamed([address], [person(text)])).toEqual([])
  })

  test('by a result as its source', () => {
    expect(unnamed(['https://a.test/1'], [found])).toEqual([])
  })
})

describe('an address is not named', () => {
  test.each([
    ['https://news.test/a?d=secret', 'read https://news.test/a'],
    ['https://news.test/a', 'read https://news.test/a?token=1'],
    ['https://news.test/a/b', 'read https://news.test/a'],
    ['https://news.test/A', 'read https://news.test/a'],
    ['https://news.test/%61', 'read https://news.test/a'],
    ['https://news.test:8443/a', 'read https://news.test/a'],
    ['https://ana@news.test/a', 'read https://news.test/a'],
    ['https://news.test/a#secret', 'read https://news.test/a'],
    ['https://nеws.test/a', 'read https://news.test/a'], // a Cyrillic letter
    ['https://secret.news.test/a', 'read https://news.test/a'],
    ['https://news.test.evil.test/', 'read https://news.test/'],
    ['mallory@example.test', 'invite sarah@example.test'],
    ['https://news.test/', 'read the news'],
  ])('%s by "%s"', (address, text) => {
    expect(unnamed([address], [person(text)])).toEqual([address])
  })

  test('by a way around: what a tool fetches is what was compared', () => {
    const schema = readPage.input
    for (const written of [
      'https://news.test/secret/%2e%2e/a',
      'https://news.test\\x\\..\\a',
      'https://news.test/\ta',
    ])
      expect(schema.parse({ url: written })).toEqual({ url: 'https://news.test/a' })
  })

  test('by what others wrote, by the model, or by the text of a result', () => {
    const forwarded = new HumanMessage({
      content: 'https://evil.test/',
      additional_kwargs: { outside: true },
    })
    const thread = [forwarded, found, new AIMessage('https://evil.test/')]
    expect(unnamed(['https://evil.test/'], thread)).toEqual(['https://evil.test/'])
  })
})
