import { describe, expect, test } from 'vitest'
import { think } from '../../sandbox/model/brain.ts'
import type { ModelMessage } from '../../sandbox/model/model-request.ts'

const blank = { text: '', images: 0, pictures: [], toolCalls: [] }
const user = (text: string): ModelMessage => ({ ...blank, role: 'user', text })
const TOOLS = 'remember recall forget create-event create-reminder time-zone'.split(' ')

function answer(messages: ModelMessage[], facts: string[] = [], tools = TOOLS) {
  const known =
    facts.length > 0 ? `What you know of the person:\n${facts.map((fact) => `- ${fact}`).join('\n')}` : ''
  return think({
    provider: 'openai',
    api: 'chat',
    model: 'gpt',
    stream: false,
    system: `Be brief.\n${known}`,
    messages: [user('hi'), { ...blank, role: 'assistant', text: 'Hello!' }, ...messages],
    tools: tools.map((name) => ({ name, description: '', parameters: { type: 'object', properties: {} } })),
    raw: undefined,
  })
}
const call = (name: string, args: object) => ({ toolCalls: [{ name, args }] })
const SARAH = 'f2 (Sarah): Sarah is my sister, sarah@example.test'

describe('the sandbox model', () => {
  test.each([
    ["I'm vegetarian", 'me', "I'm vegetarian"],
    ["remember that I'm vegetarian", 'me', "I'm vegetarian"],
    ['Please remember: I take the bus at 8', 'me', 'I take the bus at 8'],
    ["I'm allergic to peanuts", 'me', "I'm allergic to peanuts"],
    ['Sarah is my sister, sarah@example.com', 'Sarah', 'Sarah is my sister, sarah@example.com'],
    ["Sarah's e-mail is s@example.test", 'Sarah', "Sarah's e-mail is s@example.test"],
    ['My birthday is 3 May', 'me', 'My birthday is 3 May'],
    ['Sarah es mi hermana', 'Sarah', 'Sarah es mi hermana'],
    ['Ich bin Vegetarier', 'me', 'Ich bin Vegetarier'],
  ])('notes %s', (text, about, fact) =>
    expect(answer([user(text)])).toEqual(call('remember', { about, fact })),
  )

  test.each([
    'Remember to call mum tomorrow at 5',
    "I'm tired",
    "I'm in Lisbon",
    'Is Sarah my sister?',
    'what do you know about quantum physics?',
    'forget it',
    'Thanks!',
    'remind me to water the plants at 5 PM',
  ])('does not take %s for something to note, tell or forget', (text) =>
    expect(JSON.stringify(answer([user(text)], [SARAH]))).not.toMatch(/"(?:remember|recall|forget)"/),
  )

  test('corrects what it is told is wrong', () => {
    expect(answer([user('No, Sarah is my cousin')], [SARAH])).toEqual(
      call('remember', { about: 'Sarah', fact: 'Sarah is my cousin', replaces: 'f2' }),
    )
  })

  test('forgets by name, after a look when it does not know the name', () => {
    expect(answer([user('forget that Sarah is my sister')], [SARAH])).toEqual(
      call('forget', { facts: ['f2'] }),
    )
    expect(answer([user("forget that I'm vegan")])).toEqual(call('recall', {}))
    const looked: ModelMessage[] = [
      user("forget that I'm vegan"),
      { ...blank, role: 'assistant', toolCalls: [{ id: '1', name: 'recall', args: {} }] },
      {
        ...blank,
        role: 'tool',
        toolCallId: '1',
        text: `${SARAH} [learnt 2026-11-21]\nf7: I'm vegan [learnt 2026-11-21]`,
      },
    ]
    expect(answer(looked)).toEqual(call('forget', { facts: ['f7'] }))
    expect(answer([user('Forget everything about me.')], [SARAH])).toEqual(call('forget', { all: true }))
  })

  test('invites with the address it knows, and with none it does not know', () => {
    expect(answer([user('Invite Sarah to lunch tomorrow at 1 PM')], [SARAH])).toEqual(
      call('create-event', {
        title: 'Lunch',
        when: 'tomorrow at 1 PM',
        attendees: [{ email: 'sarah@example.test' }],
      }),
    )
    expect(JSON.stringify(answer([user('Invite Tom to lunch tomorrow at 1 PM')], [SARAH]))).not.toContain('@')
  })

  test('notes nothing without the tools for it', () => {
    expect(typeof answer([user("I'm vegetarian")], [], ['create-event'])).toBe('string')
  })
})
