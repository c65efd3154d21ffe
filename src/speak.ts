import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PermanentError } from './errors.ts'
import type { Decoder } from './media/decode.ts'
import { isOggOpus, opusChannels } from './media/ogg.ts'
import { openWorkFolder } from './media/work-folder.ts'
import { type OpenaiAccess, openOpenai } from './openai-client.ts'

/** WhatsApp shows a larger recording as a file and not as a voice note (PROTOCOLS 8.2), in bytes. */
const LARGEST_VOICE_NOTE = 512 * 1024
/** Longest text of one request (PROTOCOLS 5.8), in characters. */
const LONGEST_TEXT = 4_096

export interface SpeakSettings extends OpenaiAccess {
  model: string
  voice: string
  decoder: Decoder
}

/** A WhatsApp voice note: mono Ogg/Opus of less than 512 KB. Throws when there is none; the text is sent then. */
export type Speak = (text: string, signal: AbortSignal) => Promise<Buffer>

/** Text to speech by `POST /audio/speech` (PROTOCOLS 5.8). */
export function createSpeak({ model, voice, decoder, ...access }: SpeakSettings): Speak {
  const client = openOpenai(access)
  const { timeoutMs } = access

  return async function speak(text, signal) {
    if (text.length > LONGEST_TEXT) throw new PermanentError('the text is too long to be spoken')
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) // the SDK's own ends with the headers
    const request = { model, voice, input: text, response_format: 'opus' } as const
    const answer = await (await client()).audio.speech.create(request, { signal: within })
    const spoken = Buffer.from(await answer.arrayBuffer())
    if (isVoiceNote(spoken)) return spoken
    await using folder = await openWorkFolder()
    const [given, made] = [join(folder.path, 'spoken'), join(folder.path, 'voice.ogg')]
    await writeFile(given, spoken)
    await decoder.toVoiceNote(given, made, signal)
    return await readFile(made)
  }
}

/** The container is not promised by the API, so the bytes decide. */
function isVoiceNote(bytes: Buffer): boolean {
  return isOggOpus(bytes) && opusChannels(bytes) === 1 && bytes.length < LARGEST_VOICE_NOTE
}
