import { describe, expect, test } from 'vitest'
import { splitText } from '../../src/channels/split-text.ts'
import { whatsappText } from '../../src/channels/whatsapp-text.ts'

/** Deterministic numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const words = (
  'hello|world|a|delivery|Thursday.|Yes!|really?|tomorrow,|snake_case|2*3|end.|' +
  '👨‍👩‍👧‍👦|👍🏽|🇵🇹🇧🇷|❤️|e\u0301te\u0301|你好世界。|今天天气很好|これはテストです|ภาษาไทยง่ายมาก|' +
  'مرحبا|بالعالم،|हिन्दी|https://shop.example.test/orders/A-1042?x=_y_&z=1|Zoë|“quoted”|' +
  '**bold words here**|*italic*|~~gone~~|`code`|**bold *and italic* text**|[link](https://u.test/a)'
).split('|')

function randomMarkdown(random: () => number, length: number): string {
  let text = ''
  while (text.length < length) {
    const roll = random()
    if (roll < 0.03)
      text += '\n\n```js\n' + 'const x = 1 // one\n'.repeat(1 + Math.floor(random() * 12)) + '```\n\n'
    else if (roll < 0.05)
      text += '\n\n**' + 'very long bold text '.repeat(1 + Math.floor(random() * 15)).trim() + '**\n\n'
    else if (roll < 0.12) text += '\n\n'
    else if (roll < 0.2) text += '\n- '
    else if (roll < 0.22) text += '中文没有空格'.repeat(Math.floor(random() * 20))
    else text += words[Math.floor(random() * words.length)] + ' '
  }
  return text
}

/** What must survive: everything but blanks and marks. */
const essence = (text: string) => text.replace(/[\s*_~`]+/g, '')
const graphemes = (text: string) =>
  Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), (part) => part.segment)

describe('random texts in all scripts', () => {
  test.each([64, 200, 1600])('lose nothing in parts of %i characters', (limit) => {
    for (let seed = 1; seed <= 60; seed++) {
      const rendered = whatsappText(randomMarkdown(seeded(seed * limit), 3000))
      const parts = splitText(rendered, limit)
      const label = `seed ${seed * limit}`
      expect(essence(parts.join('')), label).toBe(essence(rendered))
      for (const part of parts) {
        expect(Math.max(part.length, Array.from(part).length), label).toBeLessThanOrEqual(limit)
        expect(part.trim(), label).not.toBe('')
        expect(part.isWellFormed(), label).toBe(true)
        expect((part.match(/^```$/gm) ?? []).length % 2, label).toBe(0)
        // In these texts bold is the only use of `*` that touches a blank or an edge.
        const prose = part.replace(/^```\n[\s\S]*?\n```$/gm, '').replace(/https?:\S+|2\*3/g, '')
        for (const line of prose.split('\n'))
          expect((line.match(/\*/g) ?? []).length % 2, `${label}: ${line}`).toBe(0)
      }
      const whole = new Set(graphemes(rendered))
      for (const grapheme of parts.flatMap(graphemes))
        if (/[^\p{ASCII}]/u.test(grapheme)) expect(whole.has(grapheme), `${label}: ${grapheme}`).toBe(true)
    }
  })

  test('keep short words, addresses and short spans whole', () => {
    const rendered = whatsappText(randomMarkdown(seeded(7), 20_000))
    const parts = splitText(rendered, 300)
    const address = 'https://shop.example.test/orders/A-1042?x=_y_&z=1'
    const count = (texts: string[], needle: string) =>
      texts.reduce((sum, text) => sum + text.split(needle).length - 1, 0)
    for (const needle of [address, '*bold words here*', '*bold _and italic_ text*', 'Thursday.', 'tomorrow,'])
      expect(count(parts, needle), needle).toBe(count([rendered], needle))
  })
})

describe('places to cut', () => {
  test('leaves a text that fits alone', () => {
    expect(splitText('a'.repeat(1600))).toEqual(['a'.repeat(1600)])
  })

  test.each(['', '  \n \n', '\n'])('gives no part for %j', (blank) => {
    expect(splitText(blank)).toEqual([])
  })

  test('prefers a paragraph to a line, a line to a sentence, a sentence to a word', () => {
    const sentence = 'One two three. '
    expect(splitText(`${sentence.repeat(3).trim()}\n\nnext line\n${sentence.repeat(3)}`, 64)[0]).toBe(
      sentence.repeat(3).trim(),
    )
    expect(splitText(`First line is here\n${sentence.repeat(5)}`, 64)[0]).toBe('First line is here')
    expect(splitText('One two three four. Five six seven eight nine ten eleven twelve', 40)[0]).toBe(
      'One two three four.',
    )
    expect(splitText('one two three four five six seven eight nine', 32)).toEqual([
      'one two three four five six',
      'seven eight nine',
    ])
  })

  test('does not make a tiny part for the sake of a paragraph', () => {
    const [first] = splitText(`Hi\n\n${'word '.repeat(400)}`, 1600)
    expect(first?.length).toBeGreaterThan(400)
  })

  test('cuts Chinese between words and Thai without blanks', () => {
    for (const text of ['今天天气很好我们去公园'.repeat(20), 'ภาษาไทยง่ายมาก'.repeat(20)]) {
      const parts = splitText(`OK ${text}`, 64)
      expect(parts.join('').replace('OK', '').replace(/\s/g, '')).toBe(text)
      expect(parts[0]?.length).toBeGreaterThan(32)
    }
  })

  test('never cuts an emoji family', () => {
    const family = '👨‍👩‍👧‍👦'
    for (const part of splitText(family.repeat(50), 40)) expect(part.replaceAll(family, '')).toBe('')
  })

  test('survives one grapheme longer than a message', () => {
    const zalgo = `a${'\u0301'.repeat(100)}`
    const parts = splitText(zalgo, 40)
    expect(parts.join('')).toBe(zalgo)
    expect(parts.every((part) => part.length <= 40)).toBe(true)
  })

  test('cuts an address only when it cannot fit', () => {
    const fits = `https://x.test/${'a'.repeat(30)}`
    expect(
      splitText(`${'中文'.repeat(20)}${fits}${'中文'.repeat(20)}`, 64).some((part) => part.includes(fits)),
    ).toBe(true)
    const long = `https://x.test/${'a'.repeat(100)}`
    expect(splitText(long, 64).join('')).toBe(long)
  })

  test('keeps a span whole when it fits and reopens it when it does not', () => {
    const bold = `*${'bold '.repeat(8).trim()}*`
    expect(splitText(`${'word '.repeat(8)}${bold}`, 64)).toEqual(['word '.repeat(8).trim(), bold])
    expect(splitText(`*${'bold _and_ '.repeat(8).trim()}*`, 64)).toEqual([
      `*${'bold _and_ '.repeat(5)}bold*`,
      `*${'_and_ bold '.repeat(2)}_and_*`,
    ])
    const both = splitText(`_*${'both '.repeat(30).trim()}*_`, 64)
    expect(both.length).toBeGreaterThan(2)
    for (const part of both) expect(part).toMatch(/^_\*both.*both\*_$/)
  })

  test('opens no span at the end of a part that leaves it empty', () => {
    const [first, second] = splitText(`${'—'.repeat(31)}*${'字'.repeat(50)}*`, 33)
    expect(first).toBe('—'.repeat(31))
    expect(second).toMatch(/^\*字{30,31}\*$/)
  })

  test('keeps a sign with the blank that it forms one grapheme with', () => {
    const sign = '\u0600'
    const parts = splitText(`${'a'.repeat(31)}${sign} ${'b'.repeat(31)}`, 33)
    expect(parts).toEqual([`${'a'.repeat(31)}${sign} `, 'b'.repeat(31)])
  })

  test('keeps a fence whole when it fits and reopens it when it does not', () => {
    const small = '```\n  a = 1\n\n  b = 2\n```'
    expect(splitText(`${'word '.repeat(10)}\n${small}`, 64)).toEqual(['word '.repeat(10).trim(), small])
    const parts = splitText(`\`\`\`\n${'  indented line\n'.repeat(10)}\`\`\`\nafter`, 64)
    expect(parts.at(-1)).toMatch(/after$/)
    for (const part of parts) {
      expect(part).toMatch(/^```\n {2}indented/)
      expect(part.match(/^```$/gm)).toHaveLength(2)
    }
  })

  test('keeps the indentation of a list that goes on', () => {
    const list = `- ${'outer '.repeat(4).trim()}\n  - ${'inner '.repeat(4).trim()}`
    expect(splitText(list, 40)[1]).toBe(`  - ${'inner '.repeat(4).trim()}`)
  })

  test('takes asterisks for nothing special where there are no marks', () => {
    const text = `*${'plain '.repeat(20).trim()}*`
    const parts = splitText(text, 64, { marks: false })
    expect(parts.join(' ')).toBe(text)
  })
})

test.each([
  ['words', 'lorem ipsum dolor sit amet. '.repeat(18_000)],
  ['one endless word', 'a'.repeat(500_000)],
  ['Chinese', '今天天气很好我们去公园散步'.repeat(38_500)],
  ['marks', '*a* _b_ ~c~ `d` '.repeat(31_000)],
  ['open marks', '*a '.repeat(165_000)],
  ['a long fence', `\`\`\`\n${'  x = 1\n'.repeat(60_000)}\`\`\``],
  ['blanks', `a${' '.repeat(500_000)}b`],
  ['line breaks', `a${'\n'.repeat(500_000)}b`],
])('takes time in proportion to the length of %s', { timeout: 60_000 }, (_, text) => {
  const split = (part: string) => {
    const before = process.cpuUsage()
    const parts = splitText(part)
    return { parts, ms: process.cpuUsage(before).user / 1000 }
  }
  split(text.slice(0, 10_000)) // compiled by now
  const small = split(text.slice(0, text.length / 10))
  const { parts, ms } = split(text)
  expect(parts.every((part) => part.length <= 1600)).toBe(true)
  expect(essence(parts.join(''))).toBe(essence(text))
  // Ten times the length: ten times the work, where a quadratic one would be a hundred.
  expect(ms).toBeLessThan(30 * small.ms + 200)
})
