import type { TranscriptionRequest } from './transcription-request.ts'

export interface Transcript {
  text: string
  /** ISO 639-1. */
  language: string
  noSpeechProb?: number
  avgLogprob?: number
}

/** `json` and `verbose_json` as the API writes them (PROTOCOLS 5.7). */
export function transcriptJson(request: TranscriptionRequest, transcript: Transcript) {
  const { text, language, noSpeechProb = 0.01, avgLogprob = -0.2 } = transcript
  const seconds = lengthOf(request)
  const byDuration = { type: 'duration', seconds: Math.ceil(seconds) }
  if (request.responseFormat === 'json') {
    return { text, usage: request.model === 'whisper-1' ? byDuration : tokensOf(seconds, text) }
  }
  const segment = {
    id: 0,
    seek: 0,
    start: 0,
    end: seconds,
    text: ` ${text}`,
    tokens: [],
    temperature: 0,
    avg_logprob: avgLogprob,
    compression_ratio: 1.2,
    no_speech_prob: noSpeechProb,
  }
  return {
    task: 'transcribe',
    language: new Intl.DisplayNames('en', { type: 'language' }).of(language)?.toLowerCase() ?? language,
    duration: seconds,
    text,
    segments: text ? [segment] : [],
    usage: byDuration,
  }
}

/** `text`, `srt` and `vtt`: one caption for the whole. */
export function transcriptText(request: TranscriptionRequest, { text }: Transcript): string {
  const end = new Date(lengthOf(request) * 1000).toISOString().slice(11, 23)
  if (request.responseFormat === 'vtt') return `WEBVTT\n\n00:00:00.000 --> ${end}\n${text}\n\n`
  if (request.responseFormat === 'srt') return `1\n00:00:00,000 --> ${end.replace('.', ',')}\n${text}\n\n`
  return `${text}\n`
}

/** An estimate by 24 kbit/s where the container is not read. */
const lengthOf = ({ seconds, bytes }: TranscriptionRequest) => seconds ?? bytes / 3000

/** Ten audio tokens a second, four characters a token. */
function tokensOf(seconds: number, text: string) {
  const [input, output] = [Math.ceil(seconds * 10), Math.ceil(text.length / 4)]
  return {
    type: 'tokens',
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: output,
    total_tokens: input + output,
  }
}
