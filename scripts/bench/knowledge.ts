import { hashedVector } from '../../sandbox/embeddings/hashed-vector.ts'
import type { Embedder } from '../../src/knowledge/embed.ts'
import { createSearch } from '../../src/knowledge/search.ts'
import { searchable } from '../../src/knowledge/words.ts'
import { createLog } from '../../src/log.ts'
import { type Database, migrate, openDatabase } from '../../src/store/database.ts'
import { saveDocument } from '../../src/store/documents.ts'
import { recountWords } from '../../src/store/passages.ts'
import { prepareVectors } from '../../src/store/vectors.ts'
import { startPgvector } from '../eval/pgvector.ts'
import { atMost, figure, percentile, type Row } from './figures.ts'
import { benchIngest } from './ingest.ts'
import { inventPassages, type Invented, questionAbout } from './invent-passages.ts'
import type { Rig } from './rig.ts'

const PERSON = '+15550100001'
const IN_A_DOCUMENT = 100
/** Fewer than OpenAI's 1,536, and of fewer passages: Postgres in WebAssembly takes 7 ms to index one. */
const DIMENSIONS = 256
const MODEL = 'hashed'

/** How fast documents are read, and how fast and how well passages are found among many. */
export async function benchKnowledge(rig: Rig): Promise<Row[]> {
  const invented = inventPassages(rig.options.quick ? 5_000 : 50_000)
  return [...(await benchWords(rig, invented)), ...(await benchVectors(rig, invented))]
}

async function benchWords(rig: Rig, invented: readonly Invented[]): Promise<Row[]> {
  const { url } = await rig.createDatabase('knowledge')
  await using database = openDatabase(url, createLog('silent'))
  await migrate(database)
  const rows = await benchIngest(rig, url)
  await database.pool.query('DELETE FROM documents')
  await fill(database, invented, undefined)
  const note = `${invented.length.toLocaleString('en-US')} passages`
  return [...rows, ...(await benchSearch(database, undefined, invented, 'words', 50, note))]
}

async function benchVectors(rig: Rig, invented: readonly Invented[]): Promise<Row[]> {
  const some = invented.slice(0, rig.options.quick ? 1_000 : 3_000)
  await using pgvector = await startPgvector()
  const { database } = pgvector
  await prepareVectors(database, DIMENSIONS)
  // Built at once in the end it takes a third of the time. There is one connection, so this stays set.
  await database.pool.query('SET statement_timeout = 0; DROP INDEX passage_vectors_near')
  await fill(database, some, (text) => [...hashedVector(text, DIMENSIONS)])
  await database.pool.query(
    'CREATE INDEX passage_vectors_near ON passage_vectors USING hnsw (embedding halfvec_cosine_ops)',
  )
  const note = `${some.length.toLocaleString('en-US')} passages, ${DIMENSIONS} dimensions, Postgres in WebAssembly, the question's vector at once`
  return await benchSearch(database, stillEmbedder, some, 'words and vectors', 80, note)
}

async function benchSearch(
  database: Database,
  embedder: Embedder | undefined,
  invented: readonly Invented[],
  by: string,
  limit: number,
  note: string,
): Promise<Row[]> {
  const search = createSearch({ database, embedder, log: createLog('silent') })
  const signal = new AbortController().signal
  const times: number[] = []
  let found = 0
  const step = Math.floor(invented.length / 220)
  const asked = invented.filter((_, n) => n % step === 0)
  for (const [n, passage] of asked.entries()) {
    const begun = performance.now()
    const passages = await search([questionAbout(passage, n)], { person: PERSON, most: 5 }, signal)
    if (n < 20) continue // the first ones warm it up
    times.push(performance.now() - begun)
    if (passages.some(({ text }) => text === passage.text)) found += 1
  }
  return [
    figure('tools', `search by ${by}, p50`, percentile(times, 0.5), 'ms', note),
    atMost('tools', `search by ${by}, p95`, percentile(times, 0.95), 'ms', limit, note),
    figure(
      'tools',
      `recall@5 by ${by}`,
      found / times.length,
      '',
      `${times.length} questions with three words of the passage and three others`,
    ),
  ]
}

const stillEmbedder: Embedder = {
  model: MODEL,
  leastSimilarity: 0.2,
  documents: (texts) => Promise.resolve(texts.map((text) => [...hashedVector(text, DIMENSIONS)])),
  queries: (texts) => Promise.resolve(texts.map((text) => [...hashedVector(text, DIMENSIONS)])),
}

async function fill(
  database: Database,
  invented: readonly Invented[],
  vectorOf: ((text: string) => number[]) | undefined,
): Promise<void> {
  for (let at = 0; at < invented.length; at += IN_A_DOCUMENT) {
    const own = invented.slice(at, at + IN_A_DOCUMENT)
    const title = `Handbook ${at / IN_A_DOCUMENT}`
    const passages = own.map(({ section, text }) => ({
      section,
      text,
      sectionWords: searchable(section, 'english'),
      textWords: searchable(text, 'english'),
    }))
    const document = {
      path: `/bench/${at}.md`,
      source: `${at}.md`,
      title,
      titleWords: searchable(title, 'english'),
      language: 'en',
      config: 'english',
      hash: String(at),
      audience: undefined,
      embeddedWith: vectorOf && MODEL,
      passages,
    }
    const vectors = vectorOf && own.map(({ section, text }) => vectorOf(`${title}\n${section}\n${text}`))
    await saveDocument(database, document, vectors)
  }
  await recountWords(database)
}
