import { expect, test } from 'vitest'
import { lineOf } from '../../src/memory/fact-line.ts'
import { fitting, MOST_LETTERS, MOST_LINES } from '../../src/memory/fit.ts'
import type { FactLine } from '../../src/store/facts.ts'

const fact = (ref: number, text: string, about = 'me'): FactLine => ({
  ref,
  about,
  text,
  updatedAt: new Date(2026, 0, 1, 0, ref),
})
const many = [
  fact(1, "I'm vegetarian"),
  fact(2, 'Sarah is my sister, sarah@example.test', 'Sarah'),
  fact(3, 'My dentist is Dr Pinto in Rua Augusta'),
  fact(4, '私は東京で働いています'),
  ...Array.from({ length: 60 }, (_, at) => fact(at + 5, `I like my hobby number ${at} very much`)),
]
const refs = (words: string) => fitting(many, words).map(({ ref }) => ref)

test('all are told while they are few', () => {
  expect(fitting(many.slice(0, 4), 'hello')).toEqual(many.slice(0, 4))
})

test('of many those are told that share words with what is said', () => {
  expect(refs('invite SARAH to lunch')).toContain(2)
  expect(refs('when do I see the dentist?')).toContain(3)
  expect(refs('東京の天気')).toContain(4)
  expect(refs('hello')).not.toContain(2)
})

test('what counts anywhere and the latest are always among them', () => {
  expect(refs('where shall we eat?')).toContain(1)
  expect(refs('invite Sarah')).toEqual(expect.arrayContaining([1, 63, 64]))
})

test('they are bounded in number and length, in the same order each time', () => {
  const long = Array.from({ length: 200 }, (_, at) => fact(at + 1, `${'sarah '.repeat(48)}${at}`, 'Sarah'))
  for (const facts of [many, long]) {
    const told = fitting(facts, 'Sarah and her hobby number 7')
    expect(told.length).toBeGreaterThan(2)
    expect(told.length).toBeLessThanOrEqual(MOST_LINES)
    expect(told.map(lineOf).join('\n').length).toBeLessThanOrEqual(MOST_LETTERS)
    expect(told.map(({ ref }) => ref)).toEqual(told.map(({ ref }) => ref).toSorted((a, b) => a - b))
    expect(fitting(facts, 'Sarah and her hobby number 7')).toEqual(told)
  }
})

test('a person with as many as there may be costs no noticeable time', () => {
  const long = Array.from({ length: 200 }, (_, at) => fact(at + 1, `I live in ${'a b c '.repeat(45)}${at}`))
  const started = performance.now()
  fitting(long, 'sarah dentist '.repeat(1_000))
  expect(performance.now() - started).toBeLessThan(200)
})
