import { describe, expect, test } from 'vitest'
import { openChannel } from './twilio-support.ts'

const choices = [
  { id: 'y', title: 'Yes' },
  { id: 'n', title: 'No' },
]
const { channel } = openChannel({ templates: { buttons2: 'HX2' } })

test('writes WhatsApp marks for WhatsApp and none for SMS', () => {
  expect(channel.render({ text: '**Hi** [t](https://u.test)' }, 'whatsapp')).toEqual([
    { body: '*Hi* t (https://u.test)' },
  ])
  expect(channel.render({ text: '**Hi** [t](https://u.test)' }, 'sms')).toEqual([
    { body: 'Hi t (https://u.test)' },
  ])
})

test('splits at 1600 characters', () => {
  const parts = channel.render({ text: 'one two three. '.repeat(300) }, 'whatsapp')
  expect(parts.length).toBe(3)
  for (const { body } of parts) expect(body.length).toBeLessThanOrEqual(1600)
})

test.each([
  '',
  ' \n',
  '---',
  '***\n\n___',
  '<br>',
  '<br>\n<br/>',
  '<!-- x -->',
  '<!-- never closed',
  '```\n```',
  '```js\n\n```',
  '~~~',
  '>',
  '- ',
  '1.',
  '#',
  '[a]: https://u.test',
  '![]()',
  '[]()',
  '&nbsp;',
  '&#8203;\u200d\ufeff',
  '<script>alert(1)</script>',
  '<div></div>',
])('gives nothing for what shows nothing: %j', (text) => {
  expect(channel.render({ text }, 'whatsapp')).toEqual([])
  expect(channel.render({ text }, 'sms')).toEqual([])
})

describe('a reply longer than 8000 characters', () => {
  const whole = (text: string, medium = 'whatsapp') =>
    channel
      .render({ text }, medium)
      .map(({ body }) => body)
      .join('\n')

  test('ends with a paragraph and an ellipsis', () => {
    const paragraph = `${'word '.repeat(100).trim()}.`
    const text = Array(130).fill(paragraph).join('\n\n')
    for (const medium of ['whatsapp', 'sms']) {
      const parts = channel.render({ text }, medium)
      expect(parts.length).toBeLessThanOrEqual(6)
      expect(whole(text, medium).length).toBeGreaterThan(7_000)
      expect(whole(text, medium).length).toBeLessThanOrEqual(8_000)
      expect(parts.at(-1)?.body).toMatch(/word\.\n…$/)
    }
  })

  test('ends with a word where there is no paragraph, and keeps characters whole', () => {
    expect(whole('word '.repeat(13_000))).toMatch(/word\n…$/)
    expect(whole('👍🏽'.repeat(5_000))).toMatch(/👍🏽\n…$/)
    expect(whole('👍🏽'.repeat(5_000)).isWellFormed()).toBe(true)
  })

  test('closes the fence it is cut in', () => {
    const text = `\`\`\`\n${'a line of code\n'.repeat(2_000)}\`\`\``
    expect(whole(text)).toMatch(/a line of code\n```\n…$/)
  })

  test('is as short when a few addresses are repeated again and again', () => {
    const text = `${'[a] '.repeat(1_000)}\n\n[a]: https://u.test/${'x'.repeat(3_000)}`
    expect(whole(text).replaceAll('\n', '').length).toBeLessThanOrEqual(8_000)
  })

  test('is not the one with 8000 characters', () => {
    const text = 'word word '.repeat(800).trim().padEnd(8_000, '.')
    expect(text).toHaveLength(8_000)
    expect(whole(text).endsWith('…')).toBe(false)
    expect(whole(text).replaceAll('\n', ' ')).toBe(text)
  })

  test('still shows its choices', () => {
    const parts = channel.render({ text: 'word '.repeat(13_000), quickReplies: choices }, 'whatsapp')
    expect(parts.map(({ body }) => body).join('\n\n')).toMatch(/word\n+…\n\n1\. Yes\n2\. No$/)
  })
})

// Each took 1.4 to 12 s, or the whole stack, before replies were shortened and marks and nesting were counted.
test.each([
  ['marks inside marks', `${'*_'.repeat(10_000)}a${'_*'.repeat(10_000)}`],
  ['marks without partners', '*a_'.repeat(20_000)],
  ['struck out without end', '~~a'.repeat(20_000)],
  ['bold without end', '**a'.repeat(20_000)],
  ['lists in lists', '- '.repeat(30_000)],
  ['numbers in numbers', '1. '.repeat(20_000)],
  ['quotes in lists in quotes', '> - '.repeat(15_000)],
  ['lists in lists in HTML', `<div>\n${'1. '.repeat(20_000)}a\n</div>`],
  ['brackets', '![['.repeat(20_000)],
  ['comments that do not end', 'a <!--'.repeat(10_000)],
])('takes no second and never throws: %s', (_, text) => {
  const start = performance.now()
  for (const medium of ['whatsapp', 'sms'])
    expect(channel.render({ text }, medium).length).toBeLessThanOrEqual(7)
  expect(performance.now() - start).toBeLessThan(1_500)
})

test('keeps quick replies for which there is a template', () => {
  expect(channel.render({ text: 'Sure?', quickReplies: choices }, 'whatsapp')).toEqual([
    { body: 'Sure?', quickReplies: choices },
  ])
})

test.each([
  ['on SMS', 'Sure?', choices, 'sms'],
  ['of a number no template has', 'Sure?', [...choices, { id: 'm', title: 'Maybe' }], 'whatsapp'],
  ['with a long title', 'Sure?', [choices[0], { id: 'n', title: 'x'.repeat(21) }], 'whatsapp'],
  ['with one title twice', 'Sure?', [choices[0], { id: 'z', title: 'Yes' }], 'whatsapp'],
  ['under a long text', 'word '.repeat(210), choices, 'whatsapp'],
])('writes quick replies %s as a numbered list', (_, text, quickReplies, medium) => {
  const given = quickReplies.filter((choice) => choice !== undefined)
  const list = given.map(({ title }, i) => `${i + 1}. ${title}`).join('\n')
  expect(channel.render({ text, quickReplies: given }, medium)).toEqual([
    { body: `${text.trim()}\n\n${list}` },
  ])
})
