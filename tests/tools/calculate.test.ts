import { expect, test } from 'vitest'
import { openTool } from '../support/open-tool.ts'

const calculate = await openTool('calculate')

const result = async (expression: string) =>
  (await calculate.call({ expression })).text.slice(expression.length + 1)

test.each([
  ['0.1 + 0.2', '= 0.3'],
  ['25% of 240', '= 60'],
  ['80 - 15%', '= 68'],
  ['100 + 20 + 10%', '= 132'],
  ['50% - 20%', '= 0.3'],
  ['10 / 5%', '= 200'],
  ['(1 + 2)% of 100', '= 3'],
  ['12 x 12 ÷ 9', '= 16'],
  ['2^64', '= 18446744073709551616'],
  ['-2^2', '= -4'],
  ['1/3', '≈ 0.333333333333333'],
  ['1/7*7', '= 1'],
  ['sqrt(2)^2', '= 2'],
  ['sin(30 deg)', '= 0.5'],
  ['log(8, 2)', '= 3'],
  ['5!', '= 120'],
  ['400!', '≈ 6.40345228466239e+868'],
  ['10 mod 3', '= 1'],
  ['max(1, 200) + mean(2, 4)', '= 203'],
  ['round(2.345, 2)', '= 2.35'],
])('%s %s', async (expression, shown) => {
  expect(await result(expression)).toBe(shown)
})

test.each([
  ['1/0', 'divides by zero'],
  ['7 mod 0', 'divides by zero'],
  ['sqrt(-1)', 'no real result'],
  ['1,234 + 1', 'thousands no comma'],
  ['5 km', 'convert-units'],
  ['a = 3', 'Only numbers'],
  ['[1, 2]', 'Only numbers'],
  ['f(x) = x', 'Only numbers'],
  ['1:1e9', 'Only numbers'],
  ['x.constructor', 'Only numbers'],
  ['cos.constructor("return 1")', 'Only numbers'],
  ['"text"', 'Only numbers'],
  ['true', 'Only numbers'],
  ['zeros(1e9)', 'means nothing here'],
  ['evaluate(1)', 'means nothing here'],
  ['import(1)', 'means nothing here'],
  ['createUnit(1)', 'means nothing here'],
  ['random()', 'means nothing here'],
  ['2 +', 'could not be worked out'],
  ['round(1)(2', 'could not be worked out'],
  ['log(8)', 'log(x, base)'],
])('%s is refused: %s', async (expression, words) => {
  await expect(result(expression)).rejects.toThrow(words)
})

test('what would take long is refused, or done, at once', async () => {
  await result('1') // mathjs is loaded
  const hostile = [
    '9^9^9',
    '9^9^9^9',
    '1e999999999',
    '401!',
    '400!!',
    'combinations(1e6, 5)',
    'tan(1e300)',
    'nthRoot(2, 1e9)',
    'round(1, 1e9)',
    'exp(exp(exp(9)))',
    '9'.repeat(500),
    '-'.repeat(480) + '1',
    '1.1^'.repeat(120) + '1.1',
    '('.repeat(240) + '1' + ')'.repeat(240),
    // mathjs reads a percent sign by trying twice: forty of them, one in the other, would never end.
    `1${'%(1'.repeat(40)}${')'.repeat(40)}`,
    `${'(1+'.repeat(50)}1${')%'.repeat(50)}`,
    'sin(1e15)^'.repeat(45) + '1',
  ]
  for (const expression of hostile) {
    const started = performance.now()
    await result(expression).catch((err: Error) =>
      expect(err.name, expression.slice(0, 40)).toBe('ToolFailure'),
    )
    expect(performance.now() - started, expression.slice(0, 40)).toBeLessThan(2_000)
  }
})

test('ten thousand digits do not fit', async () => {
  await expect(result('9'.repeat(10_000))).rejects.toThrow('The arguments do not fit')
})
