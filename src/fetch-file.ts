import { setTimeout as pause } from 'node:timers/promises'
import type { Channel, Media } from './channels/channel.ts'
import { TransientError } from './errors.ts'
import { MediaUnusable } from './media/decoded.ts'
import { saveStream } from './media/work-folder.ts'

/** Largest file that is taken in, in bytes. WhatsApp allows 16 MB by way of Twilio (PROTOCOLS 8.2). */
const LARGEST = 40 * 1024 * 1024
/** Fresh media may not be there for a moment (PROTOCOLS 1.6): waits before the next tries, in milliseconds. */
const DOWNLOAD_WAITS = [400, 1_200]

/** Fetches a file of a message to `path`. Throws `MediaUnusable`, `PermanentError`, or `TransientError` after all tries. */
export async function fetchFile(
  channel: Channel,
  media: Media,
  path: string,
  signal: AbortSignal,
): Promise<{ contentType: string; bytes: number }> {
  if (!channel.download) throw new MediaUnusable('unsupported')
  for (let tries = 0; ; tries += 1) {
    try {
      const { contentType, body } = await channel.download(media, signal)
      const { bytes } = await saveStream(body, path, LARGEST, signal)
      if (bytes === 0) throw new MediaUnusable('empty')
      return { contentType: (contentType ?? media.contentType).toLowerCase(), bytes }
    } catch (error) {
      const wait = DOWNLOAD_WAITS[tries]
      if (wait === undefined || !(error instanceof TransientError)) throw error
      await pause(wait, undefined, { signal })
    }
  }
}
