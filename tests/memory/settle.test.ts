import { describe, expect, test } from 'vitest'
import { settle } from '../../src/memory/settle.ts'
import { aboutWhom } from '../../src/memory/slots.ts'

const known = (text: string, about = 'me', ref = 1) => ({ ref, about, text, turn: 'before', said: text })
const settled = (facts: ReturnType<typeof known>[], text: string, about = 'me', replaces?: number) => {
  const result = settle(facts, { about, text, replaces, turn: 'now', said: text })
  if (result.kind === 'change') return `f${result.fact.ref}: ${result.text}`
  return 'fact' in result ? `${result.kind} f${result.fact.ref}` : result.kind
}

describe('what corrects a fact replaces it', () => {
  test.each([
    ['I live in Porto', 'I live in Faro'],
    ['I live in Porto', 'Vivo en Madrid'],
    ['I live in Porto, Portugal', 'I moved to Berlin'],
    ['Ich wohne in Köln', 'Ich lebe jetzt in Bonn'],
    ["J'habite à Paris", "J'habite à Lyon"],
    ['Moro em Lisboa', 'Agora moro em Braga'],
    ['My birthday is 3 May', 'My birthday is 4 May 1990'],
    ['Mein Geburtstag ist am 3. Mai', 'My birthday is 4 May'],
    ["I'm vegetarian", 'I am vegan now'],
    ["I'm vegetarian", "I'm not vegetarian any more"],
    ['Soy vegetariana', 'Soy vegana'],
    ['My name is Ana', 'I am called Anna'],
    ['My favourite colour is blue', 'My favorite colour is green'],
    ['My shoe size is 41', 'My shoe size is 42'],
    ['I am 34', "I'm 35 years old"],
    ['I am single', 'I am married'],
  ])('%s → %s', (before, after) => expect(settled([known(before)], after)).toBe(`f1: ${after}`))

  test.each([
    ["Sarah's e-mail is a@example.test", "Sarah's email is b@example.test"],
    ['Sarah lives in Porto', 'She lives in Faro'],
    ["Sarah's birthday is 3 May", 'El cumpleaños de Sarah es 4 de mayo'],
    ["Sarah's e-mail is a@example.test", 'Sarah is my sister, b@example.test'],
    ['Sarah is my sister, a@example.test', 'Sarah is my sister, b@example.test'],
  ])('of somebody else: %s → %s', (before, after) => {
    expect(settled([known(before, 'Sarah')], after, 'sarah')).toBe(`f1: ${after}`)
  })

  test('in the place of the old address alone, where the fact holds more', () => {
    const sister = known('Sarah is my sister, sarah@old.test', 'Sarah')
    expect(settled([sister], "Sarah's email is sarah@new.test", 'Sarah')).toBe(
      'f1: Sarah is my sister, sarah@new.test',
    )
    const brother = known('Tom is my brother, +351 912 345 678', 'Tom')
    expect(settled([brother], "Tom's phone number is +351 911 111 111", 'Tom')).toBe(
      'f1: Tom is my brother, +351 911 111 111',
    )
  })

  test('by its name, whatever it says', () => {
    const facts = [known('I like jazz'), known('I work at Acme', 'me', 2)]
    expect(settled(facts, 'I work at Foo', 'me', 2)).toBe('f2: I work at Foo')
    expect(settled(facts, 'I work at Foo', 'me', 7)).toBe('missing')
  })
})

describe('what is not clearly about the same is added', () => {
  test.each([
    ['I live in Porto and work in Lisbon', 'I live in Faro'],
    ['I lived in Paris for a year', 'I live in Faro'],
    ["My mum's birthday is 3 May", 'My birthday is 4 May'],
    ['My birthday is 4 May', "My brother's birthday is 3 May"],
    ['My sister is a doctor', 'My sister is in Paris'],
    ["I'm vegetarian", "I'm allergic to peanuts"],
    ["I'm vegetarian", "I'm tired of meetings"],
    ['My favourite colour is blue', 'My favourite food is pasta'],
    ['I work at Acme', 'I work at Foo'],
    ['My shoe size is 41', 'My ring size is 9'],
    ['I am 34', 'I am 34 minutes away from work'],
    ['I have a dog called Rex', 'I have a dog called Bella'],
  ])('%s + %s', (before, after) => expect(settled([known(before)], after)).toBe('new'))

  test.each([
    ['Sarah', "Sarah's work e-mail is a@example.test", "Sarah's e-mail is b@example.test"],
    ['Sarah', 'Sarah is my sister', 'Sarah is my colleague'],
    ['Sarah', 'Sarah lives in Porto, sarah@a.test and s@b.test', "Sarah's e-mail is b@example.test"],
    ['Sarah', 'Sarah was born on 1990-05-03', "Sarah's phone number is +351 911 111 111"],
    ['Tom', 'Tom lives in Porto', 'Sarah lives in Faro'],
  ])('of %s: %s + %s', (about, before, after) =>
    expect(settled([known(before, about)], after, 'Sarah')).toBe('new'),
  )

  test('also where several facts would be corrected', () => {
    const twice = [known("Sarah's e-mail is a@x.test", 'Sarah'), known('Sarah, b@x.test', 'Sarah', 2)]
    const facts = [...twice, known("Sarah's mail is c@x.test", 'Sarah', 3)]
    expect(settled(facts, "Sarah's e-mail is d@x.test", 'Sarah')).toBe('new')
  })
})

test.each([
  ["I'm vegetarian", 'i am vegetarian.'],
  ['I live in Porto', 'I live now in porto'],
  ['Sarah is my sister', 'SARAH is my sister!'],
  ['私はベジタリアンです', '私はベジタリアンです。'],
])('%s said again as %s is known', (before, after) =>
  expect(settled([known(before)], after)).toBe('known f1'),
)

test('the same note of the same turn is found again, whatever it has become', () => {
  const fact = { ...known('Sarah is my sister, b@x.test', 'Sarah'), turn: 'now', said: 'the note' }
  const note = { about: 'Sarah', text: "Sarah's e-mail is b@x.test", replaces: undefined, turn: 'now' }
  expect(settle([fact], { ...note, said: 'the note' }).kind).toBe('again')
})

test.each(['Anne-Marie', "Siobhan O'Brien", 'J. (Jay) [x] Pinto', 'सारा'])(
  'a name may hold any sign: %s',
  (name) => {
    const facts = [known(`${name}'s birthday is 3 May`, name)]
    expect(settled(facts, `${name}'s birthday is 4 May`, name)).toBe(`f1: ${name}'s birthday is 4 May`)
  },
)

test('the person themselves are meant by many words', () => {
  expect(['me', 'Me ', 'the user', 'I', 'yo', ''].map(aboutWhom)).toEqual(Array(6).fill('me'))
  expect(aboutWhom('  Sarah\nMiller ')).toBe('Sarah Miller')
})
