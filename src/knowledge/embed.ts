import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { PermanentError, TransientError } from '../errors.ts'

export interface EmbeddingSettings {
  apiKey: string
  baseUrl: string | undefined
  model: string
}

/** Turns texts into vectors, in which what means the same is near. */
export interface Embedder {
  model: string
  /** Cosine between a question and a passage from which on they are about the same. */
  leastSimilarity: number
  /** Of many texts; tries again for minutes. Throws `PermanentError` when it will not go, `TransientError` otherwise. */
  documents(texts: readonly string[], signal: AbortSignal): Promise<number[][]>
  /** Of a person's question: once, and no longer than they would wait. Throws the same. */
  queries(texts: readonly string[], signal: AbortSignal): Promise<number[][]>
}

/** OpenAI takes 2,048 texts and 300,000 tokens at once (PROTOCOLS 5.6); a letter may be more than a token. */
const MOST_TEXTS = 100
const MOST_CHARACTERS = 100_000
/** Of one text: 8,192 tokens at most, in any script. */
const LONGEST_TEXT = 4_000
const DOCUMENTS_MS = 60_000
const QUERY_MS = 2_500
/** By model, because each spreads its vectors in its own way. */
const LEAST_SIMILARITY: Readonly<Record<string, number>> = {
  'text-embedding-3-small': 0.3,
  'text-embedding-3-large': 0.3,
  'text-embedding-ada-002': 0.76,
}
const TRIES = 6
const LONGEST_PAUSE_MS = 60_000

/** `firstPauseMs`: before the second try; doubled each time. */
export function createEmbedder(settings: EmbeddingSettings, firstPauseMs = 1_000): Embedder {
  const { apiKey, model } = settings
  const baseURL = settings.baseUrl ?? 'https://api.openai.com/v1'

  async function request(texts: string[], timeoutMs: number, signal: AbortSignal): Promise<number[][]> {
    const { OpenAIEmbeddings } = await import('@langchain/openai')
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    const client = new OpenAIEmbeddings({
      apiKey,
      model,
      batchSize: MOST_TEXTS,
      maxRetries: 0,
      timeout: timeoutMs,
      // Its own methods take no signal.
      configuration: { baseURL, fetch: (url, init) => fetch(url, { ...init, signal: limited }) },
    })
    const vectors = await client.embedDocuments(texts)
    const [first] = vectors
    const fits = ({ length }: number[]) => length > 0 && length === first?.length
    if (vectors.length !== texts.length || !vectors.every((one) => fits(one) && one.every(Number.isFinite)))
      throw new PermanentError(`${model} does not answer with one vector for each text`)
    return vectors
  }

  async function patiently(texts: string[], signal: AbortSignal): Promise<number[][]> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await request(texts, DOCUMENTS_MS, signal)
      } catch (error) {
        signal.throwIfAborted()
        const failure = failureOf(error, model)
        if (failure instanceof PermanentError || tried === TRIES) throw failure
        const wait = retryAfterOf(error) ?? firstPauseMs * 2 ** (tried - 1)
        await pause(Math.min(wait, LONGEST_PAUSE_MS), undefined, { signal })
      }
    }
  }

  return {
    model,
    leastSimilarity: LEAST_SIMILARITY[model] ?? 0.2,
    async documents(texts, signal) {
      const vectors: number[][] = []
      for (const batch of batches(texts)) vectors.push(...(await patiently(batch, signal)))
      return vectors
    },
    async queries(texts, signal) {
      try {
        return await request(texts.map(trimmed), QUERY_MS, signal)
      } catch (error) {
        signal.throwIfAborted()
        throw failureOf(error, model)
      }
    },
  }
}

function* batches(texts: readonly string[]): Generator<string[]> {
  let batch: string[] = []
  let characters = 0
  for (const text of texts.map(trimmed)) {
    if (batch.length === MOST_TEXTS || (batch.length > 0 && characters + text.length > MOST_CHARACTERS)) {
      yield batch
      batch = []
      characters = 0
    }
    batch.push(text)
    characters += text.length
  }
  if (batch.length > 0) yield batch
}

/** An empty text is refused, and with it all the others of its request. */
const trimmed = (text: string) => text.slice(0, LONGEST_TEXT).toWellFormed().trim() || '-'

const Refusal = z.object({
  status: z.number().optional(),
  code: z.string().nullish(),
  headers: z.unknown().optional(),
})

/** Decided by status and code: the words of an error have LangChain's advice in them. */
function failureOf(error: unknown, model: string): Error {
  if (error instanceof PermanentError || error instanceof TransientError) return error
  const { status, code } = Refusal.safeParse(error).data ?? {}
  const again = status === undefined || status === 408 || status === 409 || status === 429 || status >= 500
  if (again && code !== 'insufficient_quota')
    return new TransientError(`${model} does not answer${status ? ` (${status})` : ''}`, { cause: error })
  return new PermanentError(`${model} refuses (${code ?? status ?? 'unknown'})`, { cause: error })
}

function retryAfterOf(error: unknown): number | undefined {
  const { headers } = Refusal.safeParse(error).data ?? {}
  const seconds = headers instanceof Headers ? Number(headers.get('retry-after')) : Number.NaN
  return seconds > 0 ? seconds * 1_000 : undefined
}
