import type { Database } from '../store/database.ts'
import { prepareVectors, vectorSupport } from '../store/vectors.ts'
import type { Embedder } from './embed.ts'
import type { Piece } from './split.ts'

export interface MakeVectors {
  model: string
  /** False once they could not be made: the rest of the run goes without. */
  working(): boolean
  /** One for each piece; undefined when they cannot be made. What is aborted throws. */
  make(title: string, pieces: readonly Piece[], signal: AbortSignal): Promise<number[][] | undefined>
}

/**
 * Vectors are an addition: a document without them is found by its words, and the next run makes what is missing.
 * `failed` is told once why there are none. Undefined: this Postgres has no pgvector, or there is no key.
 */
export async function openVectors(
  database: Database,
  embedder: Embedder | undefined,
  failed: (error: unknown) => void,
): Promise<MakeVectors | undefined> {
  if (!embedder || (await vectorSupport(database.pool)) === 'missing') return undefined
  let working = true
  let dimensions: number | undefined
  return {
    model: embedder.model,
    working: () => working,
    async make(title, pieces, signal) {
      if (!working) return undefined
      try {
        const texts = pieces.map(({ section, text }) => [title, section, text].filter(Boolean).join('\n'))
        const vectors = await embedder.documents(texts, signal)
        const length = vectors[0]?.length ?? 0
        if (dimensions !== length) await prepareVectors(database, length)
        dimensions = length
        return vectors
      } catch (error) {
        signal.throwIfAborted()
        working = false
        failed(error)
        return undefined
      }
    },
  }
}
