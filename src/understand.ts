import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import type { Logger } from 'pino'
import type { Channel, Media } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError, TransientError } from './errors.ts'
import { fetchFile } from './fetch-file.ts'
import { clean } from './graph/text.ts'
import { type Hear, NotHeard } from './hear.ts'
import type { Decoder } from './media/decode.ts'
import { type Decoded, MediaUnusable } from './media/decoded.ts'
import { isOggOpus, oggSeconds } from './media/ogg.ts'
import { openWorkFolder, readEnds } from './media/work-folder.ts'
import type { Metrics } from './metrics.ts'
import type { Database } from './store/database.ts'
import { type InboxRow, storeUnderstood, type Understood } from './store/inbox.ts'
import { type NewMedia, storeMedia } from './store/media.ts'
import type { Hints } from './transcribe.ts'

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
export interface UnderstandSettings {
  database: Database
  decoder: Decoder
  hear: Hear
  keepMediaDays: number
  metrics: Metrics
  reach: Reach
}

export interface Understanding {
  channel: Channel
  hints: Hints
  /** The turn is not tried again: what fails now is told to the person. */
  lastTry: boolean
  signal: AbortSignal
  log: Logger
}

/**
 * Finds out what the files of messages are, and notes it on their rows: words of a recording, text of a document,
 * pictures for the model, or why there is nothing. What is noted is not fetched, decoded or paid for again. Throws
 * `TransientError` when another try may help, until the message has had its last.
 */
export function createUnderstand(settings: UnderstandSettings) {
  const { database, decoder, hear, keepMediaDays, metrics, reach } = settings
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
    const understood = await readMedia(row, place, media, way).catch((error: unknown) => {
      way.signal.throwIfAborted()
      const reason = reasonOf(error, way.lastTry)
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
      return {
        kind: 'voice',
        own: format === VOICE_NOTE,
        text: sound ? await hear(sound, way.hints, way.signal) : '',
      }
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
    const heard =
      sound &&
      (await hear(sound, way.hints, way.signal).catch((error: unknown) => ifWorthTrying(error, way.lastTry)))
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
      const downloaded = await fetchFile(channel, media, path, signal)
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
