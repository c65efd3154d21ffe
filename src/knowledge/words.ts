import { languageOf } from '../person-language.ts'
import { weights } from '../phrases/common-words.ts'
import { foldLetters } from '../phrases/fold.ts'

/** Scripts that are written without blanks between words: two letters each are a word here. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu
const LONGEST_WORD = 60

/** The words of a text as they are compared: folded, without punctuation, with blanks between. */
export function wordsOf(text: string): string[] {
  const folded = foldLetters(text).replaceAll("'", '')
  const spaced = folded.replace(UNSPACED, (run) => ` ${pairs(run).join(' ')} `)
  return (spaced.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((word) => [
    word.slice(0, LONGEST_WORD).toWellFormed(),
    // Of a code such as A1042, which others write A-1042.
    ...(/^\p{L}{1,4}(\p{N}{3,12})$/u.exec(word)?.slice(1) ?? []),
  ])
}

function pairs(run: string): string[] {
  const letters = [...run]
  return letters.length === 1 ? letters : letters.slice(1).map((letter, n) => `${letters[n]}${letter}`)
}

/** By language, the configurations that Postgres brings. */
const CONFIGS: Readonly<Record<string, string>> = {
  ar: 'arabic',
  ca: 'catalan',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  eu: 'basque',
  fi: 'finnish',
  fr: 'french',
  ga: 'irish',
  hi: 'hindi',
  hu: 'hungarian',
  hy: 'armenian',
  id: 'indonesian',
  it: 'italian',
  lt: 'lithuanian',
  ne: 'nepali',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sr: 'serbian',
  sv: 'swedish',
  ta: 'tamil',
  tr: 'turkish',
}

/** How the words of a language are reduced; `simple`: not at all. */
export function configFor(language: string, known: ReadonlySet<string>): string {
  const config = CONFIGS[language.split('-')[0]?.toLowerCase() ?? '']
  return config !== undefined && known.has(config) ? config : 'simple'
}

/** The language most of a text is in, BCP 47; `und` when it does not show. `claimed`: what its page says of itself. */
export function languageOfText(texts: readonly string[], claimed?: string): string {
  const step = Math.max(1, Math.floor(texts.length / 12))
  const samples = texts.filter((_, n) => n % step === 0).slice(0, 12)
  const { language, confident } = languageOf(samples, { default: 'und' })
  if (confident) return language
  if (claimed && /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(claimed)) return claimed
  return byCommonWords(samples.join(' ')) ?? 'und'
}

/** Of what is a text and no chat, fewer common words are enough. */
function byCommonWords(text: string): string | undefined {
  const points = new Map<string, number>()
  const words = foldLetters(text).match(/\p{L}+/gu) ?? []
  for (const word of words)
    for (const [language, weight] of weights.get(word) ?? [])
      points.set(language, (points.get(language) ?? 0) + weight)
  const [first, second] = [...points].toSorted((a, b) => b[1] - a[1])
  if (!first || first[1] < words.length * 0.08 || first[1] < 1.5 * (second?.[1] ?? 0)) return undefined
  return first[0]
}

/** Beginnings stand for the words of languages that are not reduced by their grammar (McNamee and Mayfield, 2004). */
const BEGINNING = 5

/** A word's beginning, where it has more; else none. */
export function beginningOf(word: string): string[] {
  const letters = [...word]
  return letters.length > BEGINNING && !/\p{N}/u.test(word) ? [letters.slice(0, BEGINNING).join('')] : []
}

/** What is given to Postgres of a text under a configuration. */
export function searchable(text: string, config: string): string {
  const words = wordsOf(text)
  if (config !== 'simple') return words.join(' ')
  return words.flatMap((word) => [word, ...beginningOf(word)]).join(' ')
}

/** Said in any conversation, in one of the languages that are told apart. */
export const isCommon = (word: string): boolean => weights.has(word)
