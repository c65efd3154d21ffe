import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { secondsOf } from './recording.ts'

/** A voice note that comes with the sandbox, with the words that are said in it. */
export interface Sample {
  id: string
  label: string
  /** ISO 639-1. */
  language: string
  transcript: string
  seconds: number
  /** Mono Ogg/Opus. */
  bytes: Buffer
}

const FOLDER = new URL('../voice-notes/', import.meta.url)
const Listed = z.object({ id: z.string(), label: z.string(), language: z.string(), transcript: z.string() })

export async function readSamples(): Promise<Sample[]> {
  const listed = z.array(Listed).parse(JSON.parse(await readFile(new URL('samples.json', FOLDER), 'utf8')))
  return Promise.all(
    listed.map(async (sample) => {
      const bytes = await readFile(new URL(`${sample.id}.ogg`, FOLDER))
      return { ...sample, seconds: secondsOf(bytes) ?? 0, bytes }
    }),
  )
}

/** A short recording in which a voice says that it is the sandbox's. */
export const readSandboxVoice = (): Promise<Buffer> => readFile(new URL('sandbox-voice.ogg', FOLDER))

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
