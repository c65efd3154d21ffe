import { expect, test } from 'vitest'
import { openTool } from '../support/open-tool.ts'

const convertUnits = await openTool('convert-units')

const convert = async (value: number, from: string, to: string) =>
  (await convertUnits.call({ value, from, to })).text

test.each([
  [10, 'miles', 'km', '16.09344'],
  [5, 'kilometres', 'miles', '3.106855961'],
  [100, '°F', '°C', '37.77777778'],
  [37, 'C', 'F', '98.6'],
  [0, 'K', 'celsius', '-273.15'],
  [5, 'pounds', 'kg', '2.26796185'],
  [1, 'cup', 'ml', '236.5882365'],
  [2, 'tbsp', 'tsp', '6'],
  [60, 'mph', 'km/h', '96.56064'],
  [3, 'knots', 'km/h', '5.556'],
  [100, 'square metres', 'sq ft', '1076.391042'],
  [1, 'cubic metre', 'litres', '1000'],
  [1, 'Mb', 'MB', '0.125'],
  [500, 'mb', 'GB', '0.5'],
  [500, 'kcal', 'kJ', '2092'],
  [1, 'imperial gallon', 'L', '4.54609'],
  [3, 'feet', 'inches', '36'],
  [90, 'minutes', 'hours', '1.5'],
  [20, 'degrees celsius', 'K', '293.15'],
  [1, 'sq ft', 'm2', '0.09290304'],
  [2, 'm3', 'l', '2000'],
])('%d %s in %s is %s', async (value, from, to, shown) => {
  expect(await convert(value, from, to)).toBe(`${value} ${from} = ${shown} ${to}`)
})

test('what comes out too large is refused', async () => {
  await expect(convert(1e308, 'km', 'mm')).rejects.toThrow('too large a number')
})

test.each([
  ['m', 'kg', 'do not measure the same thing'],
  ['foo', 'm', 'no unit "foo"'],
  ['constructor', 'm', 'no unit "constructor"'],
  ['__proto__', 'm', 'The arguments do not fit'],
  ['m^99999999', 'm', 'no unit'],
])('%s to %s is refused: %s', async (from, to, words) => {
  await expect(convert(1, from, to)).rejects.toThrow(words)
})
