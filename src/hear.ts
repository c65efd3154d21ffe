import type { Reach } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import type { Decoder } from './media/decode.ts'
import { MediaUnusable, type Sound } from './media/decoded.ts'
import type { Hints, Transcribe } from './transcribe.ts'

/** Below this the loudest moment of a recording is no speech, in dBFS. */
const SILENCE_DBFS = -50
/** Whisper invents a short sentence of silence: so few characters in all, or a second, are looked into. */
const SHORT_TEXT = 40
const SPARSE_TEXT = 6
/** A language is not recognised from less, so the person's is told, in seconds. */
const SHORT_RECORDING_S = 4

export interface HearSettings {
  decoder: Decoder
  /** Undefined: nothing is heard. */
  transcribe: Transcribe | undefined
  reach: Reach
}

/**
 * The words of a recording; none of what is silent, whatever the transcriber made of it. Throws `MediaUnusable` when the
 * recording cannot be read, and `NotHeard`.
 */
export type Hear = (sound: Sound, hints: Hints, signal: AbortSignal) => Promise<string>

/** Speech to text failed, and not by the recording's fault. */
export class NotHeard extends Error {
  override readonly name = 'NotHeard'
  constructor(cause: unknown) {
    super('speech to text failed', { cause })
  }
}

export function createHear({ decoder, transcribe, reach }: HearSettings): Hear {
  async function hear({ parts, seconds }: Sound, given: Hints, signal: AbortSignal): Promise<string> {
    const hints = seconds < SHORT_RECORDING_S ? given : { ...given, language: undefined }
    const words = await Promise.all(
      parts.map((path) => hearPart(path, seconds / parts.length, hints, signal)),
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

  return hear
}
