import type { BigNumber, MathNode } from 'mathjs'
import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

/** Significant digits that are worked with, and that are shown of what does not come out even. */
const [DIGITS, SHOWN] = [40, 15]
/** How many steps, and the powers of ten that none may leave: within them each takes a moment. */
const [MOST_STEPS, LARGEST] = [150, 1_000]

const SYNTAX =
  'E.g. "1234.5 * 3 + 8%": decimals with a point, no thousands separators. Operators: + - * / ^ ! % mod. Functions: sqrt, ' +
  'cbrt, nthRoot(x, n), abs, round(x, digits), floor, ceil, min, max, sum, mean, median, ln, log10, log(x, base), exp, ' +
  'sin, cos, tan, asin, acos, atan (radians; "30 deg" for degrees), gcd, lcm, combinations(n, k). Names: pi, e.'

/**
 * mathjs reads the expression and does each step; only what is listed may stand in it, and what a step may come to is bounded,
 * as nobody who writes one is trusted (mathjs's page on security). Its reading of `%` takes twice as long with each one inside
 * another, so it never sees one.
 */
export default defineTool({
  description:
    'Calculate exactly. Use for every calculation with numbers, percentages, roots or powers, instead of doing it in your head: ' +
    '"25% of 240", "80 - 15%", "(3 + 4) * 2^10 / 7". Not for dates and times, units or currencies.',
  input: z.object({
    expression: z.string().min(1).max(500).describe(SYNTAX),
  }),
  async run({ expression }) {
    let plain = expression
    for (const [from, to] of REWRITTEN) plain = plain.replaceAll(from, to)
    const calculate = await (calculator ??= openCalculator())
    try {
      return `${expression.replaceAll(/\s+/g, ' ')} ${shown(calculate(plain))}`
    } catch (cause) {
      if (cause instanceof ToolFailure) throw cause
      const why = `It could not be worked out: ${cause instanceof Error ? cause.message : ''}.`
      throw new ToolFailure(`${why} Decimals have a point, thousands no comma.`, { cause })
    }
  },
})

const REWRITTEN: [from: RegExp, to: string][] = [
  [/÷/g, '/'],
  [/[×·]|(?<=\d)\s*x\s*(?=\d)/g, '*'],
  [/[−–]/g, '-'],
  [/(?<![\w.])(\d{1,40}(?:\.\d{1,40})?)\s*%/g, '($1 percent)'],
  [/%/g, ' percent '],
  [/(percent\s*\)?)\s*of\b/g, '$1 * '],
]
const OPERATORS = 'add subtract multiply divide mod pow unaryMinus unaryPlus factorial sqrt cbrt nthRoot '
const FUNCTIONS = 'abs round floor ceil min max sum mean median ln log log10 exp sin cos tan asin acos atan '
const STEPS = new Set(`${OPERATORS}${FUNCTIONS}gcd lcm combinations`.split(' '))
/** The largest that a function takes. */
const MOST = new Map(Object.entries({ factorial: 400, combinations: 1_000, sin: 1e15, cos: 1e15, tan: 1e15 }))

let calculator: ReturnType<typeof openCalculator> | undefined

/** mathjs takes a while to load, and most turns never calculate. */
async function openCalculator() {
  const mathjs = await import('mathjs')
  const math = mathjs.create(mathjs.all ?? {}, { number: 'BigNumber', precision: DIGITS, predictable: true })
  const [one, pi] = [math.bignumber(1), math.acos(math.bignumber(-1))]
  const names = new Map(Object.entries({ pi, e: one.exp(), percent: one.div(100), deg: pi.div(180) }))

  return function calculate(expression: string): BigNumber {
    let steps = 0
    return valueOf(math.parse(expression))

    function valueOf(node: MathNode): BigNumber {
      if (++steps > MOST_STEPS) throw new ToolFailure('It has too many steps. Do it in several.')
      if (mathjs.isParenthesisNode(node)) return valueOf(node.content)
      if (mathjs.isConstantNode(node) && mathjs.isBigNumber(node.value)) return bounded(node.value)
      if (mathjs.isSymbolNode(node)) return names.get(node.name) ?? unknown(node.name)
      if (!mathjs.isFunctionNode(node) && !mathjs.isOperatorNode(node))
        throw new ToolFailure('Only numbers, operators and the functions that are listed can be calculated.')
      const name = mathjs.isFunctionNode(node) ? node.fn.name : node.fn
      const args: BigNumber[] = node.args.map(valueOf)
      const [whole, part] = args
      const [alike, relative]: boolean[] = node.args.map(isPercent)
      // "80 - 15%" is fifteen percent of the 80.
      if (/^(?:add|subtract)$/.test(name) && relative && !alike && whole && part)
        return take(name, [whole, bounded(whole.times(part))])
      return take(name, args)
    }

    function isPercent(node: MathNode): boolean {
      if (mathjs.isParenthesisNode(node)) return isPercent(node.content)
      const unit = mathjs.isOperatorNode(node) && node.fn === 'multiply' ? node.args[1] : undefined
      return mathjs.isSymbolNode(unit) && unit.name === 'percent'
    }

    function take(name: string, args: BigNumber[]): BigNumber {
      if (!STEPS.has(name)) return unknown(name)
      if (name === 'log' && args.length < 2) throw new ToolFailure('Write ln(x), log10(x) or log(x, base).')
      if (args.some((value) => value.abs().gt(MOST.get(name) ?? Infinity)))
        throw new ToolFailure(`${name} of a number that large is too much.`)
      if (name === 'mod' && args[1]?.isZero()) throw new ToolFailure('It divides by zero.')
      const values = args.map((value) => new math.ConstantNode(value))
      return bounded(new math.FunctionNode(name === 'ln' ? 'log' : name, values).evaluate())
    }

    function bounded(value: unknown): BigNumber {
      if (!mathjs.isBigNumber(value) || value.isNaN()) throw new ToolFailure('It has no real result.')
      if (!value.isFinite() || Math.abs(value.e) > LARGEST)
        throw new ToolFailure('It divides by zero, or comes to a number too large or too small to work with.')
      return value
    }
  }
}

function unknown(name: string): never {
  throw new ToolFailure(`"${name.slice(0, 40)}" means nothing here. For units there is convert-units.`)
}

function shown(value: BigNumber): string {
  const exact = value.toSignificantDigits(DIGITS - 4) // the last ones hold what rounding left
  if (exact.isInteger() && exact.e < 30) return `= ${exact.toFixed()}`
  const some = exact.toSignificantDigits(SHOWN)
  return `${some.eq(exact) ? '=' : '≈'} ${some.e < -7 || some.e >= 21 ? some.toExponential() : some.toFixed()}`
}
