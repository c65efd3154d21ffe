import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { startSandbox } from '../../sandbox/sandbox.ts'
import { createEmbedder, type EmbeddingSettings } from '../../src/knowledge/embed.ts'
import { ingest } from '../../src/knowledge/ingest.ts'
import { openVectors } from '../../src/knowledge/make-vectors.ts'
import { createSearch, type SearchOptions } from '../../src/knowledge/search.ts'
import { createLog } from '../../src/log.ts'
import { createDecoder } from '../../src/media/decode.ts'
import { startPgvector } from './pgvector.ts'

const EVALS = join(import.meta.dirname, '../../evals')
const CORPUS = join(EVALS, 'knowledge')
const MOST = 5

/**
 * A question, and where its answer stands as `file#section`; null: nowhere. The search was tuned on those of one split, and
 * only the others tell how good it is.
 */
const Labelled = z.object({
  split: z.enum(['tuned', 'held-out']),
  question: z.string(),
  answer: z.string().nullable(),
})
type Labelled = z.infer<typeof Labelled>

export interface Score {
  split: Labelled['split']
  by: NonNullable<SearchOptions['by']>
  /** Share of the questions whose answer is among the first five. */
  recall: number
  /** Mean of one by the rank of the answer; 0 where it is not among them. */
  mrr: number
  /** Share of the questions without an answer for which nothing came. */
  nothing: number
  missed: string[]
  wrong: string[]
}

/** How well the labelled questions find their answers; `live`: with the vectors of a real model. */
export async function evalKnowledge(
  live: EmbeddingSettings | undefined,
): Promise<{ model: string; scores: Score[] }> {
  await using stack = new AsyncDisposableStack()
  const { database } = stack.use(await startPgvector())
  const embedder = createEmbedder(live ?? (await standIn(stack)))
  const failures: unknown[] = []
  const vectors = await openVectors(database, embedder, (error) => failures.push(error))
  const settings = { database, decoder: createDecoder({ timeoutMs: 60_000 }), vectors }
  const request = { paths: [CORPUS], audience: undefined, dryRun: false }
  const signal = new AbortController().signal
  await ingest(
    settings,
    request,
    ({ change, source, note }) => {
      if (change === 'failed') failures.push(new Error(`${source}: ${note}`))
    },
    signal,
  )
  if (failures.length > 0) throw new AggregateError(failures, 'the documents could not be prepared')

  const labelled = (await readFile(join(EVALS, 'knowledge.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => Labelled.parse(JSON.parse(line)))
  const search = createSearch({ database, embedder, log: createLog('silent') })
  const scores: Score[] = []
  for (const by of ['words', 'vectors', 'both'] as const) {
    const ranks: { label: Labelled; rank: number | undefined; first: string | undefined }[] = []
    for (const label of labelled) {
      const found = await search([label.question], { person: '+15550100001', most: MOST, by }, signal)
      const places = found.map(({ source, section }) => placeOf(source, section))
      const at = places.findIndex((place) => fits(place, label.answer))
      ranks.push({ label, rank: at < 0 ? undefined : at + 1, first: places[0] })
    }
    for (const split of Labelled.shape.split.options)
      scores.push(
        scoreOf(
          split,
          by,
          ranks.filter(({ label }) => label.split === split),
        ),
      )
  }
  return { model: live ? live.model : 'the stand-in, by words and letters alone', scores }
}

async function standIn(stack: AsyncDisposableStack): Promise<EmbeddingSettings> {
  const account = { accountSid: 'AC0', authToken: 'none', whatsappFrom: 'whatsapp:+1', smsFrom: '+1' }
  const sandbox = stack.use(await startSandbox(account))
  const { OPENAI_BASE_URL: baseUrl } = sandbox.settings()
  return { apiKey: 'sk-eval', baseUrl, model: 'hashed' }
}

/** As the labels have it: the file's name, and the last heading. A saved page is known by its address. */
function placeOf(source: string, section: string): string {
  const file = source.startsWith('https://vela.example.test/club')
    ? 'loyalty-club.html'
    : source.split('/').at(-1)
  return `${file}#${section.split(' › ').at(-1)}`
}

const fits = (place: string, answer: string | null) =>
  answer !== null && (answer.endsWith('#') ? place.startsWith(answer) : place === answer)

function scoreOf(
  split: Score['split'],
  by: Score['by'],
  ranks: { label: Labelled; rank: number | undefined; first: string | undefined }[],
): Score {
  const asked = ranks.filter(({ label }) => label.answer !== null)
  const unanswerable = ranks.filter(({ label }) => label.answer === null)
  const share = (count: number, all: unknown[]) => (all.length > 0 ? count / all.length : 0)
  const missed = asked.filter(({ rank }) => rank === undefined)
  const wrong = unanswerable.filter(({ first }) => first !== undefined)
  return {
    split,
    by,
    recall: share(asked.length - missed.length, asked),
    mrr: share(
      asked.reduce((sum, { rank }) => sum + (rank ? 1 / rank : 0), 0),
      asked,
    ),
    nothing: share(unanswerable.length - wrong.length, unanswerable),
    missed: missed.map(({ label, first }) => `${label.question} → ${first ?? 'nothing'}`),
    wrong: wrong.map(({ label, first }) => `${label.question} → ${first}`),
  }
}
