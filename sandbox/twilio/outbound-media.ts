import type { MediaStore } from './media-store.ts'
import type { TwilioMessage } from './message-log.ts'

/** Twilio's code for media that it could not download (PROTOCOLS 1.9). */
const NOT_DOWNLOADED = 63019
const LIMIT = 16 * 1024 * 1024
const TIME_MS = 5000

/** Fetches the media of an accepted message from the service; gives the error code when one cannot be had. */
export async function fetchMedia(
  { media }: TwilioMessage,
  store: MediaStore,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (const item of media) {
    try {
      const response = await fetch(item.url ?? '', {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]),
        headers: { 'user-agent': 'TwilioProxy/1.1' },
      })
      const bytes = response.status === 200 ? await readUpTo(response, LIMIT) : undefined
      if (!bytes) return NOT_DOWNLOADED
      item.contentType = response.headers.get('content-type') ?? 'application/octet-stream'
      store.add(item, bytes)
    } catch {
      // Whatever went wrong on the way, the message fails with it.
      return NOT_DOWNLOADED
    }
  }
  return undefined
}

async function readUpTo(response: Response, limit: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
