import { createWriteStream } from 'node:fs'
import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MediaUnusable } from './decoded.ts'

const PREFIX = 'majordomo-media-'
/** No turn lasts longer (`TURN_TIMEOUT_S`), so what is older was left by a process that died, in milliseconds. */
const ABANDONED_MS = 2 * 60 * 60_000

/** A folder for the files of one message, readable by this user alone and gone when it is disposed of. */
export async function openWorkFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), PREFIX))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}

/** Removes what processes left behind that were killed. */
export async function removeAbandonedWork(): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((one) => one.startsWith(PREFIX))) {
    const path = join(tmpdir(), name)
    const found = await stat(path).catch(() => undefined) // a process that has just finished took it away
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS)
      await rm(path, { recursive: true, force: true }).catch(() => undefined) // another user's
  }
}

/** Writes a stream to a file, and not a byte more than `limit`: what it was said to be long is not believed. */
export async function saveStream(
  body: Readable,
  path: string,
  limit: number,
  signal: AbortSignal,
): Promise<{ bytes: number }> {
  let bytes = 0
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > limit) throw new MediaUnusable('too-large')
      yield chunk
    }
  }
  await pipeline(body, counted, createWriteStream(path, { mode: 0o600 }), { signal })
  return { bytes }
}

/** The first 4 KB and the last 64 KB of a file, which may overlap. */
export async function readEnds(path: string, bytes: number): Promise<{ head: Buffer; tail: Buffer }> {
  await using file = await open(path)
  const read = async (length: number, at: number): Promise<Buffer> => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
    return buffer.subarray(0, bytesRead)
  }
  return { head: await read(4_096, 0), tail: await read(65_536, Math.max(0, bytes - 65_536)) }
}
