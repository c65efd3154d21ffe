import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile as readBytes } from 'node:fs/promises'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PermanentError } from '../errors.ts'
import type { Decoder } from '../media/decode.ts'
import { MediaUnusable, type ReadDocument, type Unusable } from '../media/decoded.ts'
import { readProseFile } from '../media/decoders/prose.ts'
import type { FoundFile } from './find-files.ts'
import { oneLine } from './one-line.ts'
import { clean, type Piece, splitDocument } from './split.ts'
import { isTelling, LONGEST_TITLE, nameOf } from './title.ts'
import { languageOfText } from './words.ts'

/** Grows when documents are read or cut in another way: all of them are read again then. */
const HOW_READ = 'v1'
const MOST_BYTES = 50_000_000
const MOST_BYTES_HERE = 1_000_000
/** Characters of a page that has no pages, for telling how fast it goes. */
const PAGE_CHARACTERS = 2_000

export interface ReadFile {
  title: string
  /** Its own address, of a saved web page. */
  address: string | undefined
  /** BCP 47; `und`: it does not show. */
  language: string
  pieces: Piece[]
  pages: number
  leftOut: string | undefined
}

/** Throws `PermanentError` when the disk does not give it. */
async function fromDisk<T>(reading: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    signal.throwIfAborted()
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw new PermanentError(`it cannot be read (${String(code)})`, { cause })
  }
}

/**
 * Tells whether a file must be read again. Throws `MediaUnusable` for one that is too large to be read, `PermanentError` for
 * one that cannot be.
 */
export async function hashOf({ path, bytes }: FoundFile, signal: AbortSignal): Promise<string> {
  if (bytes > MOST_BYTES) throw new MediaUnusable('too-large')
  const hash = createHash('sha256').update(HOW_READ)
  await fromDisk(pipeline(createReadStream(path), hash, { signal }), signal)
  return hash.digest('hex')
}

/** Reads a file, where a library must parse it in a process of its own, and cuts it. Throws `MediaUnusable` and `PermanentError`. */
export async function readFile(file: FoundFile, decoder: Decoder, signal: AbortSignal): Promise<ReadFile> {
  const { path, name } = file
  const read = (await readHere(file, signal)) ?? (await decoder.read({ path, name, contentType: '' }, signal))
  const title = oneLine(clean(read.title ?? ''), LONGEST_TITLE)
  const named = isTelling(title) ? title : nameOf(name)
  const pieces = await splitDocument(named, read.parts)
  if (pieces.length === 0) throw new MediaUnusable('empty')
  const paged = read.parts.filter(({ place }) => place !== '').length
  const length = read.parts.reduce((sum, { text }) => sum + text.length, 0)
  return {
    title: named,
    address: read.address,
    language: languageOfText(
      pieces.map(({ text }) => text),
      read.language,
    ),
    pieces,
    pages: paged > 0 ? paged : Math.max(1, Math.round(length / PAGE_CHARACTERS)),
    leftOut: read.leftOut,
  }
}

/** Short text is read by this process: to start one for each of a thousand notes takes longer than all the rest. */
async function readHere(
  { path, name, bytes }: FoundFile,
  signal: AbortSignal,
): Promise<ReadDocument | undefined> {
  const extension = extname(name).toLowerCase()
  if (bytes > MOST_BYTES_HERE || !/^\.(txt|md|markdown)$/.test(extension)) return undefined
  return readProseFile(await fromDisk(readBytes(path, { signal }), signal), extension)
}

export const unusableWords: Record<Unusable, string> = {
  unsupported: 'no kind of document that can be read',
  damaged: 'damaged, or not what its name says',
  protected: 'protected by a password',
  'too-large': 'too large: at most 50 MB, 5,000 pages and 10 million characters',
  'too-long': 'too long',
  empty: 'no text in it (a scan has none before it went through text recognition)',
}
