import { describe, expect, test } from 'vitest'
import { plainText } from '../src/channels/whatsapp-text.ts'
import { oneLine, plainMarkdown } from '../src/plain-text.ts'

describe('what somebody wrote', () => {
  test.each([
    'a *b* _c_ ~~d~~ `e` [f](https://g.test) ![h](i) <b>j</b> & k | l!',
    '# no heading\n- no list\n+ nor this\n1. nor this\n22) nor that\n> no quote',
    'no heading\n===\nnor this\n---',
    'https://example.test/a_b_c?d=*e* and (see https://example.test/f).',
    String.raw`a \ b \* c`,
    '5-6 pm, 9.30 a.m., {x}',
  ])('is shown as it is: %s', (text) => {
    expect(plainText(plainMarkdown(text))).toBe(text)
  })
})

test('is one line without signs that have no shape', () => {
  expect(oneLine(' a\r\nb\u2028c\u202ed ')).toBe('a b c d')
  expect(oneLine('\u202e\n')).toBe('')
})
