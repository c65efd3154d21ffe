import type { DraftMedia } from './media.ts'
import { type Draft, field, text } from './phone-message.ts'

const TIMEOUT_MS = 15_000
/** An upload may come over a slow line, when the phone page is open on a real phone. */
const UPLOAD_TIMEOUT_MS = 120_000

/** Sends what a person wrote and gives its SID. Throws what `reasonOf` puts into words. */
export async function postMessage(
  message: Draft & { address: string; profileName: string },
): Promise<string> {
  const { media, ...said } = message
  const body = media ? { ...said, media: [await encoded(media)] } : said
  const response = await postJson('/api/phones/messages', body, media ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS)
  const answer: unknown = await response.json()
  return text(field(answer, 'sid')) ?? ''
}

/** Tells the sandbox that the person is looking at the chat. Must not throw: it is a courtesy. */
export async function reportRead(address: string): Promise<void> {
  await postJson('/api/phones/read', { address }).catch(() => undefined)
}

export function reasonOf(error: unknown): string {
  if (error instanceof TypeError) return 'no connection'
  if (error instanceof DOMException) return 'no answer'
  return error instanceof Error ? error.message : 'unknown reason'
}

export function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}

/** Throws what `reasonOf` puts into words. */
export async function postJson(path: string, body: unknown, timeoutMs = TIMEOUT_MS): Promise<Response> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (!response.ok) throw new Error(await refusalOf(response))
  return response
}

/** The sandbox says what it did not like in the first line of `error`. */
async function refusalOf(response: Response): Promise<string> {
  const said = text(field(parse(await response.text()), 'error'))
  return said?.split('\n')[0]?.replace(/^\W+/, '') || `the sandbox answered ${response.status}`
}

async function encoded({ bytes, contentType, fileName }: DraftMedia) {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(text(reader.result) ?? ''))
    // A file that was moved or changed since it was chosen.
    reader.addEventListener('error', () => reject(new Error('the file can no longer be read')))
    reader.readAsDataURL(bytes)
  })
  return { base64: url.slice(url.indexOf(',') + 1), contentType, fileName }
}
