import { z } from 'zod'
import type { Exchange } from '../exchange.ts'
import type { ModelRefusal } from '../model/model-request.ts'
import { schemaProblem } from '../model/openai-schema.ts'
import { extensionsOf, secondsOf } from './recording.ts'
import { sha256 } from './samples.ts'

const EXTENSIONS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'ogg', 'wav', 'webm']
const SIZE_LIMIT = 25 * 1024 * 1024
const SECONDS_LIMIT = 1400

/** The formats each model writes. */
const FORMATS: Record<string, readonly string[]> = {
  'whisper-1': ['json', 'text', 'srt', 'vtt', 'verbose_json'],
  'gpt-transcribe': ['json'],
  'gpt-4o-transcribe': ['json'],
  'gpt-4o-mini-transcribe': ['json'],
  'gpt-4o-mini-transcribe-2025-12-15': ['json'],
  'gpt-4o-transcribe-diarize': ['json', 'text'],
}
const Fields = z.object({
  model: z.string(),
  response_format: z.string().default('json'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'Language parameter must be specified in ISO-639-1 or ISO-639-3 format.')
    .optional(),
  prompt: z.string().optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
})

/** A valid request. `bytes` is how many there were. */
export interface TranscriptionRequest {
  model: string
  fileName: string
  contentType: string
  bytes: number
  sha256: string
  responseFormat: string
  prompt?: string
  language?: string
  /** Of Ogg and WAV alone. */
  seconds?: number
}

const invalid = (message: string, param: string | null, code: string | null = null): ModelRefusal => ({
  status: 400,
  message,
  type: 'invalid_request_error',
  param,
  code,
})

/** Reads the multipart form of a transcription by the rules of the real API (PROTOCOLS 5.7). */
export async function readTranscription({
  bytes: body,
  request,
}: Exchange): Promise<TranscriptionRequest | ModelRefusal> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(new Uint8Array(body), { headers }).formData().catch(() => undefined)
  if (!form) return invalid('Could not parse multipart form', null)
  const texts = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))
  const parsed = Fields.safeParse(texts)
  if (!parsed.success) {
    const { message, param } = schemaProblem(parsed.error)
    return invalid(param === 'model' ? 'you must provide a model parameter' : message, param)
  }
  const { model, prompt, language, response_format: responseFormat } = parsed.data
  const problem = modelProblem(parsed.data, form.has('timestamp_granularities[]'))
  if (problem) return problem
  const file = form.get('file')
  if (!(file instanceof File)) return invalid("Missing required parameter: 'file'.", 'file')
  const bytes = Buffer.from(await file.arrayBuffer())
  const seconds = secondsOf(bytes)
  return (
    fileProblem(file.name, bytes) ??
    lengthProblem(model, seconds) ?? {
      model,
      fileName: file.name,
      contentType: file.type,
      bytes: bytes.length,
      sha256: sha256(bytes),
      responseFormat,
      prompt,
      language,
      seconds,
    }
  )
}

function modelProblem(
  { model, response_format: format, prompt }: z.infer<typeof Fields>,
  timestamps: boolean,
): ModelRefusal | undefined {
  const formats = FORMATS[model]
  if (!formats) {
    const message = `The model \`${model}\` does not exist or you do not have access to it.`
    return { status: 404, message, type: 'invalid_request_error', code: 'model_not_found' }
  }
  if (!formats.includes(format)) {
    const message = `response_format '${format}' is not compatible with model '${model}'. Use ${formats.map((one) => `'${one}'`).join(' or ')} instead.`
    return invalid(message, 'response_format', 'unsupported_value')
  }
  if (prompt !== undefined && model.endsWith('diarize')) {
    return invalid(`Prompt is not supported with model '${model}'.`, 'prompt', 'unsupported_value')
  }
  return timestamps && format !== 'verbose_json'
    ? invalid(
        "timestamp_granularities is only supported with response_format 'verbose_json'.",
        'timestamp_granularities',
      )
    : undefined
}

function fileProblem(name: string, bytes: Buffer): ModelRefusal | undefined {
  if (bytes.length > SIZE_LIMIT) {
    const message = `413: Maximum content size limit (${SIZE_LIMIT}) exceeded (${bytes.length} bytes read)`
    return { status: 413, message, type: 'server_error' }
  }
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  if (!EXTENSIONS.includes(extension)) {
    const supported = EXTENSIONS.map((one) => `'${one}'`).join(', ')
    return invalid(`Invalid file format. Supported formats: [${supported}]`, 'file')
  }
  if (!extensionsOf(bytes).includes(extension)) {
    return invalid('The audio file could not be decoded or its format is not supported.', 'file')
  }
  return undefined
}

function lengthProblem(model: string, seconds = 1): ModelRefusal | undefined {
  if (seconds < 0.1) {
    const message = 'Audio file is too short. Minimum audio length is 0.1 seconds.'
    return invalid(message, 'file', 'audio_too_short')
  }
  if (seconds <= SECONDS_LIMIT || !model.startsWith('gpt-4o')) return undefined
  return invalid(
    `audio duration ${seconds} seconds is longer than ${SECONDS_LIMIT} seconds which is the maximum for this model`,
    null,
    'invalid_value',
  )
}
