import type { Logger } from 'pino'
import { languageOf } from '../person-language.ts'
import type { Database } from '../store/database.ts'
import { configsInUse, countWords, knownConfigs, reduceWords } from '../store/passages.ts'
import { type FoundPassage, searchByVector, searchByWords } from '../store/search-passages.ts'
import { hasVectors } from '../store/vectors.ts'
import type { Embedder } from './embed.ts'
import { type CountedWord, fuse, MOST_WEIGHED, planSearch } from './rank.ts'
import { beginningOf, configFor, isCommon, wordsOf } from './words.ts'

export interface SearchOptions {
  person: string
  most: number
  /** What is asked of; both where there are vectors, by default. */
  by?: 'words' | 'vectors' | 'both'
}

/** A passage must hold so much of what a question's words weigh. */
const LEAST_SHARE = 0.3
/** Of each way of searching, before they become one list. */
const CANDIDATES = 20
/** More words than that are no question. */
const MOST_WORDS = 32

export function createSearch({
  database,
  embedder,
  log,
}: {
  database: Database
  embedder: Embedder | undefined
  log: Logger
}) {
  /** The words of a question that tell something, with their forms in the languages that documents are in. */
  async function tellingWords(query: string): Promise<Omit<CountedWord, 'passages'>[]> {
    const configs = await configsInUse(database.pool)
    const words = [...new Set(wordsOf(query))].slice(0, MOST_WORDS)
    if (words.length === 0 || configs.length === 0) return []
    const asked = languageOf([query], { default: 'und' })
    const own = asked.confident ? configFor(asked.language, await knownConfigs(database.pool)) : undefined
    const looked = own === undefined ? configs : [...new Set([...configs, own])]
    const reduced = await reduceWords(database.pool, words, looked)
    return words.flatMap((word, n) => {
      const forms = reduced.filter((one) => one.n === n)
      // A word that says nothing in the language of the question says nothing in any.
      const saysNothing = forms.some(
        ({ config, lexemes }) => lexemes.length === 0 && (own === undefined || config === own),
      )
      const found = forms.filter(({ config }) => configs.includes(config)).flatMap(({ lexemes }) => lexemes)
      const lexemes = [...new Set([...found, ...(configs.includes('simple') ? beginningOf(word) : [])])]
      return saysNothing || lexemes.length === 0 ? [] : [{ lexemes, common: isCommon(word) }]
    })
  }

  async function byWords(query: string, person: string): Promise<FoundPassage[]> {
    const telling = await tellingWords(query)
    if (telling.length === 0) return []
    const counts = await countWords(database.pool, [...new Set(telling.flatMap(({ lexemes }) => lexemes))])
    const counted = telling.map((word) => ({
      ...word,
      passages: Math.max(...word.lexemes.map((lexeme) => counts.of.get(lexeme) ?? 0)),
    }))
    const { needed, terms } = planSearch(counted, counts.passages)
    return searchByWords(database.pool, {
      person,
      needed,
      terms,
      leastShare: LEAST_SHARE,
      mostWeighed: MOST_WEIGHED,
      most: CANDIDATES,
    })
  }

  /** Words alone are an answer too, so whatever goes wrong here is told to the log and not to the person. */
  async function byVectors(
    queries: readonly string[],
    person: string,
    signal: AbortSignal,
  ): Promise<FoundPassage[][]> {
    try {
      if (!embedder || !(await hasVectors(database.pool))) return []
      const vectors = await embedder.queries(queries, signal)
      const lists: FoundPassage[][] = []
      for (const vector of vectors) {
        const { model } = embedder
        lists.push(
          await searchByVector(database, {
            person,
            model,
            vector,
            leastSimilarity: embedder.leastSimilarity,
            most: CANDIDATES,
          }),
        )
      }
      return lists
    } catch (err) {
      signal.throwIfAborted()
      log.warn({ err }, 'documents are searched by words alone')
      return []
    }
  }

  /** The passages that fit one of several ways to ask the same best, best first; none when nothing fits. */
  return async function search(
    queries: readonly string[],
    { person, most, by = 'both' }: SearchOptions,
    signal: AbortSignal,
  ): Promise<FoundPassage[]> {
    const near = by === 'words' ? Promise.resolve([]) : byVectors(queries, person, signal)
    const lists: FoundPassage[][] = []
    if (by !== 'vectors') for (const query of queries) lists.push(await byWords(query, person))
    return fuse([...lists, ...(await near)], most)
  }
}
