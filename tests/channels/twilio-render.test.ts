import { expect, test } from 'vitest'
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

test('gives nothing for nothing', () => {
  expect(channel.render({ text: ' \n' }, 'whatsapp')).toEqual([])
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
