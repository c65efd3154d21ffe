import { openAsBlob } from 'node:fs'
import { z } from 'zod'
import { PermanentError, TransientError } from './errors.ts'
import { MediaUnusable } from './media/decoded.ts'

export interface TranscribeSettings {
  apiKey: string
  baseUrl?: string | undefined
  /** E.g. `whisper-1`; any name an OpenAI-compatible server knows. */
  model: string
  /** Of one request, in milliseconds. */
  timeoutMs: number
}

export interface Recording {
  /** A mono Ogg/Opus file of at most 25 MB. */
  path: string
  seconds: number
}

export interface Hints {
  /** BCP 47. Forces the language, so only for recordings too short to be recognised by themselves. */
  language?: string | undefined
  /** A sentence in the person's language with the names that may occur: Whisper spells as its prompt does. */
  prompt: string
}

/**
 * What was said; empty when the server heard no words. Throws `MediaUnusable` when it cannot read the recording,
 * `TransientError` or `PermanentError` when the fault is not the recording's.
 */
export type Transcribe = (recording: Recording, hints: Hints, signal: AbortSignal) => Promise<string>

/** Above both, Whisper itself takes a segment for silence (`no_speech_threshold`, `logprob_threshold` in its source). */
const NO_SPEECH = 0.6
const LOW_CONFIDENCE = -1

const Answer = z.object({
  text: z.string(),
  segments: z
    .array(z.object({ text: z.string(), no_speech_prob: z.number(), avg_logprob: z.number() }))
    .optional()
    .catch(undefined),
})

/** Speech to text by `POST /audio/transcriptions` (PROTOCOLS 5.7). */
export function createTranscribe({ apiKey, baseUrl, model, timeoutMs }: TranscribeSettings): Transcribe {
  const open = async () => {
    const { OpenAI } = await import('openai') // when first used: it is a tenth of a second of the start
    const baseURL = baseUrl ?? 'https://api.openai.com/v1'
    return new OpenAI({ apiKey, baseURL, maxRetries: 0, timeout: timeoutMs })
  }
  let client: ReturnType<typeof open> | undefined
  // Only Whisper tells how sure it is of each segment; the newer models refuse the format.
  const format = model.includes('whisper') ? 'verbose_json' : 'json'

  return async function transcribe({ path }, { language, prompt }, signal) {
    // The name tells the server the format, and `.opus` is none it knows (PROTOCOLS 5.7).
    const file = new File([await openAsBlob(path)], 'voice.ogg', { type: 'audio/ogg' })
    const spoken = language?.split('-')[0]
    const hints = { prompt, ...(spoken && { language: spoken }) }
    const request = { file, model, response_format: format, ...hints } as const
    try {
      const answer: unknown = await (
        await (client ??= open())
      ).audio.transcriptions.create(request, { signal })
      return words(Answer.parse(answer))
    } catch (error) {
      signal.throwIfAborted()
      throw classify(error)
    }
  }
}

function words({ text, segments }: z.infer<typeof Answer>): string {
  if (!segments?.length) return text.trim()
  const heard = segments.filter(
    (segment) => segment.no_speech_prob < NO_SPEECH || segment.avg_logprob > LOW_CONFIDENCE,
  )
  if (heard.length === segments.length) return text.trim()
  return heard
    .map((segment) => segment.text.trim())
    .join(' ')
    .trim()
}

/** By status and code, never by the message's text (PROTOCOLS 5.5). */
function classify(cause: unknown): Error {
  const { status, code } = z
    .object({ status: z.number().optional(), code: z.string().nullish() })
    .catch({})
    .parse(cause)
  if (status === 400) return new MediaUnusable('damaged', { cause })
  const final = status !== undefined && status < 500 && ![408, 409, 425, 429].includes(status)
  return final || code === 'insufficient_quota'
    ? new PermanentError(`speech to text refused the request (${status})`, { cause })
    : new TransientError('speech to text is not available', { cause })
}
