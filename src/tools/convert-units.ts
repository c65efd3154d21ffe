import type { Unit } from 'mathjs'
import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

const unit = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\d°µμ²³"'/^*. -]+$/u)

/** mathjs's units; gallons, pints, cups and spoons are those of the United States. */
export default defineTool({
  description:
    'Convert a measure to another unit: length, mass, temperature, volume, kitchen measures, speed, area, data, energy, power, ' +
    'pressure, duration. Use whenever a unit is to be converted, instead of doing it in your head. Not for currencies.',
  input: z.object({
    value: z.number().describe('How many of the first unit'),
    from: unit.describe('In English, e.g. "mi", "kg", "°C", "cups", "km/h", "sq ft", "GB", "kWh"'),
    to: unit.describe('The unit that is wanted, in the same way'),
  }),

  async run({ value, from, to }) {
    const { convert } = await (converter ??= openConverter())
    return `${shown(value)} ${from} = ${shown(convert(value, from, to))} ${to}`
  },
})

/** What people write that mathjs does not know, or takes for something else: its "C" is the coulomb. */
const everyday = new Map(
  (
    'c=degC; °c=degC; centigrade=degC; f=degF; °f=degF; °=deg; degrees=deg; mph=mi/h; kmh=km/h; kph=km/h; ' +
    'kn=knot; pound=lbm; pounds=lbm; sqm=m^2; sqkm=km^2; tsp=teaspoon; tbsp=tablespoon; fl oz=floz; ' +
    `calorie=cal; calories=cal; '=ft; "=in; µm=micrometer; μm=micrometer; ly=lightyear; mbps=Mb/s; ` +
    'horsepower=hp'
  )
    .split('; ')
    .map((pair) => pair.split('=') as [string, string]),
)

/** Beside mathjs's own. */
const added = {
  cal: '4.184 J',
  kcal: '4184 J',
  knot: '1.852 km/h',
  nauticalmile: '1852 m',
  lightyear: '9460730472580800 m',
  imperialgallon: '4.54609 L',
  imperialpint: '0.56826125 L',
}

let converter: ReturnType<typeof openConverter> | undefined

/** mathjs takes a while to load, and most turns never convert. */
async function openConverter() {
  const mathjs = await import('mathjs')
  const math = mathjs.create(mathjs.all ?? {})
  for (const [name, definition] of Object.entries(added)) math.createUnit(name, { definition })

  /** Only the name of a unit gets here, and no expression. */
  function named(words: string): string {
    const plain = words.toLowerCase().replaceAll(/\s+/g, ' ')
    const known = everyday.get(plain)
    if (known) return known
    // "Mb" are bits; "MB", "mb" and "KB" are meant as bytes.
    const bytes = /^([kmgt])(i?)b$/i.exec(words)
    if (bytes && !/[A-Z]i?b$/.test(words))
      return `${bytes[1]?.toLowerCase() === 'k' && !bytes[2] ? 'k' : bytes[1]?.toUpperCase()}${bytes[2]}B`
    const power = /^(square|sq|cubic) ?(.+)$/.exec(plain)
    const name = spelt(power?.[2] ?? words) + (power ? (power[1] === 'cubic' ? '^3' : '^2') : '')
    const joined = name.replaceAll(/\s+/g, '').toLowerCase()
    const candidates = [name, joined, joined.replace(/s$/, '')]
    const fits = candidates.find(isUnit)
    if (!fits)
      throw new ToolFailure(`There is no unit "${words}" here. Write it in English, e.g. "km" or "cups".`)
    return fits
  }

  /** `km`, `km/h`, `m^2`. */
  function isUnit(name: string): boolean {
    if (!/^[A-Za-z]+(?:\^[1-6])?(?:[*/][A-Za-z]+(?:\^[1-6])?){0,3}$/.test(name)) return false
    return name.split(/[*/]/).every((part) => math.Unit.isValuelessUnit(part.replace(/\^\d$/, '')))
  }

  function convert(value: number, from: string, to: string): number {
    const [given, wanted] = [named(from), named(to)]
    let measure: Unit
    try {
      measure = math.unit(value, given)
      measure = measure.to(wanted)
    } catch (cause) {
      throw new ToolFailure(`"${from}" and "${to}" do not measure the same thing.`, { cause })
    }
    const converted = measure.toNumber(wanted)
    if (!Number.isFinite(converted)) throw new ToolFailure('That is too large a number to convert.')
    return converted
  }

  return { convert }
}

const spelt = (name: string) =>
  name
    .replaceAll('²', '^2')
    .replaceAll('³', '^3')
    .replace(/(?<=[a-z])([23])$/i, '^$1')
    .replace(/^deg(?:ree)?s? (?=[a-z])/i, '')
    .replaceAll(/metre/gi, 'meter')
    .replaceAll(/\s+per\s+/gi, '/')

/** Ten digits hide what binary fractions leave behind. */
function shown(value: number): string {
  const rounded = Number(value.toPrecision(10))
  const size = Math.abs(rounded)
  if (size !== 0 && (size < 1e-6 || size >= 1e15)) return rounded.toExponential().replace('e+', 'e')
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 12, useGrouping: false })
}
