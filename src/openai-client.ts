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
    return new sdk.OpenAI({ apiKey, baseURL, maxRetries: 0, timeout: timeoutMs })
  }
  return () => (opened ??= open())
}
