import { tokens } from './fit.ts'

/** Most that is kept of the words a fact was learnt from, in characters. */
const MOST_SOURCE = 200

/** One line, without signs that show nothing or turn the writing round. */
export function sentence(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s\u202a-\u202e\u2066-\u2069\u200b]+/gu, ' ')
    .trim()
}

/** The sentence of the person's words that the fact comes from, as far as words tell; otherwise how they begin. */
export function bestWords(words: string, fact: string): string {
  const wanted = tokens(fact)
  const sentences = words
    .split(/(?<=[.!?…。！？])\s+|\n+/u)
    .map(sentence)
    .filter(Boolean)
  const scored = sentences.map((text) => ({
    text,
    score: [...tokens(text)].filter((word) => wanted.has(word)).length,
  }))
  const best = scored.reduce((best, one) => (one.score > best.score ? one : best), { text: '', score: 0 })
  return cut(best.text || sentence(words))
}

function cut(text: string): string {
  return text.length <= MOST_SOURCE ? text : `${text.slice(0, MOST_SOURCE - 1).toWellFormed()}…`
}
