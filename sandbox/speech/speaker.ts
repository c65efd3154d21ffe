import { z } from 'zod'
import { parseJson, type Handler } from '../exchange.ts'
import { createFaultQueue } from '../faults.ts'
import { openaiKeyProblem, sendModelError } from '../model/model-errors.ts'
import { schemaProblem } from '../model/openai-schema.ts'
import { playSpeechFault, SpeakerFault } from './speech-faults.ts'

interface SpeechRequest {
  model: string
  voice: string
  input: string
  format: string
}

/** The voice behind `POST /v1/audio/speech`: it says that it is the sandbox's, whatever it is given to say. */
export interface SpeakerStandIn {
  /** The valid requests, oldest first; only the last thousand are kept. */
  readonly requests: readonly SpeechRequest[]
  misbehave(fault: SpeakerFault): void
  reset(): void
}

const KEPT = 1000
const VOICES = 'alloy ash ballad coral echo fable nova onyx sage shimmer verse marin cedar'.split(' ')
const Asked = z.object({
  model: z.enum(['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'gpt-4o-mini-tts-2025-12-15']),
  input: z.string().min(1).max(4096),
  voice: z.union([z.enum(VOICES), z.object({ id: z.string().startsWith('voice_') })]),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).default('mp3'),
  speed: z.number().min(0.25).max(4).optional(),
  instructions: z.string().max(4096).optional(),
})

/** Checks a request by the rules of the real one (PROTOCOLS 5.8); `voice` is what every answer sounds like. */
export function createSpeaker(voice: Buffer): SpeakerStandIn & { handle: Handler } {
  const requests: SpeechRequest[] = []
  const faults = createFaultQueue<SpeakerFault>()

  return {
    requests,
    misbehave: (fault) => faults.add(SpeakerFault.parse(fault)),
    reset() {
      requests.length = 0
      faults.clear()
    },
    async handle(exchange) {
      const { method, request, response } = exchange
      const refuse = (message: string, param: string | null, status = 400) =>
        sendModelError(response, 'openai', { status, message, param })
      const stranger = openaiKeyProblem(request)
      if (stranger) return sendModelError(response, 'openai', stranger)
      if (method !== 'POST') return refuse(`Not allowed to ${method} on /v1/audio/speech.`, null, 405)
      const parsed = Asked.safeParse(parseJson(exchange.body))
      if (!parsed.success) {
        const { message, param } = schemaProblem(parsed.error)
        return refuse(message, param)
      }
      const { model, input, response_format: format, instructions } = parsed.data
      if (instructions !== undefined && model.startsWith('tts-1')) {
        return refuse(`'instructions' is not supported with ${model}.`, 'instructions')
      }
      const speaker = typeof parsed.data.voice === 'string' ? parsed.data.voice : parsed.data.voice.id
      requests.push({ model, voice: speaker, input, format })
      if (requests.length > KEPT) requests.shift()
      if (await playSpeechFault(exchange, faults)) return
      const other = faults.take((one) => one.kind === 'bytes')
      if (!other && format !== 'opus') {
        return refuse('The sandbox speaks Ogg/Opus alone: ask for the format opus.', 'response_format')
      }
      const bytes = other?.kind === 'bytes' ? Buffer.from(other.base64, 'base64') : voice
      const type = other?.kind === 'bytes' ? other.contentType : undefined
      response.writeHead(200, { 'content-type': type ?? 'audio/opus', 'content-length': bytes.length })
      response.end(bytes)
    },
  }
}
