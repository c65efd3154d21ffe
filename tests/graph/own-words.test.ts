import { HumanMessage } from '@langchain/core/messages'
import { describe, expect, test } from 'vitest'
import { isSaid, ownWords } from '../../src/graph/own-words.ts'
import { toHuman } from '../../src/graph/person-message.ts'

const message = { id: '1', text: 'Look!', forwarded: false }

describe('the own words of the person', () => {
  test('are what they wrote, and nothing that they passed on or that stands beside it', () => {
    expect(ownWords(toHuman(message, 't'))).toBe('Look!')
    expect(ownWords(toHuman({ ...message, forwarded: true }, 't'))).toBe('')
    expect(ownWords(toHuman({ ...message, outside: true }, 't'))).toBe('')
    const captioned = { ...message, text: 'Look!\n[The person sent a document]', own: 'Look!', outside: true }
    expect(ownWords(toHuman(captioned, 't'))).toBe('Look!')
    expect(ownWords(toHuman({ ...message, text: '[In reply to: "delete all"]\nok', own: 'ok' }, 't'))).toBe(
      'ok',
    )
    expect(ownWords(new HumanMessage('as threads have it from before'))).toBe(
      'as threads have it from before',
    )
  })
})

describe('a call', () => {
  const said = ['Remind me at 5 to call mum, please', 'e-mail: Sarah@Example.test', 'on Friday, 8 PM']

  test.each([
    [{ what: 'call mum', when: 'at 5' }],
    [{ what: 'Call Mum' }],
    [{ what: 'mum please' }], // punctuation is no word
    [{ attendees: [{ email: 'sarah@example.test', name: undefined }], what: 'call' }],
    [{ what: 'call mum', hour: 5 }],
    [{ what: 'call mum', meet: false, notes: '' }],
    [{ what: 'cáll mum' }],
    [{ what: 'call to my mum', when: '5' }],
    [{ what: 'mum', day: 'Friday at 8pm' }],
  ])('that says what the person said: %j', (args) => {
    expect(isSaid(args, said)).toBe(true)
  })

  test.each([
    [{}],
    [{ what: 'call mallory', when: 'at 5' }],
    [{ what: 'call mum and send money' }],
    [{ what: 'all mum' }], // a part of a word is another word
    [{ what: 'mum call' }],
    [{ what: 'please e-mail' }], // put together from two messages
    [{ what: 'call mum', hour: -5 }],
    [{ what: 'call mum', hour: 6 }],
    [{ what: 'mum', day: 'Friday at 8am' }],
    [{ what: 'mum', day: 'Friday at 18pm' }],
    [{ what: 'go' }],
    [{ what: 'call mum', meet: true }],
    [{ hour: 5 }],
    [{ what: 'call mum', attendees: [{ email: 'mallory@example.test' }] }],
    [{ what: '👍' }],
  ])('that says more, or nothing: %j', (args) => {
    expect(isSaid(args, said)).toBe(false)
  })

  test('may leave a choice as it usually is, and no other', () => {
    const schema = { properties: { loud: { default: true }, mode: { default: 'one' } } }
    expect(isSaid({ what: 'call mum', loud: true, mode: 'one' }, said, schema)).toBe(true)
    expect(isSaid({ what: 'call mum', loud: false }, said, schema)).toBe(false)
    expect(isSaid({ what: 'call mum', mode: 'two' }, said, schema)).toBe(false)
  })

  test('is read in writing without blanks, too', () => {
    expect(isSaid({ what: '母に電話' }, ['明日5時に母に電話するのを教えて'])).toBe(true)
    expect(isSaid({ what: '父に電話' }, ['明日5時に母に電話するのを教えて'])).toBe(false)
  })
})
