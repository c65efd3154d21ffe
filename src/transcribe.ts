import { openAsBlob } from 'node:fs'
import { z } from 'zod'
import { PermanentError, TransientError } from './errors.ts'
import { MediaUnusable } from './media/decoded.ts'
import { type OpenaiAccess, openOpenai } from './openai-client.ts'

export interface TranscribeSettings extends OpenaiAccess {
  /** E.g. `whisper-1`; any name an OpenAI-compatible server knows. */
  model: string
}

export interface Hints {
  /** BCP 47. Forces the language, so only for recordings too short to be recognised by themselves. */
  language?: string | undefined
  /** A sentence in the person's language with the names that may occur: Whisper spells as its prompt does. */
  prompt: string
}

/**
 * What is said in an Ogg/Opus file of at most 25 MB; empty when the server heard no words. Throws `MediaUnusable` when it
 * cannot read the recording, `TransientError` or `PermanentError` when the fault is not the recording's.
 */
export type Transcribe = (path: string, hints: Hints, signal: AbortSignal) => Promise<string>

/** Above both, Whisper itself takes a segment for silence (`no_speech_threshold`, `logprob_threshold` in its source). */
const NO_SPEECH = 0.6
const LOW_CONFIDENCE = -1

/** Of one recording, or one part of a long one, in characters: more than can be said in it. */
const LONGEST_TRANSCRIPT = 100_000

const Answer = z.object({
  text: z.string(),
  segments: z
    .array(z.object({ text: z.string(), no_speech_prob: z.number(), avg_logprob: z.number() }))
    .optional()
    .catch(undefined),
})

/** Speech to text by `POST /audio/transcriptions` (PROTOCOLS 5.7). */
export function createTranscribe({ model, ...access }: TranscribeSettings): Transcribe {
  const client = openOpenai(access)
  const { timeoutMs } = access
  // Only Whisper tells how sure it is of each segment; the newer models refuse the format.
  const format = model.includes('whisper') ? 'verbose_json' : 'json'

  async function ask(path: string, hints: Hints, signal: AbortSignal): Promise<string> {
    // The name tells the server the format, and `.opus` is none it knows (PROTOCOLS 5.7).
    const file = new File([await openAsBlob(path)], 'voice.ogg', { type: 'audio/ogg' })
    const request = { file, model, response_format: format, ...hints } as const
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) // the SDK's own ends with the headers
    const answer: unknown = await (await client()).audio.transcriptions.create(request, { signal: within })
    return words(Answer.parse(answer))
  }

  return async function transcribe(path, { language, prompt }, signal) {
    const spoken = language?.split('-')[0]
    try {
      if (spoken === undefined) return await ask(path, { prompt }, signal)
      return await ask(path, { prompt, language: spoken }, signal).catch((error: unknown) => {
        // It may be the language that the server does not know, and not the recording.
        if (statusOf(error).status !== 400) throw error
        return ask(path, { prompt }, signal)
      })
    } catch (error) {
      signal.throwIfAborted()
      throw classify(error)
    }
  }
}

function words({ text, segments }: z.infer<typeof Answer>): string {
  const heard = segments?.filter(
    (segment) => segment.no_speech_prob < NO_SPEECH || segment.avg_logprob > LOW_CONFIDENCE,
  )
  const said =
    heard && heard.length < (segments?.length ?? 0) ? heard.map((segment) => segment.text).join(' ') : text
  // Marks alone are no words.
  return /[\p{L}\p{N}]/u.test(said) ? said.trim().slice(0, LONGEST_TRANSCRIPT) : ''
}

const Status = z.object({ status: z.number().optional(), code: z.string().nullish() })
const statusOf = (error: unknown) => Status.catch({}).parse(error)

/** By status and code, never by the message's text (PROTOCOLS 5.5), which may repeat what was said. */
function classify(error: unknown): Error {
  const { status, code } = statusOf(error)
  const cause = status === undefined ? error : new Error(`HTTP ${status} ${code ?? ''}`.trim())
  if (status === 400) return new MediaUnusable('damaged', { cause })
  const final = status !== undefined && status < 500 && ![408, 409, 425, 429].includes(status)
  return final || code === 'insufficient_quota'
    ? new PermanentError(`speech to text refused the request (${status})`, { cause })
    : new TransientError('speech to text is not available', { cause })
}
