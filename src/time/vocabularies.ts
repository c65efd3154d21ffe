import type { Vocabulary } from './vocabulary.ts'
import { dutch } from './words/dutch.ts'
import { english } from './words/english.ts'
import { french } from './words/french.ts'
import { german } from './words/german.ts'
import { italian } from './words/italian.ts'
import { portuguese } from './words/portuguese.ts'
import { spanish } from './words/spanish.ts'

const all = [english, german, spanish, portuguese, french, italian, dutch]

/**
 * The languages the words may be in, likeliest first: the person's own, then English, then the others. Words are
 * read in one language as a whole, because "um" and "mar" mean different things in different ones.
 */
export function vocabulariesFor(language = 'en'): readonly Vocabulary[] {
  const [primary] = language.toLowerCase().split('-')
  return [...all].sort((a, b) => Number(b.language === primary) - Number(a.language === primary))
}
