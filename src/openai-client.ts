import type { OpenAI } from 'openai'

export interface OpenaiAccess {
  apiKey: string
  baseUrl?: string | undefined
  /** Of one request, in milliseconds. */
  timeoutMs: number
}

/** The SDK for what LangChain has no part for. Loaded at the first use: it is a tenth of a second of the start. */
export function openOpenai({ apiKey, baseUrl, timeoutMs }: OpenaiAccess): () => Promise<OpenAI> {
  let opened: Promise<OpenAI> | undefined
  const open = async (): Promise<OpenAI> => {
    const sdk = await import('openai')
    const baseURL = baseUrl ?? 'https://api.openai.com/v1'
    return new sdk.OpenAI({ apiKey, baseURL, maxRetries: 0, timeout: timeoutMs, fetch: fetchBounded })
  }
  return () =>
    (opened ??= open().catch((error: unknown) => {
      opened = undefined
      throw error
    }))
}

/** Longest answer that is read, in bytes; a spoken one of 4,096 characters is about a tenth of it. */
const LONGEST_ANSWER = 20 * 1024 * 1024

async function fetchBounded(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init)
  let left = LONGEST_ANSWER
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.length
      if (left < 0) controller.error(new Error('the answer is too long'))
      else controller.enqueue(chunk)
    },
  })
  const { status, statusText, headers } = response
  return new Response(response.body?.pipeThrough(counted) ?? null, { status, statusText, headers })
}
