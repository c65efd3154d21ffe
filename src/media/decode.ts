import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execPath } from 'node:process'
import pLimit from 'p-limit'
import { z } from 'zod'
import { TransientError } from '../errors.ts'
import { MediaUnusable, type Decoded, type DecodeJob, type ReadDocument } from './decoded.ts'

/** Turns files of strangers into what a model can use, each in a process of its own with hard limits. */
export interface Decoder {
  /**
   * New files go to `folder`. Throws `MediaUnusable`; `TransientError` when the machine and not the file is at
   * fault; the signal's reason when aborted.
   */
  decode(
    file: { path: string; contentType: string; name?: string },
    folder: string,
    signal: AbortSignal,
  ): Promise<Decoded>
  /** All the text of a document, up to millions of characters. The same errors as `decode`. */
  read(file: { path: string; contentType: string; name?: string }, signal: AbortSignal): Promise<ReadDocument>
  /** Loudest 400 ms of a recording as mean power in dBFS: speech is above -40, silence below -60, at least -120. */
  loudness(path: string, signal: AbortSignal): Promise<number>
  /** Any audio as a WhatsApp voice note: mono Ogg/Opus under 500,000 bytes. `too-long` when 12 kbit/s is not enough. */
  toVoiceNote(path: string, out: string, signal: AbortSignal): Promise<void>
}

export interface DecoderOptions {
  /** How many processes at once. */
  atOnce?: number
  timeoutMs?: number
  /** For all that a process allocates; Node itself asks for 600 of it. Not enforced on macOS. */
  memoryMb?: number
}

const home = import.meta.dirname
const child = join(home, 'decode-child.ts')
const packages = realpathSync(join(home, '../../node_modules'))
/** An answer is a text of 30,000 characters and some names. */
const longestAnswer = 1_000_000
/** The same for all the text of a document: 10 million characters, escaped. */
const longestDocument = 64_000_000

const fileName = z.string().regex(/^[\w-]+\.(jpg|ogg)$/)
const decoded = z.object({
  kind: z.enum(['audio', 'video', 'picture', 'document', 'contacts', 'events']),
  format: z.string().max(50),
  text: z.string().optional(),
  leftOut: z.string().optional(),
  pictures: z.array(z.object({ path: fileName, width: z.int().positive(), height: z.int().positive() })),
  sound: z.object({ parts: z.array(fileName), seconds: z.number() }).optional(),
})
const readDocument = z.object({
  format: z.string().max(50),
  title: z.string().optional(),
  address: z.string().optional(),
  language: z.string().optional(),
  parts: z.array(z.object({ place: z.string(), text: z.string() })),
  leftOut: z.string().optional(),
})
const unusable = z.object({
  unusable: z.enum(['unsupported', 'damaged', 'protected', 'too-large', 'too-long', 'empty']),
})

/** For what is no recording: two that take for ever must not hold up everybody else's files for long. */
const SHORT_MS = 20_000

export function createDecoder(options: DecoderOptions = {}): Decoder {
  const { atOnce = 2, timeoutMs = 30_000, memoryMb = 1536 } = options
  const limit = pLimit(atOnce)

  /** Every limit that the machine does not know is left out; the time limit needs none of them. */
  const script = [
    'try() { (ulimit "$@") 2>/dev/null && ulimit "$@"; }',
    `try -d ${memoryMb * 1024}`,
    'try -c 0',
    'try -f 400000',
    `try -t ${Math.ceil(timeoutMs / 1000) * 2}`, // ends it even if this process dies before it
    'exec "$@"',
  ].join('; ')

  /** Resolves with the line that the child answers. */
  function start(job: DecodeJob, reads: string[], writes: string[], signal: AbortSignal): Promise<string> {
    const args = [
      `--max-old-space-size=${Math.floor(memoryMb / 2)}`,
      '--permission',
      '--allow-addons',
      ...[home, packages, join(home, '../../package.json'), ...reads].map(
        (path) => `--allow-fs-read=${path}`,
      ),
      ...writes.map((path) => `--allow-fs-write=${path}`),
      child,
    ]
    return new Promise((resolve, reject) => {
      const running = spawn('/bin/sh', ['-c', script, 'sh', execPath, ...args], {
        stdio: ['pipe', 'ignore', 'ignore', 'pipe'],
        env: {},
        detached: true, // Ctrl-C in a terminal is not for it
        signal,
        timeout:
          job.do === 'decode' && !/^(audio|video)\/|^application\/(ogg|octet-stream)$/.test(job.contentType)
            ? Math.min(timeoutMs, SHORT_MS)
            : timeoutMs,
        killSignal: 'SIGKILL',
      })
      let line = ''
      running.stdio[3]?.on('data', (chunk: Buffer) => {
        line += chunk.toString('latin1')
        if (line.endsWith('\n') || line.length > (job.do === 'read' ? longestDocument : longestAnswer))
          running.kill('SIGKILL')
      })
      running.on('error', (cause) => {
        reject(new TransientError('cannot start a process to read a file in', { cause }))
      })
      running.on('close', (_code, killedBy) => {
        if (line.endsWith('\n')) resolve(Buffer.from(line, 'latin1').toString())
        // A fault of its own is a damaged file; everything else that kills is a limit.
        else reject(new MediaUnusable(killedBy === null || killedBy === 'SIGSEGV' ? 'damaged' : 'too-large'))
      })
      running.stdin?.on('error', () => {}) // it died before it read its job: 'close' tells
      running.stdin?.end(JSON.stringify(job))
    })
  }

  async function run<T>(
    result: z.ZodType<T>,
    job: DecodeJob,
    files: { reads: string[]; writes: string[] },
    signal: AbortSignal,
  ): Promise<T> {
    const line = await limit(async () => {
      signal.throwIfAborted()
      try {
        return await start(job, files.reads, files.writes, signal)
      } catch (error) {
        signal.throwIfAborted()
        throw error
      }
    })
    const answer = z.union([z.object({ done: result }), unusable]).safeParse(parse(line))
    if (!answer.success) throw new MediaUnusable('damaged', { cause: answer.error })
    if ('unusable' in answer.data) throw new MediaUnusable(answer.data.unusable)
    return answer.data.done
  }

  return {
    async decode(file, folder, signal) {
      const job = { do: 'decode' as const, ...file, prefix: join(folder, randomUUID()) }
      const found = await run(decoded, job, { reads: [file.path, folder], writes: [folder] }, signal)
      return {
        ...found,
        pictures: found.pictures.map((picture) => ({ ...picture, path: join(folder, picture.path) })),
        sound: found.sound && {
          ...found.sound,
          parts: found.sound.parts.map((part) => join(folder, part)),
        },
      }
    },
    read: (file, signal) =>
      run(readDocument, { do: 'read', ...file }, { reads: [file.path], writes: [] }, signal),
    loudness: (path, signal) =>
      run(z.number(), { do: 'loudness', path }, { reads: [path], writes: [] }, signal),
    async toVoiceNote(path, out, signal) {
      const files = { reads: [path, dirname(out)], writes: [dirname(out)] }
      await run(z.object({ bytes: z.number() }), { do: 'voice-note', path, out }, files, signal)
    },
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
