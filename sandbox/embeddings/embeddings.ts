import { z } from 'zod'
import { parseJson, sendJson, type Handler } from '../exchange.ts'
import { createFaultQueue, faultDetails, playWireFault } from '../faults.ts'
import { noQuota, openaiKeyProblem, sendModelError, usualError } from '../model/model-errors.ts'
import type { ModelRefusal } from '../model/model-request.ts'
import { DIMENSIONS, hashedVector } from './hashed-vector.ts'

/** An HTTP status, an HTML 502, no answer, a late one (`ms`), a cut connection, `insufficientQuota`, too few vectors. */
export const EmbeddingsFault = z.object({
  kind: z.enum([
    '400',
    '401',
    '404',
    '429',
    '500',
    '502',
    '503',
    'hang',
    'slow',
    'cut',
    'insufficientQuota',
    'tooFew',
  ]),
  ...faultDetails,
})
export type EmbeddingsFault = z.infer<typeof EmbeddingsFault>

export interface EmbeddingsRequest {
  model: string
  texts: string[]
}

/** What stands behind `POST /v1/embeddings`: directions by words and letters, always the same. */
export interface EmbeddingsStandIn {
  /** The valid ones, oldest first; only the last thousand are kept. */
  readonly requests: readonly EmbeddingsRequest[]
  /** How many requests came in, and how many of them were refused as invalid. */
  readonly counts: Readonly<Record<'requests' | 'invalid', number>>
  misbehave(fault: EmbeddingsFault): void
  reset(): void
}

const Body = z.object({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(z.string())]),
  encoding_format: z.enum(['float', 'base64']).default('float'),
  dimensions: z.int().min(1).max(3072).optional(),
})
const SIZES: Record<string, number> = { 'text-embedding-3-large': 3072 }
const KEPT = 1000
const MOST_INPUTS = 2048
const MOST_TOKENS = 8192
const MOST_TOKENS_IN_ALL = 300_000

export function createEmbeddings(): EmbeddingsStandIn & { handle: Handler } {
  const requests: EmbeddingsRequest[] = []
  const counts = { requests: 0, invalid: 0 }
  const faults = createFaultQueue<EmbeddingsFault>()

  return {
    requests,
    counts,
    misbehave: (fault) => faults.add(EmbeddingsFault.parse(fault)),
    reset() {
      requests.length = 0
      faults.clear()
      Object.assign(counts, { requests: 0, invalid: 0 })
    },
    async handle(exchange) {
      const { method, response } = exchange
      counts.requests++
      const refuse = (refusal: ModelRefusal, headers?: Record<string, string>) => {
        if (refusal.status === 400) counts.invalid++
        sendModelError(response, 'openai', refusal, headers)
      }
      const stranger = openaiKeyProblem(exchange.request)
      if (stranger) return refuse(stranger)
      if (method !== 'POST')
        return refuse({ status: 405, message: `Not allowed to ${method} on /v1/embeddings.` })
      const read = readBody(exchange.body)
      if ('status' in read) return refuse(read)
      const { model, texts, encoding, size } = read
      requests.push({ model, texts })
      if (requests.length > KEPT) requests.shift()
      const fault = faults.take(() => true)
      if (fault?.kind === 'insufficientQuota') return refuse(noQuota('openai'))
      if (fault) {
        const over = await playWireFault(exchange, fault, (status, headers) =>
          refuse(usualError('openai', status), headers),
        )
        if (over) return
      }
      const answered = fault?.kind === 'tooFew' ? texts.slice(1) : texts
      const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0)
      sendJson(response, 200, {
        object: 'list',
        data: answered.map((text, index) => ({
          object: 'embedding',
          index,
          embedding: written(hashedVector(text, size), encoding),
        })),
        model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      })
    },
  }
}

function readBody(
  body: string,
): ModelRefusal | (EmbeddingsRequest & { encoding: 'float' | 'base64'; size: number }) {
  const read = Body.safeParse(parseJson(body))
  if (!read.success) return { status: 400, message: z.prettifyError(read.error) }
  const { model, input, encoding_format, dimensions } = read.data
  const texts = typeof input === 'string' ? [input] : input
  const invalid = (message: string): ModelRefusal => ({ status: 400, message, param: 'input' })
  if (texts.length === 0 || texts.includes('')) return invalid("'$.input' is invalid: an empty string.")
  if (texts.length > MOST_INPUTS) return invalid(`'$.input' has more than ${MOST_INPUTS} texts.`)
  const tokens = texts.map(tokensOf)
  if (tokens.some((count) => count > MOST_TOKENS))
    return invalid(`This model's maximum context length is ${MOST_TOKENS} tokens.`)
  if (tokens.reduce((sum, count) => sum + count, 0) > MOST_TOKENS_IN_ALL)
    return invalid(
      `Requested more than ${MOST_TOKENS_IN_ALL} tokens, max ${MOST_TOKENS_IN_ALL} tokens per request.`,
    )
  return { model, texts, encoding: encoding_format, size: dimensions ?? SIZES[model] ?? DIMENSIONS }
}

/** About: four letters of Latin, one of any other script. */
const tokensOf = (text: string) =>
  Math.ceil(text.length / 4) + Math.ceil((text.match(/[\u0250-\u{10ffff}]/gu)?.length ?? 0) * 0.75)

/** `base64` is little-endian 32-bit floats (PROTOCOLS 5.6). */
function written(vector: Float32Array, encoding: 'float' | 'base64'): number[] | string {
  if (encoding === 'float') return [...vector]
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [n, value] of vector.entries()) bytes.writeFloatLE(value, n * 4)
  return bytes.toString('base64')
}
