import { foldLetters } from '../phrases/fold.ts'
import type { FactLine } from '../store/facts.ts'
import { lineOf } from './fact-line.ts'

/** Most that a turn is told of a person: lines, and characters. */
export const MOST_LINES = 12
export const MOST_LETTERS = 1_200
/** Of those that are told whatever is spoken of. */
const BASIC = 4
const LATEST = 2
/** What counts in almost any conversation: what they eat, their people, where they live, what they are called and speak. */
const BASIC_WORDS =
  /(?<!\p{L})(?:allerg\p{L}*|alerg\p{L}*|intoleran\p{L}*|(?:pesca|vega|vege)[nt]\p{L}*|halal|kosher|languages?|idiomas?|linguas?|sprachen?|langues?|speaks?|wife|husband|partner|married|children|kids|live|lives|vivo|moro|wohne|habite|name is|me llamo|me chamo|heisse|m'appelle)(?!\p{L})/u

/**
 * The facts that a turn is told: all when they are few, otherwise what has most to do with the words, then what counts almost
 * anywhere, then the latest. By their names; the same for the same words.
 */
export function fitting(facts: FactLine[], words: string): FactLine[] {
  const few = facts.length <= MOST_LINES && letters(facts) <= MOST_LETTERS
  if (few) return facts
  const latest = facts.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime() || b.ref - a.ref)
  const folded = foldedTexts(facts)
  const best = byWords(facts, words, folded)
  const basic = latest
    .filter((fact) => fact.about === 'me' && BASIC_WORDS.test(folded.get(fact) ?? ''))
    .slice(0, BASIC)
  const reserved = BASIC + LATEST
  const order = new Set([
    ...best.slice(0, MOST_LINES - reserved),
    ...basic,
    ...latest.slice(0, LATEST),
    ...best,
    ...latest,
  ])
  const kept: FactLine[] = []
  for (const fact of order)
    if (kept.length < MOST_LINES && letters([...kept, fact]) <= MOST_LETTERS) kept.push(fact)
  return kept.toSorted((a, b) => a.ref - b.ref)
}

const letters = (facts: FactLine[]): number => facts.reduce((sum, fact) => sum + lineOf(fact).length + 1, 0)

/** All at once: a person may have many, and each message waits for this. */
function foldedTexts<Fact extends FactLine>(facts: Fact[]): Map<Fact, string> {
  const lines = foldLetters(facts.map(({ text }) => text.replaceAll('\n', ' ')).join('\n')).split('\n')
  return new Map(facts.map((fact, at) => [fact, lines[at] ?? '']))
}

/** Those that share words with what was said, the rarest words and the names first. */
export function byWords<Fact extends FactLine>(
  facts: Fact[],
  words: string,
  folded = foldedTexts(facts),
): Fact[] {
  const said = tokens(words)
  const held = facts.map((fact) => {
    const names = fact.about === 'me' ? new Set<string>() : tokens(fact.about)
    return { fact, names, words: new Set([...foldedTokens(folded.get(fact) ?? ''), ...names]) }
  })
  const count = new Map<string, number>()
  for (const { words } of held) for (const word of words) count.set(word, (count.get(word) ?? 0) + 1)
  return held
    .map(({ fact, names, words }) => ({
      fact,
      score: [...words]
        .filter((word) => said.has(word))
        // A word that half of the facts hold tells nothing of one of them.
        .filter((word) => names.has(word) || (count.get(word) ?? 0) <= Math.max(3, facts.length / 4))
        .reduce((sum, word) => sum + (names.has(word) ? 3 : 1 / (count.get(word) ?? 1)), 0),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || b.fact.ref - a.fact.ref)
    .map(({ fact }) => fact)
}

/** Most of a message that is looked at, in characters. */
const MOST_WORDS = 10_000
const CJK = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u

/** Words folded, of three letters or more, without an ending; pairs of signs where a script has no blanks. */
export const tokens = (text: string): Set<string> =>
  new Set(foldedTokens(foldLetters(text.slice(0, MOST_WORDS))))

function foldedTokens(folded: string): string[] {
  return (folded.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((word) => {
    if (CJK.test(word)) {
      const signs = Array.from(word)
      return signs.length === 1 ? [word] : signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)
    }
    return word.length >= 3 ? [word.replace(/(?<=\p{L}{4})(?:es|s|en|n)$/u, '')] : []
  })
}
