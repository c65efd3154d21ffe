import type { Database, Queryable } from './database.ts'
import { readableBy } from './documents.ts'

export interface FoundPassage {
  id: string
  title: string
  section: string
  source: string
  text: string
  /** More is better; of words and of vectors they have nothing to do with each other. */
  score: number
}

/** A word of a question, with what stands for it in the passages. */
export interface Term {
  /** A tsquery: one form, or several with `|`. */
  query: string
  /** How much it tells: rare words tell more. */
  weight: number
}

export interface WordSearch {
  person: string
  /** A tsquery: passages without any of it are not looked at. */
  needed: string
  terms: readonly Term[]
  /** Share of the weight of all terms that a passage must hold, 0 to 1. */
  leastShare: number
  /** Candidates that are weighed at most. */
  mostWeighed: number
  most: number
}

/** What a word counts for in the text, in nothing, in a section's heading and in a title. */
const PLACES = '{0.6,0.6,0.8,1}'

/**
 * The passages that hold most of the words, rare ones first. `ts_rank` of a single word grows less and less with its
 * number, as in BM25; their lengths are alike, because documents were cut into pieces. `OFFSET 0`: ranked once, not twice.
 */
export async function searchByWords(db: Queryable, search: WordSearch): Promise<FoundPassage[]> {
  const { person, needed, terms, leastShare, mostWeighed, most } = search
  const found = await db.query<FoundPassage>(
    `WITH candidates AS MATERIALIZED (
       SELECT p.id, p.words FROM passages p JOIN documents d ON d.id = p.document
       WHERE p.words @@ $1::tsquery AND ${readableBy('$2')} LIMIT $3
     ), best AS (
       SELECT id, score, share FROM candidates c, LATERAL (
         SELECT sum(rank * weight) AS score, sum(weight) FILTER (WHERE rank > 0) / sum(weight) AS share
         FROM (SELECT ts_rank('${PLACES}', c.words, query) AS rank, weight
               FROM unnest($4::tsquery[], $5::float8[]) AS t (query, weight) OFFSET 0) AS ranked
       ) AS weighed
       WHERE share >= $6 ORDER BY score * share DESC, id LIMIT $7
     )
     SELECT p.id, d.title, p.section, d.source, p.text, best.score * best.share AS score
     FROM best JOIN passages p USING (id) JOIN documents d ON d.id = p.document ORDER BY 6 DESC, p.id`,
    [
      needed,
      person,
      mostWeighed,
      terms.map(({ query }) => query),
      terms.map(({ weight }) => weight),
      leastShare,
      most,
    ],
  )
  return found.rows
}

export interface VectorSearch {
  person: string
  model: string
  vector: number[]
  /** Cosine of the angle, from which on a passage fits. */
  leastSimilarity: number
  most: number
}

/** The passages whose vectors are nearest. Reads on in the index until enough are found that this person may read. */
export async function searchByVector(database: Database, search: VectorSearch): Promise<FoundPassage[]> {
  const { person, model, vector, leastSimilarity, most } = search
  const found = await database.transaction(async (db) => {
    await db.query(`SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.ef_search = 60`)
    return db.query<FoundPassage>(
      `SELECT p.id, d.title, p.section, d.source, p.text, 1 - (v.embedding <=> $1::halfvec) AS score
       FROM passage_vectors v JOIN passages p ON p.id = v.passage JOIN documents d ON d.id = p.document
       WHERE ${readableBy('$2')} AND d.embedded_with = $3 ORDER BY v.embedding <=> $1::halfvec LIMIT $4`,
      [JSON.stringify(vector), person, model, most],
    )
  })
  return found.rows.filter(({ score }) => score >= leastSimilarity)
}
