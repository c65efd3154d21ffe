import type { Secret } from './secrets.ts'

/** Digits as they are said, by their value. */
const DIGIT_WORDS = new Map(
  [
    'zero oh cero null zéro',
    'one uno um eins un',
    'two dos dois zwei deux',
    'three tres três drei trois',
    'four cuatro quatro vier quatre',
    'five cinco fünf cinq',
    'six seis sechs',
    'seven siete sete sieben sept',
    'eight ocho oito acht huit',
    'nine nueve nove neun neuf',
  ].flatMap((words, digit) => words.split(' ').map((word) => [word, String(digit)] as const)),
)

/** Brands by how their numbers begin, with the lengths they have. */
const BRANDS: [begin: RegExp, lengths: number[]][] = [
  [/^4/, [16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^(?:30[0-5]|3095|36|3[89])/, [14, 16]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50|5[6-8]|6)/, [16, 18, 19]],
]
const SHORTEST_CARD = 14
const LONGEST_CARD = 19
/** What may stand between two parts of one number: blanks, dashes, a word or two such as "then" or "dash". */
const GAP = /^[\s\p{P}\p{S}\p{Cf}]{0,4}(?:\p{L}{1,10}[\s\p{P}\p{Cf}]{1,3}){0,2}$/u

interface Digits {
  digits: string
  start: number
  end: number
  /** The number of the part before may go on here. */
  goesOn: boolean
}

/** Also where their digits are said in words, or stand apart. `plain`: the text with its digits as ours. */
export function cardsIn(text: string, plain: string): Secret[] {
  const parts: Digits[] = []
  for (const { 0: part, index } of plain.matchAll(/\d+|(?<![\p{L}\p{N}])\p{L}{2,6}(?![\p{L}\p{N}])/gu)) {
    const digits = /^\d/.test(part) ? part : DIGIT_WORDS.get(part.toLowerCase())
    if (digits === undefined) continue
    const before = parts.at(-1)
    const goesOn = before !== undefined && GAP.test(plain.slice(before.end, index))
    parts.push({ digits, start: index, end: index + part.length, goesOn })
  }
  const found: Secret[] = []
  for (let from = 0; from < parts.length; from += 1) {
    const first = parts[from]
    const last = first && plain[first.start - 1] !== '+' ? cardFrom(parts, from) : undefined
    if (!first || last === undefined) continue
    const end = parts[last]?.end ?? first.end
    found.push({ kind: 'card number', start: first.start, end, value: text.slice(first.start, end) })
    from = last
  }
  return found
}

/** Where the card number ends that begins with this part; undefined: none does. */
function cardFrom(parts: Digits[], from: number): number | undefined {
  let digits = ''
  let card: number | undefined
  for (let at = from; at < parts.length; at += 1) {
    const part = parts[at]
    if (!part || (at > from && !part.goesOn)) break
    digits += part.digits
    if (digits.length > LONGEST_CARD) break
    if (isCard(digits)) card = at
  }
  return card
}

function isCard(digits: string): boolean {
  if (digits.length < SHORTEST_CARD) return false
  const brand = BRANDS.some(([begin, lengths]) => lengths.includes(digits.length) && begin.test(digits))
  return brand && !/^(\d)\1+$/.test(digits) && luhn(digits)
}

function luhn(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .toReversed()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
  return sum % 10 === 0
}
