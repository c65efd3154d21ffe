import { z } from 'zod'
import { hungUp, sendJson, sendText, type Handler } from '../exchange.ts'
import { createFaultQueue, pause } from '../faults.ts'
import { openaiKeyProblem, sendModelError } from '../model/model-errors.ts'
import { isRefusal } from '../model/model-request.ts'
import { sha256, type Sample } from './samples.ts'
import { playSpeechFault, TranscriberFault } from './speech-faults.ts'
import { transcriptJson, transcriptText, type Transcript } from './transcript.ts'
import { readTranscription, type TranscriptionRequest } from './transcription-request.ts'

export const Heard = z.object({
  text: z.string(),
  noSpeechProb: z.number().optional(),
  avgLogprob: z.number().optional(),
})
type ScriptedTranscript = string | z.infer<typeof Heard> | ((request: TranscriptionRequest) => string)

/** What listens behind `POST /v1/audio/transcriptions`: it knows its samples by heart and is deaf otherwise. */
export interface TranscriberStandIn {
  /** Oldest first; only the last thousand are kept. */
  readonly requests: readonly TranscriptionRequest[]
  /** How many requests came in, and how many of them were refused as invalid. */
  readonly counts: Readonly<Record<'requests' | 'invalid', number>>
  /** How long it takes to answer, ms. */
  thinkMs: number
  /** Writes the next transcript (the next `times` ones). */
  hears(transcript: ScriptedTranscript, options?: { times?: number }): void
  misbehave(fault: TranscriberFault): void
  reset(): void
}

/** What stands in the place of a transcript when nobody could listen. */
const CANNOT_HEAR =
  '[The sandbox cannot hear: this recording is none of its samples. Set OPENAI_API_KEY, or TRANSCRIBE_BASE_URL to a speech-to-text server.]'

const KEPT = 1000

export function createTranscriber(samples: readonly Sample[]): TranscriberStandIn & { handle: Handler } {
  const requests: TranscriptionRequest[] = []
  const counts = { requests: 0, invalid: 0 }
  const script: { transcript: ScriptedTranscript; left: number }[] = []
  const faults = createFaultQueue<TranscriberFault>()
  const known = new Map(samples.map((sample) => [sha256(sample.bytes), sample]))

  function listen(request: TranscriptionRequest): Transcript {
    const [line] = script
    if (line && --line.left <= 0) script.shift()
    const { language = 'en' } = request
    if (typeof line?.transcript === 'function') return { text: line.transcript(request), language }
    if (typeof line?.transcript === 'string') return { text: line.transcript, language }
    if (line) return { ...line.transcript, language }
    const sample = known.get(request.sha256)
    return sample
      ? { text: sample.transcript, language: sample.language }
      : { text: CANNOT_HEAR, language: 'en' }
  }

  const transcriber: TranscriberStandIn & { handle: Handler } = {
    requests,
    counts,
    thinkMs: 0,
    hears: (transcript, { times = 1 } = {}) => void script.push({ transcript, left: times }),
    misbehave: (fault) => faults.add(TranscriberFault.parse(fault)),
    reset() {
      requests.length = script.length = 0
      faults.clear()
      Object.assign(counts, { requests: 0, invalid: 0 })
    },
    async handle(exchange) {
      const { method, response } = exchange
      const stranger = openaiKeyProblem(exchange.request)
      if (stranger) return sendModelError(response, 'openai', stranger)
      if (method !== 'POST') {
        const message = `Not allowed to ${method} on /v1/audio/transcriptions.`
        return sendModelError(response, 'openai', { status: 405, message })
      }
      counts.requests++
      const read = await readTranscription(exchange)
      if (isRefusal(read)) {
        counts.invalid++
        return sendModelError(response, 'openai', read)
      }
      requests.push(read)
      if (requests.length > KEPT) requests.shift()
      if (await playSpeechFault(exchange, faults)) return
      await pause(transcriber.thinkMs, hungUp(response))
      if (response.destroyed) return
      const transcript = listen(read)
      if (read.responseFormat.endsWith('json')) sendJson(response, 200, transcriptJson(read, transcript))
      else sendText(response, 200, transcriptText(read, transcript))
    },
  }
  return transcriber
}
