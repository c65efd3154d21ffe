import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pLimit from 'p-limit'
import type { Logger } from 'pino'
import type { Channel, Media } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError, TransientError } from './errors.ts'
import { clean } from './graph/text.ts'
import type { Decoder } from './media/decode.ts'
import { type Decoded, MediaUnusable, type Sound } from './media/decoded.ts'
import { isOggOpus, oggSeconds } from './media/ogg.ts'
import { openWorkFolder, readEnds, saveStream } from './media/work-folder.ts'
import type { Metrics } from './metrics.ts'
import type { Database } from './store/database.ts'
import { type InboxRow, storeUnderstood, type Understood } from './store/inbox.ts'
import { type NewMedia, storeMedia } from './store/media.ts'
import type { Hints, Transcribe } from './transcribe.ts'
import { MAX_FAILURES } from './verdict.ts'

/** Largest file that is taken in, in bytes. WhatsApp allows 16 MB by way of Twilio (PROTOCOLS 8.2). */
const LARGEST = 40 * 1024 * 1024
/**
 * An Ogg/Opus file goes to speech to text as it is while it is small enough to be as short as it says: what 1,400 s,
 * the most some models take (PROTOCOLS 5.7), come to as a voice note. Any other is measured and cut by the decoder.
 */
const LARGEST_AS_IT_IS = 4 * 1024 * 1024
const LONGEST_AS_IT_IS_S = 1_300
/** Opus goes up to 510 kbit/s (RFC 6716), in bytes a second. */
const FASTEST_OPUS = 64_000
/** What WhatsApp records, and therefore the person's own words. */
const VOICE_NOTE = 'voice note'
/** Files one process fetches and keeps at once; the rest wait, so that a crowd of them does not fill the memory. */
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
  const conversations = new Map<string, ReturnType<typeof pLimit>>()

  /** Ten hostile files of one person may take long, and must not take the decoders from everybody else. */
  async function oneAtATime<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    const line = conversations.get(conversation) ?? pLimit(1)
    conversations.set(conversation, line)
    try {
      return await line(work)
    } finally {
      if (line.activeCount + line.pendingCount === 0) conversations.delete(conversation)
    }
  }

  async function understandFile(
    row: InboxRow,
    place: number,
    media: Media,
    way: Understanding,
  ): Promise<void> {
    const end = metrics.media.startTimer()
    const lastTry = row.tries >= MAX_FAILURES
    const understood = await readMedia(row, place, media, lastTry, way).catch((error: unknown) => {
      way.signal.throwIfAborted()
      const reason = reasonOf(error, lastTry)
      way.log.warn({ err: error, reason }, 'a file could not be understood')
      if (reason === undefined) throw error
      return { kind: 'unusable', reason } as const
    })
    const storable = cleaned(understood)
    await storeUnderstood(database.pool, row, place, storable)
    row.understood[place] = storable
    end({ outcome: understood.kind === 'unusable' ? understood.reason : understood.kind })
    reach('media-stored')
  }

  async function readMedia(
    row: InboxRow,
    place: number,
    media: Media,
    lastTry: boolean,
    way: Understanding,
  ): Promise<Understood> {
    await using folder = await openWorkFolder()
    const keep = { conversation: row.conversation, from: { inbox: row.id, place }, keepDays: keepMediaDays }
    const decoded = await untilAborted(
      way.signal,
      oneAtATime(row.conversation, () => openFile(media, folder.path, keep, way)),
    )
    const { kind, format, text, sound } = decoded
    if (kind === 'audio')
      return { kind: 'voice', own: format === VOICE_NOTE, text: sound ? await hear(sound, way) : '' }
    const pictures: string[] = []
    for (const { path } of decoded.pictures) {
      const picture = {
        ...keep,
        kind: 'picture' as const,
        contentType: 'image/jpeg',
        bytes: await readFile(path),
      }
      pictures.push(await storeMedia(database.pool, picture))
    }
    const heard = sound && (await hear(sound, way).catch((error: unknown) => ifWorthTrying(error, lastTry)))
    const deaf = sound && heard === undefined ? ['what is said in it, which could not be heard'] : []
    const leftOut = [...(decoded.leftOut ? [decoded.leftOut] : []), ...deaf].join('; ') || undefined
    return { kind: 'file', what: `${names[kind]} (${format})`, text, leftOut, pictures, heard }
  }

  /** Fetches a file and finds out what it is. */
  async function openFile(
    media: Media,
    folder: string,
    keep: Pick<NewMedia, 'conversation' | 'from' | 'keepDays'>,
    { channel, signal }: Understanding,
  ): Promise<Decoded> {
    const path = join(folder, 'file')
    signal.throwIfAborted()
    const { contentType, bytes } = await limited(async () => {
      const downloaded = await download(channel, media, path, signal)
      reach('media-downloaded')
      if (keepMediaDays > 0) {
        const original = { ...keep, ...downloaded, kind: 'original' as const, bytes: await readFile(path) }
        await storeMedia(database.pool, original)
      }
      return downloaded
    })
    const { head, tail } = await readEnds(path, bytes)
    const isVoiceNote = isOggOpus(head) && contentType.startsWith('audio/ogg')
    const seconds = isVoiceNote ? oggSeconds(tail) : 0
    const plausible = bytes <= Math.min(LARGEST_AS_IT_IS, seconds * FASTEST_OPUS + 4_096)
    if (seconds > 0 && seconds <= LONGEST_AS_IT_IS_S && plausible)
      return { kind: 'audio', format: VOICE_NOTE, pictures: [], sound: { parts: [path], seconds } }
    const decoded = await decoder.decode({ path, contentType }, folder, signal)
    return isVoiceNote && decoded.kind === 'audio' ? { ...decoded, format: VOICE_NOTE } : decoded
  }

  /** The words of a recording; none of what is silent, whatever the transcriber made of it. */
  async function hear({ parts, seconds }: Sound, way: Understanding): Promise<string> {
    const hints = seconds < SHORT_RECORDING_S ? way.hints : { ...way.hints, language: undefined }
    const words = await Promise.all(
      parts.map((path) => hearPart(path, seconds / parts.length, hints, way.signal)),
    )
    reach('media-transcribed')
    return words.filter(Boolean).join(' ')
  }

  async function hearPart(path: string, seconds: number, hints: Hints, signal: AbortSignal): Promise<string> {
    if (!transcribe) throw new NotHeard(new PermanentError('there is no speech to text'))
    const text = await transcribe(path, hints, signal).catch((cause: unknown) => {
      throw cause instanceof MediaUnusable ? cause : new NotHeard(cause)
    })
    if (text === '' || text.length > Math.max(SHORT_TEXT, seconds * SPARSE_TEXT)) return text
    const loudness = await decoder.loudness(path, signal).catch(() => {
      signal.throwIfAborted()
      return 0 // it was good enough for the transcriber, and is paid for
    })
    return loudness < SILENCE_DBFS ? '' : text
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

export type Understand = ReturnType<typeof createUnderstand>

/** For the model. */
const names = {
  audio: 'recording',
  video: 'video',
  picture: 'picture',
  document: 'document',
  contacts: 'contact card',
  events: 'calendar file',
} as const

async function download(channel: Channel, media: Media, path: string, signal: AbortSignal) {
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

/** Without what Postgres and JSON cannot store, wherever it came from. */
function cleaned(understood: Understood): Understood {
  const strings = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? clean(value) : value
  const copy: Understood = JSON.parse(JSON.stringify(understood), strings)
  return copy
}

/** A place in a line cannot be given up, but need not be waited for. */
function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const give = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal.addEventListener('abort', give, { once: true })
  if (signal.aborted) give()
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', give))
}

/** Why a file is of no use; undefined: another try may help, or it is none of the file's business. */
function reasonOf(
  error: unknown,
  lastTry: boolean,
): (Understood & { kind: 'unusable' })['reason'] | undefined {
  if (error instanceof MediaUnusable) return error.reason
  const cause = error instanceof NotHeard ? error.cause : error
  const decided = cause instanceof PermanentError || (lastTry && cause instanceof TransientError)
  if (!decided) return undefined
  return error instanceof NotHeard ? 'unheard' : 'gone'
}

/** What is to be seen in a video is worth something without its sound. */
function ifWorthTrying(error: unknown, lastTry: boolean): undefined {
  if (reasonOf(error, lastTry) === undefined) throw error
}

/** Speech to text failed, and not by the recording's fault. */
class NotHeard extends Error {
  override readonly name = 'NotHeard'
  constructor(cause: unknown) {
    super('speech to text failed', { cause })
  }
}
