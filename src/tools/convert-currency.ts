import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

const code = z
  .string()
  .trim()
  .regex(/^[A-Za-z]{3}$/, 'must be a code of three letters such as USD')

const Rates = z.object({ date: z.iso.date(), rates: z.record(z.string(), z.number().positive()) })

/** Frankfurter, without a key: the European Central Bank's reference rates of the latest working day, about 30 currencies. */
export default defineTool({
  description:
    'Convert an amount of money to another currency, by the latest reference rate of the European Central Bank. Use whenever ' +
    'currencies are to be converted or an exchange rate is asked for. Say of which day the rate is; banks and cards take others.',
  input: z.object({
    amount: z.number().min(0).max(1e15).describe('How much; 1 for a rate'),
    from: code.describe('ISO 4217 code of what they have, e.g. USD'),
    to: code.describe('ISO 4217 code of what it is to become, e.g. EUR'),
  }),
  env: { FRANKFURTER_BASE_URL: z.url().optional() },
  timeoutMs: 10_000,
  limit: { calls: 60, per: 'hour' },

  async run({ amount, from, to }, { env, fetch, signal, log }) {
    const [base, wanted] = [from.toUpperCase(), to.toUpperCase()]
    if (base === wanted) throw new ToolFailure(`Both are ${base}: ask which other currency is meant.`)
    const origin = env.FRANKFURTER_BASE_URL ?? 'https://api.frankfurter.dev'
    const { date, rates } = await fetch(`${origin}/v1/latest?base=${base}&symbols=${wanted}`, { signal })
      .then(async (response) => {
        // An unknown currency is "not found"; next to known ones it is left out.
        if (response.status === 404 || response.status === 422) return { date: '', rates: {} }
        if (!response.ok) throw new Error(`Frankfurter answered ${response.status}`)
        return Rates.parse(await response.json())
      })
      .catch((err: unknown) => {
        log.warn({ err }, 'exchange rates failed')
        throw new ToolFailure('Exchange rates cannot be looked up right now.', { cause: err })
      })
    const rate = new Map(Object.entries(rates)).get(wanted)
    if (rate === undefined)
      throw new ToolFailure(
        `The European Central Bank publishes no rate between ${base} and ${wanted}. It has about 30 currencies, such as EUR, USD, ` +
          'GBP, JPY, CHF, BRL, MXN, INR and CNY; the web may know others.',
      )
    return `${money(amount, base)} = ${money(amount * rate, wanted)}, at 1 ${base} = ${rate} ${wanted} (European Central Bank, ${date})`
  },
})

/** With the decimals that the currency has, or more where they would show nothing. */
function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, useGrouping: false })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const small = amount !== 0 && amount < 10 ** -digits
  return `${small ? amount.toPrecision(3) : amount.toFixed(digits)} ${currency}`
}
