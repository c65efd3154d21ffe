import { cleanWords } from './clean-words.ts'

/** What a word or phrase means, whatever the language; many carry a value, as in `weekday:1`. */
const meanings = new Set(
  `weekday month day num article ord unit part noon midnight am pm oclock past before half halfto quarter
  threequarter andhalf andquarter lessquarter at on the of in from between to until and for now next
  this coming last every other workdays weekend recurring ago agobefore later earlier longer shorter
  sametime allday startof endof times starting clocktime local move weekdays by hence`.split(/\s+/),
)

export interface Meaning {
  is: 'word'
  word: string
  value: string
}

export interface Vocabulary {
  language: string
  /** By the phrase as it is split into pieces, joined by blanks. */
  phrases: ReadonlyMap<string, readonly Meaning[]>
}

/** Words, hyphens and signs of a text; numbers are none of its business. */
export const pieces = (text: string): string[] => text.match(/'?\p{L}+'?|[-@/&]/gu) ?? []

/**
 * A vocabulary from lines of the form `meaning meaning: phrase, phrase`; a list of values as in `weekday 1` goes on
 * with `|`. A phrase with hyphens is also understood without.
 */
export function vocabulary(language: string, lines: string): Vocabulary {
  const phrases = new Map<string, readonly Meaning[]>()
  for (const line of lines.split('\n')) {
    const [head, list] = line.split(' = ')
    if (!head?.trim() || list === undefined) continue
    const [name = '', first] = head.trim().split('#')
    const groups = first === undefined ? [list] : list.split('|')
    groups.forEach((group, index) => {
      const symbols = first === undefined ? name : `${name}:${Number(first) + index}`
      const meant = symbols.split(' ').map(meaning)
      for (const phrase of group.split(',')) {
        const key = pieces(cleanWords(phrase) ?? '')
        if (key.length === 0) continue
        phrases.set(key.join(' '), meant)
        phrases.set(key.filter((piece) => piece !== '-').join(' '), meant)
      }
    })
  }
  return { language, phrases }
}

function meaning(symbol: string): Meaning {
  const [word = '', value = ''] = symbol.split(':')
  if (!meanings.has(word)) throw new TypeError(`No such meaning: ${symbol}`)
  return { is: 'word', word, value }
}

/** Signs that mean the same in every language. */
export const signs = `
to = -, /
at = @
and = &
pm = pm
am = am
`
