import { describe, expect, test } from 'vitest'
import { plainText, whatsappText } from '../../src/channels/whatsapp-text.ts'

const z = '\u200b'

describe('WhatsApp marks', () => {
  test.each([
    ['**bold** and __bold__', '*bold* and *bold*'],
    ['*it* and _it_', '_it_ and _it_'],
    ['~~gone~~', '~gone~'],
    ['***both*** **a *b* c**', '*_both_* *a _b_ c*'],
    ['`a **b** _c_`', '`a **b** _c_`'],
    ['**`x`**: y', '*`x`*: y'],
    ['``a`b``', 'a`b'],
    ['(**a**), “**b**” 👍**c**👍', '(*a*), “*b*” 👍*c*👍'],
    ['**over\ntwo lines** and _a_', '*over*\n*two lines* and _a_'],
    ['**a**\n\n**b**', '*a*\n\n*b*'],
    ['**a&#32;** b', '*a*  b'],
    ['un**believ**able 这是**重点**内容', 'unbelievable 这是重点内容'],
    ['**重点：**内容', '重点：内容'],
    ['**a** **b**', '*a* *b*'],
  ])('%j → %j', (markdown, expected) => expect(whatsappText(markdown)).toBe(expected))
})

describe('literal signs', () => {
  test.each([
    ['2 * 3 * 4, 5*3*2 and 2**3', '2 * 3 * 4, 5*3*2 and 2**3'],
    ['snake_case_name ~5 and ~6', 'snake_case_name ~5 and ~6'],
    ['\\*not bold\\*', `*${z}not bold${z}*`],
    ['\\_x\\_ \\~y\\~', `_${z}x${z}_ ~${z}y${z}~`],
    ['\\*note: **x**', `*${z}note: *x*`],
    ['\\*alone', '*alone'],
    ['**a\\* b**', `*a${z}* b*`],
    ['\\`q\\`', 'ˋqˋ'],
    ['\\* no list\n\n\\> no quote', `${z}* no list\n\n${z}> no quote`],
    ['https://x.test/_a_/*b*', 'https://x.test/_a_/*b*'],
  ])('%j → %j', (markdown, expected) => expect(whatsappText(markdown)).toBe(expected))
})

describe('blocks', () => {
  test.each([
    ['# Title **x**\nText', '*Title x*\nText'],
    ['Title\n===\n\nText', '*Title*\n\nText'],
    ['Options:\n- a\n- b', 'Options:\n- a\n- b'],
    ['* a\n* b\n  + c\n    1. d', '- a\n- b\n  - c\n    1. d'],
    ['3. c\n4. d', '3. c\n4. d'],
    ['- [ ] open\n- [x] done', '☐ open\n☑ done'],
    ['1. a\n\n   more\n\n   ```\n   code\n   ```', '1. a\n\n  more\n\n```\ncode\n```'],
    ['> a\n> > b\n>\n> **c**', '> a\n> b\n\n> *c*'],
    ['```ts\nconst a = "**x**"\n\n  b\n```', '```\nconst a = "**x**"\n\n  b\n```'],
    ['~~~\n```\n~~~', `\`\`\`\n\`\`${z}\`\n\`\`\``],
    ['```\n```', ''],
    ['| a | b |\n|---|---|\n| **1** | 2 |\n| 3 | |', '*a — b*\n*1* — 2\n3'],
    ['| | b |\n|---|---|\n| | x |', '*b*\n– — x'],
    ['a\n\n---\n\nb\n***\nc', 'a\n\nb\n\nc'],
    ['a  \nb\\\nc', 'a\nb\nc'],
    ['a[^1]\n\n[^1]: note', 'a[1]\n\n[1] note'],
  ])('%j → %j', (markdown, expected) => expect(whatsappText(markdown)).toBe(expected))
})

describe('links and HTML', () => {
  test.each([
    ['[t](https://u.test)', 't (https://u.test)'],
    ['<https://u.test> https://v.test', 'https://u.test https://v.test'],
    ['[https://u.test](https://u.test/) [u.test](https://u.test)', 'https://u.test https://u.test'],
    ['[](https://u.test) [t](#there) [t]()', 'https://u.test t t'],
    ['a@b.test [mail](mailto:a@b.test) [+1 555 010](tel:+1555010)', 'a@b.test mail (a@b.test) +1 555 010'],
    ['**see [t](https://u.test) now**', '*see t* (https://u.test) *now*'],
    ['**https://u.test**', 'https://u.test'],
    [
      '[r][1] ![pic](https://i.test/a.png) ![](https://i.test)\n\n[1]: https://r.test',
      'r (https://r.test) pic (https://i.test/a.png) https://i.test',
    ],
    ['[![pic](https://i.test)](https://u.test)', 'pic (https://u.test)'],
    ['<b>bold</b> a<br>b <!-- c -->', 'bold a\nb'],
    ['<div>\n    hi **x** &amp; y\n</div>', 'hi *x* & y'],
    ['<script>alert(1)</script>', ''],
    ['<your name>, a < b &lt;i&gt;', '<your name>, a < b <i>'],
  ])('%j → %j', (markdown, expected) => expect(whatsappText(markdown)).toBe(expected))
})

test('keeps to well-formed text', () => {
  expect(whatsappText('a\ud800b').isWellFormed()).toBe(true)
})

test.each([
  ['**b** *i* ~~s~~ `c` ***x***', 'b i s c x'],
  ['# T\n\n* a\n  * b\n\n1. c', 'T\n\n- a\n  - b\n\n1. c'],
  ['- [ ] a\n- [x] b', '- [ ] a\n- [x] b'],
  ['[t](https://u.test) “typographic” — dash…', 't (https://u.test) “typographic” — dash…'],
  ['```js\ncode\n```\n> quote', 'code\nquote'],
  ['\\*x\\* _y_', '*x* y'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a - b\n1 - 2'],
])('writes no marks for SMS: %j → %j', (markdown, expected) => expect(plainText(markdown)).toBe(expected))

test('shows quotes and lists that are nested deeper than 16 as if they were not', () => {
  expect(whatsappText(`${'> '.repeat(40)}deep`)).toBe('> deep')
  expect(whatsappText(`${'- '.repeat(40)}deep`)).toMatch(/deep$/)
  expect(whatsappText(`${'1. '.repeat(40)}deep`)).toBe(whatsappText(`${'1. '.repeat(16)}deep`))
  expect(whatsappText('- - - - - - - - - - - - - - - - - - - -')).toBe('')
})

test('reads marks as they are in a text that is mostly marks, and as formatting in one that has many', () => {
  const many = '**a** '.repeat(450).trim()
  expect(whatsappText(many)).toBe('*a* '.repeat(450).trim())
  const tangle = '*a_'.repeat(1_000)
  expect(whatsappText(`# Title\n\n${tangle}`).replaceAll(z, '')).toBe(`*Title*\n\n${tangle}`)
  expect(plainText(tangle)).toBe(tangle)
  expect(plainText('a <!-- x --> b '.repeat(20))).not.toContain('x')
  expect(plainText('a <!-- '.repeat(200))).toBe('a <!-- '.repeat(200).trim())
})

test('reads hostile nesting in reasonable time', { timeout: 5_000 }, () => {
  expect(whatsappText(`${'>'.repeat(20_000)}deep`)).toBe('> deep')
  expect(whatsappText('['.repeat(5_000))).toHaveLength(5_000)
  expect(whatsappText('*a '.repeat(3_000)).length).toBeGreaterThan(8_000)
})
