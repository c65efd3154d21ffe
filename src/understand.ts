import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Logger } from 'pino'
import type { Channel, Media } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import type { Decoder } from './media/decode.ts'
import { type Decoded, MediaUnusable } from './media/decoded.ts'
import { isOggOpus, oggSeconds } from './media/ogg.ts'
import { openWorkFolder, readEnds, saveStream } from './media/work-folder.ts'
import type { Metrics } from './metrics.ts'
import type { Database } from './store/database.ts'
import type { InboxRow, Understood } from './store/inbox.ts'
import { storeMedia, storeUnderstood } from './store/media.ts'
import type { Hints, Transcribe } from './transcribe.ts'
import { MAX_FAILURES } from './verdict.ts'

/** Largest file that is taken in, in bytes. WhatsApp allows 16 MB by way of Twilio (PROTOCOLS 8.2). */
const LARGEST = 40 * 1024 * 1024
/** What speech to text takes as it is: 25 MB, and 1,400 s for some models (PROTOCOLS 5.7); a little less of both. */
const LARGEST_RECORDING = 24 * 1024 * 1024
const LONGEST_RECORDING_S = 1_300
/** Files one process works on at once; the rest wait, so that a crowd of them does not fill the memory. */
const AT_ONCE = 8
/** Fresh media may not be there for a moment (PROTOCOLS 1.6): waits before the next tries, in milliseconds. */
const DOWNLOAD_WAITS = [400, 1_200]
/** Below this the loudest moment of a recording is no speech, in dBFS. */
const SILENCE_DBFS = -50
/** Whisper invents a short sentence of silence: so few characters in all, or a second, are looked into. */
const SHORT_TEXT = 40
const SPARSE_TEXT = 6
/** A language is not recognised from less, so the person's is told, in seconds. */
const SHORT_RECORDING_S = 4

export interface UnderstandSettings {
  database: Database
  decoder: Decoder
  /** Undefined: recordings are declined. */
  transcribe: Transcribe | undefined
  keepMediaDays: number
  metrics: Metrics
  reach: Reach
}

export interface Understanding {
  channel: Channel
  hints: Hints
  signal: AbortSignal
  log: Logger
}

/**
 * Finds out what the files of messages are, and notes it on their rows: words of a recording, text of a document,
 * pictures for the model, or why there is nothing. What is noted is not fetched, decoded or paid for again. Throws
 * `TransientError` when another try may help, until the message has had its last.
 */
export function createUnderstand(settings: UnderstandSettings) {
  const { database, decoder, transcribe, keepMediaDays, metrics, reach } = settings
  const limited = pLimit(AT_ONCE)

  async function understandFile(
    row: InboxRow,
    place: number,
    media: Media,
    way: Understanding,
  ): Promise<void> {
    const end = metrics.media.startTimer()
    const understood = await limited(() => readMedia(row, media, way)).catch((error: unknown) => {
      way.signal.throwIfAborted()
      const reason = reasonOf(error, row.tries >= MAX_FAILURES)
      way.log.warn({ err: error, reason }, 'a file could not be understood')
      if (reason === undefined) throw error
      return { kind: 'unusable', reason } as const
    })
    await storeUnderstood(database.pool, row, place, understood)
    row.understood[place] = understood
    end({ outcome: understood.kind === 'unusable' ? understood.reason : understood.kind })
    reach('media-stored')
  }

  async function readMedia(row: InboxRow, media: Media, way: Understanding): Promise<Understood> {
    const { channel, signal } = way
    if (!channel.download) throw new MediaUnusable('unsupported')
    await using folder = await openWorkFolder()
    const path = join(folder.path, 'file')
    const { contentType, bytes } = await download(channel, media, path, signal)
    reach('media-downloaded')
    const keep = { conversation: row.conversation, contentType, keepDays: keepMediaDays }
    if (keepMediaDays > 0)
      await storeMedia(database.pool, { ...keep, kind: 'original', bytes: await readFile(path) })

    const { head, tail } = await readEnds(path, bytes)
    const seconds = isOggOpus(head) ? oggSeconds(tail) : 0
    if (seconds > 0 && seconds <= LONGEST_RECORDING_S && bytes <= LARGEST_RECORDING)
      return { kind: 'voice', text: await hear({ parts: [path], seconds }, way), seconds }
    const decoded = await decoder.decode({ path, contentType }, folder.path, signal)
    const heard = decoded.sound && (await hear(decoded.sound, way))
    if (decoded.kind === 'audio')
      return { kind: 'voice', text: heard ?? '', seconds: decoded.sound?.seconds ?? 0 }
    const pictures: string[] = []
    for (const picture of decoded.pictures) {
      const jpeg = { ...keep, contentType: 'image/jpeg', bytes: await readFile(picture.path) }
      pictures.push(await storeMedia(database.pool, { ...jpeg, kind: 'picture' }))
    }
    const { kind, format, text, leftOut } = decoded
    return { kind: 'file', what: `${kind} (${format})`, text, leftOut, pictures, heard }
  }

  /** The words of a recording; none for silence, whatever the transcriber made of it. */
  async function hear(
    { parts, seconds }: NonNullable<Decoded['sound']>,
    way: Understanding,
  ): Promise<string> {
    if (!transcribe)
      throw new NotHeard('not set up', { cause: new PermanentError('there is no speech to text') })
    const { signal } = way
    const hints = seconds < SHORT_RECORDING_S ? way.hints : { ...way.hints, language: undefined }
    const words = await Promise.all(
      parts.map((path) =>
        transcribe({ path, seconds }, hints, signal).catch((cause: unknown) => {
          throw cause instanceof MediaUnusable ? cause : new NotHeard('speech to text failed', { cause })
        }),
      ),
    )
    reach('media-transcribed')
    const text = words.filter(Boolean).join(' ')
    if (text === '' || text.length > Math.max(SHORT_TEXT, seconds * SPARSE_TEXT)) return text
    return (await decoder.loudness(parts[0] ?? '', signal)) < SILENCE_DBFS ? '' : text
  }

  return async function understand(rows: InboxRow[], way: Understanding): Promise<void> {
    const files = rows.flatMap((row) =>
      (row.details.media ?? []).map((media, place) => ({ row, media, place })),
    )
    const open = files.filter(({ row, place }) => row.understood[place] === undefined)
    const results = await Promise.allSettled(
      open.map(({ row, place, media }) => understandFile(row, place, media, way)),
    )
    // Not before all have ended: what was paid for is noted, also beside one that failed.
    for (const result of results) if (result.status === 'rejected') throw result.reason
  }
}

async function download(channel: Channel, media: Media, path: string, signal: AbortSignal) {
  for (const wait of [...DOWNLOAD_WAITS, undefined]) {
    try {
      const { contentType, body } = (await channel.download?.(media, signal)) ?? {}
      if (!body) throw new PermanentError('the channel brings no files')
      const { bytes } = await saveStream(body, path, LARGEST, signal)
      if (bytes === 0) throw new MediaUnusable('empty')
      return { contentType: contentType ?? media.contentType, bytes }
    } catch (error) {
      if (wait === undefined || !isPassing(error) || signal.aborted) throw error
      await new Promise((done) => setTimeout(done, wait))
    }
  }
  throw new Error('the last try neither ended nor failed')
}

/** Everything but what has been decided: a connection that breaks in the middle throws whatever it likes. */
const isPassing = (error: unknown) => !(error instanceof PermanentError || error instanceof MediaUnusable)

/** Why a file is of no use; undefined: it is worth another try. */
function reasonOf(
  error: unknown,
  lastTry: boolean,
): (Understood & { kind: 'unusable' })['reason'] | undefined {
  if (error instanceof MediaUnusable) return error.reason
  const cause = error instanceof NotHeard ? error.cause : error
  if (isPassing(cause) && !lastTry) return undefined
  return error instanceof NotHeard ? 'unheard' : 'gone'
}

/** Speech to text failed, and not by the recording's fault. `cause` is why. */
class NotHeard extends Error {
  override readonly name = 'NotHeard'
}
