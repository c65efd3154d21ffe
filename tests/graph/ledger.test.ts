import { describe, expect, test } from 'vitest'
import { hashArguments } from '../../src/graph/ledger.ts'

describe('the hash of a tool call’s arguments', () => {
  test.each([
    ['the order of keys', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['keys in lists', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }]],
    ['a key without a value', { a: 1, b: undefined }, { a: 1 }],
    ['a key "__proto__"', JSON.parse('{"__proto__":1,"a":2}'), JSON.parse('{"a":2,"__proto__":1}')],
  ])('does not depend on %s', (_what, one, other) => {
    expect(hashArguments(one)).toBe(hashArguments(other))
  })

  test.each([
    ['values', { a: 1 }, { a: 2 }],
    ['a number and its text', { a: 1 }, { a: '1' }],
    ['nothing and null', {}, { a: null }],
    ['the order of a list', [1, 2], [2, 1]],
    ['a list and its keys', ['x'], { 0: 'x' }],
    ['an empty list and an empty object', [], {}],
    ['where a value stands', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['what looks like another key', { 'a":1,"b': 2 }, { a: 1, b: 2 }],
    ['"__proto__" and nothing', JSON.parse('{"__proto__":1}'), {}],
  ])('differs for %s', (_what, one, other) => {
    expect(hashArguments(one)).not.toBe(hashArguments(other))
  })

  test('is the same in every process', () => {
    expect(hashArguments({ place: 'Casa', people: 4 })).toBe('DulDWKqoKOPZQytI2dUnHg6_G8EIt2DA9R8vJChxqV8')
  })
})
