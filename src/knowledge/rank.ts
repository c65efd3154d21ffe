import type { FoundPassage, Term } from '../store/search-passages.ts'

/** A word of a question with its forms in the passages, and in how many of them it stands. */
export interface CountedWord {
  lexemes: string[]
  passages: number
  /** People say it in any conversation. */
  common: boolean
}

/** So many passages are weighed at most: the rare words of a question are in fewer. */
export const MOST_WEIGHED = 2_000

/** Among a handful of passages no word is rare, and one that is in all of them may still be what was asked for. */
const FEW = 200

/** What is rare tells more: the inverse document frequency of BM25. */
function rarityOf(passages: number, all: number): number {
  const count = Math.max(all, passages, FEW)
  return Math.log(1 + (count - passages + 0.5) / (passages + 0.5))
}

/** A word that is in no document says less against a passage than one that others have and it has not. */
const UNKNOWN = 0.6
const COMMON = 0.3

const weightFor = ({ passages, common }: CountedWord, all: number): number =>
  rarityOf(passages, all) * (passages === 0 ? UNKNOWN : 1) * (common ? COMMON : 1)

/**
 * What to look for: every word weighs, but passages are found by the rarest alone, as many of them as are in no more than
 * `MOST_WEIGHED` passages. A passage that holds only words that are everywhere is not worth looking at.
 */
export function planSearch(words: readonly CountedWord[], all: number): { needed: string; terms: Term[] } {
  const rarest = words.toSorted((a, b) => a.passages - b.passages)
  const needed: string[] = []
  let passages = 0
  for (const word of rarest) {
    passages += word.passages
    if (needed.length > 0 && passages > MOST_WEIGHED) break
    needed.push(queryOf(word))
  }
  const terms = words.map((word) => ({ query: queryOf(word), weight: weightFor(word, all) }))
  return { needed: needed.join(' | '), terms }
}

const queryOf = ({ lexemes }: CountedWord): string =>
  lexemes.map((lexeme) => `'${lexeme.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' | ')

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009): scores of different kinds cannot be added, ranks can. */
const FUSION = 60

/** One list of several, the best first; what stands in more of them comes before. */
export function fuse(lists: readonly (readonly FoundPassage[])[], most: number): FoundPassage[] {
  const passages = new Map<string, { passage: FoundPassage; score: number }>()
  for (const list of lists) {
    for (const [n, passage] of list.entries()) {
      const entry = passages.get(passage.id) ?? { passage, score: 0 }
      entry.score += 1 / (FUSION + n + 1)
      passages.set(passage.id, entry)
    }
  }
  return [...passages.values()]
    .toSorted((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ passage }) => passage)
}
