import { findZone, isZone } from './zones.ts'
import { pieces, type Meaning, type Vocabulary } from './vocabulary.ts'

export type Token =
  | Meaning
  /** `minutes` for "15.30", which is a time or a decimal; `ordinal` for "3rd" and, as a maybe, for "3." */
  | { is: 'number'; value: number; digits: string; minutes?: number; ordinal?: 'sure' | 'maybe' }
  | { is: 'clock'; hour: number; minute: number; second: number; padded: boolean; h?: boolean }
  | { is: 'date'; year?: number; month: number; day: number }
  /** 3/4: which of the two is the month depends on the person. */
  | { is: 'numeric'; a: number; b: number; year?: number }
  | { is: 'duration'; text: string }
  | { is: 'offset'; offset: string }
  | { is: 'zone'; zone: string }
  | { is: 'several'; zones: string[] }
  | { is: 'unknown'; text: string }

type Lexer = (match: RegExpExecArray) => Token[]

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
const fullYear = (text: string | undefined) => (text?.length === 2 ? 2000 + Number(text) : number(text))

/** The first that fits at a place is taken. All of them are linear: no group repeats inside another one. */
const lexers: readonly (readonly [pattern: RegExp, tokens: Lexer])[] = [
  [/[\s,.;!?()":“”„]+/y, () => []],
  [
    /(\d{4})-(\d{2})-(\d{2})(t)?(?: ?(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?(z(?![a-z])|\+\d{2}:?\d{2}|(?<=t[\d:.]+)-\d{2}:?\d{2}))?(?:\[([\w+\-/]+)\])?)?(?![\d:])/y,
    isoMoment,
  ],
  [
    /(\d{4})\/(\d{1,2})\/(\d{1,2})(?!\d)/y,
    ([, year, month, day]) => [{ is: 'date', year: number(year), month: Number(month), day: Number(day) }],
  ],
  [
    /(\d{1,2})\. ?(0?[1-9]|1[0-2])\.(?: ?(\d{4})|(\d{2}))?(?![\d:])/y,
    ([, day, month, year, short]) => [
      { is: 'date', year: fullYear(year ?? short), month: Number(month), day: Number(day) },
    ],
  ],
  [
    /(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d:])/y,
    ([, a, , b, year]) => [{ is: 'numeric', a: Number(a), b: Number(b), year: fullYear(year) }],
  ],
  [/(\d{1,2})\/(\d{1,2})(?![\d/:])/y, ([, a, b]) => [{ is: 'numeric', a: Number(a), b: Number(b) }]],
  [
    /p(?=\d|t\d)(?:\d{1,4}y)?(?:\d{1,4}m)?(?:\d{1,4}w)?(?:\d{1,5}d)?(?:t(?:\d{1,5}h)?(?:\d{1,6}m)?(?:\d{1,6}s)?)?(?![\p{L}\d])/uy,
    ([text]) => [{ is: 'duration', text: text.toUpperCase() }],
  ],
  [
    /(\d{1,2})(:| ?h ?)(\d{2})(?::(\d{2}))?(?![\d\p{L}]| ?min)/uy,
    ([, hour = '', sign = '', minute, second]) => [
      {
        is: 'clock',
        hour: Number(hour),
        minute: Number(minute),
        second: Number(second ?? 0),
        padded: hour.length === 2 && hour.startsWith('0'),
        h: sign.includes('h'),
      },
    ],
  ],
  // "3:30pm", without a blank between.
  [
    /(\d{1,2}):(\d{2})(?=[ap]m)/y,
    ([, hour, minute]) => [
      { is: 'clock', hour: Number(hour), minute: Number(minute), second: 0, padded: false },
    ],
  ],
  [
    /(\d{1,2})(?:(st|nd|rd|th|er|re|eme|ste|de|e|o|a)(?![\p{L}\d])|\.(?= \p{L}|$))/uy,
    ([, digits = '', sure]) => [
      { is: 'number', value: Number(digits), digits, ordinal: sure ? 'sure' : 'maybe' },
    ],
  ],
  [
    /(\d{1,6})(?:[.,](\d{1,2}))?(?!\d)/y,
    ([, whole = '', part]) => [
      {
        is: 'number',
        value: Number(part === undefined ? whole : `${whole}.${part}`),
        digits: part === undefined ? whole : '',
        minutes: part?.length === 2 ? Number(part) : undefined,
      },
    ],
  ],
  [/(?:utc|gmt) ?[+-] ?\d{1,2}(?::?\d{2})?(?!\d)/y, ([text]) => place(text)],
  [/[a-z_]+\/[a-z_]{3,}(?:\/[a-z_]+)?/y, ([text]) => place(text)],
]

function isoMoment(match: RegExpExecArray): Token[] {
  const [, year, month, day, , hour, minute, second, offset, zone] = match
  const tokens: Token[] = [{ is: 'date', year: Number(year), month: Number(month), day: Number(day) }]
  if (hour === undefined) return tokens
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0), padded: true }
  tokens.push({ is: 'clock', ...clock })
  if (offset) {
    const plain = offset.replace(':', '')
    tokens.push({ is: 'offset', offset: plain === 'z' ? '+00:00' : `${plain.slice(0, 3)}:${plain.slice(3)}` })
  }
  return zone ? [...tokens, ...place(zone)] : tokens
}

function place(text: string): Token[] {
  // Names first: "EST" is a zone without summer in IANA, and the wall clock of New York to people.
  const found = findZone(text)
  if (!found) return [isZone(text) ? { is: 'zone', zone: text } : { is: 'unknown', text }]
  return [found.kind === 'zone' ? { is: 'zone', zone: found.zone } : { is: 'several', zones: found.choices }]
}

/** The tokens of cleaned words in one language; a word nobody knows is one too, for the parser to refuse. */
export function tokenize(text: string, { phrases }: Vocabulary): Token[] | undefined {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const found = lex(text, at) ?? word(text, at, phrases)
    if (!found) return undefined
    tokens.push(...found.tokens)
    at = found.end
  }
  return tokens
}

function lex(text: string, at: number): { tokens: Token[]; end: number } | undefined {
  for (const [pattern, make] of lexers) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match && match[0] !== '') return { tokens: make(match), end: at + match[0].length }
  }
  return undefined
}

const longestPhrase = 5

function word(text: string, at: number, phrases: Vocabulary['phrases']) {
  const ahead: { piece: string; end: number }[] = []
  const piece = /[.,]? *('?\p{L}+'?|[-@/&])/uy
  piece.lastIndex = at
  for (let match = piece.exec(text); match && ahead.length < longestPhrase; match = piece.exec(text)) {
    ahead.push({ piece: match[1] ?? '', end: piece.lastIndex })
  }
  for (let count = ahead.length; count > 0; count--) {
    const said = ahead.slice(0, count).map((one) => one.piece)
    const meant = phrases.get(said.join(' '))
    const end = ahead[count - 1]?.end ?? at
    if (meant) return { tokens: [...meant], end }
    const name = said.join(' ')
    const zone = name.length > 1 && pieces(name).length === count ? findZone(name) : undefined
    if (zone) return { tokens: place(name), end }
  }
  const [first] = ahead
  return first ? { tokens: [{ is: 'unknown' as const, text: first.piece }], end: first.end } : undefined
}

/** Tokens read one after the other; a reading that fails goes back to its mark. */
export function reader(tokens: readonly Token[]) {
  let at = 0
  const peek = (ahead = 0): Token | undefined => tokens[at + ahead]
  const isWord = (ahead: number, ...words: string[]): Meaning | undefined => {
    const token = peek(ahead)
    return token?.is === 'word' && words.includes(token.word) ? token : undefined
  }
  return {
    peek,
    /** The word ahead, when it is one of these. */
    sees: (...words: string[]) => isWord(0, ...words),
    seesAt: isWord,
    /** Takes the word ahead, when it is one of these. */
    word(...words: string[]): Meaning | undefined {
      const token = isWord(0, ...words)
      if (token) at++
      return token
    },
    take<Kind extends Token['is']>(kind: Kind): Extract<Token, { is: Kind }> | undefined {
      const token = peek()
      if (token?.is !== kind) return undefined
      at++
      return token as Extract<Token, { is: Kind }>
    },
    skip: (count = 1) => void (at += count),
    /** Runs a reading; what it took is put back when it gives nothing. */
    attempt<Result>(read: () => Result | undefined): Result | undefined {
      const mark = at
      const result = read()
      if (result === undefined) at = mark
      return result
    },
    done: () => at >= tokens.length,
  }
}

export type Reader = ReturnType<typeof reader>
