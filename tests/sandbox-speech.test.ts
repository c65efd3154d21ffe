import { readFile } from 'node:fs/promises'
import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'
import { secondsOf } from '../sandbox/speech/recording.ts'
import { readSamples } from '../sandbox/speech/samples.ts'
import { startSandbox } from '../sandbox/sandbox.ts'

const ACCOUNT = {
  accountSid: `AC${'0'.repeat(31)}1`,
  authToken: 'token',
  whatsappFrom: 'whatsapp:+14155238886',
  smsFrom: '+15550100002',
}
const [HELLO, ...OTHERS] = await readSamples()
const NOT_A_SAMPLE = await readFile(new URL('../sandbox/voice-notes/sandbox-voice.ogg', import.meta.url))

async function setup() {
  const sandbox = await startSandbox(ACCOUNT)
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 })
  return {
    ...sandbox,
    client,
    transcribe: async (bytes: Uint8Array, options: Record<string, unknown> = {}) => {
      const { name = 'voice.ogg', ...rest } = options
      const file = await toFile(bytes, String(name), { type: 'audio/ogg' })
      return client.audio.transcriptions.create({ model: 'whisper-1', ...rest, file })
    },
    speak: async (options: object = {}) => {
      const params = { model: 'tts-1', voice: 'alloy', input: 'Hello', response_format: 'opus', ...options }
      const response = await client.audio.speech.create(params as OpenAI.Audio.SpeechCreateParams)
      return Buffer.from(await response.arrayBuffer())
    },
  }
}

/** A WAV of so many seconds of silence: 8 bits, 1000 a second. */
function wav(seconds: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt32LE(1000, 28)
  head.write('data', 36)
  head.writeUInt32LE(seconds * 1000, 40)
  return Buffer.concat([head, Buffer.alloc(seconds * 1000)])
}

test('knows the words of its samples, and says of every other recording that it cannot hear', async () => {
  await using world = await setup()
  for (const sample of [HELLO!, ...OTHERS]) {
    expect((await world.transcribe(sample.bytes)).text).toBe(sample.transcript)
  }
  const unknown = await world.transcribe(NOT_A_SAMPLE)
  expect(unknown.text).toMatch(/^\[The sandbox cannot hear.*OPENAI_API_KEY.*TRANSCRIBE_BASE_URL/)
})

test('hears what it was told to, once or as often as said', async () => {
  await using world = await setup()
  world.transcriber.hears('one')
  world.transcriber.hears((request) => `a file of ${request.bytes}`, { times: 2 })
  const texts: string[] = []
  for (const _ of [1, 2, 3, 4]) texts.push((await world.transcribe(HELLO!.bytes)).text)
  const size = `a file of ${HELLO!.bytes.length}`
  expect(texts).toEqual(['one', size, size, HELLO!.transcript])
})

test('verbose_json tells language, length and how sure it is', async () => {
  await using world = await setup()
  const verbose = { response_format: 'verbose_json' }
  const spanish = OTHERS.find(({ language }) => language === 'es')!
  expect(await world.transcribe(spanish.bytes, verbose)).toMatchObject({
    task: 'transcribe',
    language: 'spanish',
    duration: spanish.seconds,
    text: spanish.transcript,
    segments: [{ id: 0, start: 0, end: spanish.seconds, no_speech_prob: 0.01 }],
  })
  world.transcriber.hears({ text: 'Thank you.', noSpeechProb: 0.97, avgLogprob: -1.4 })
  expect(await world.transcribe(HELLO!.bytes, verbose)).toMatchObject({
    segments: [{ text: ' Thank you.', no_speech_prob: 0.97, avg_logprob: -1.4 }],
  })
  world.transcriber.hears('')
  expect(await world.transcribe(HELLO!.bytes, verbose)).toMatchObject({ text: '', segments: [] })
})

test('writes plain text and captions where the model does', async () => {
  await using world = await setup()
  const as = (response_format: string) => world.transcribe(HELLO!.bytes, { response_format })
  expect(await as('text')).toBe(`${HELLO!.transcript}\n`)
  expect(await as('srt')).toContain('00:00:00,000 --> 00:00:02,')
  expect(await as('vtt')).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:02\./)
})

test('remembers what it was asked', async () => {
  await using world = await setup()
  await world.transcribe(HELLO!.bytes, { prompt: 'Names: Ana.', language: 'en' })
  expect(world.transcriber.requests).toMatchObject([
    {
      model: 'whisper-1',
      fileName: 'voice.ogg',
      contentType: 'audio/ogg',
      bytes: HELLO!.bytes.length,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      prompt: 'Names: Ana.',
      language: 'en',
      seconds: HELLO!.seconds,
    },
  ])
})

test('refuses what the real one refuses', async () => {
  await using world = await setup()
  const refused = (bytes: Uint8Array, options?: Record<string, unknown>) =>
    world.transcribe(bytes, options).then(
      () => 'accepted',
      (error: unknown) => error,
    )
  const { bytes } = HELLO!
  const invalid = { status: 400, type: 'invalid_request_error' }
  expect(await refused(bytes, { name: 'voice.opus' })).toMatchObject({ ...invalid, param: 'file' })
  expect(await refused(bytes, { name: 'voice.mp3' })).toMatchObject({ ...invalid, param: 'file' })
  expect(await refused(Buffer.from('<html>'))).toMatchObject({ ...invalid, param: 'file' })
  expect(await refused(bytes, { model: 'whisper-9' })).toMatchObject({ status: 404, code: 'model_not_found' })
  const mini = { model: 'gpt-4o-mini-transcribe' }
  expect(await refused(bytes, { ...mini, response_format: 'verbose_json' })).toMatchObject({
    ...invalid,
    code: 'unsupported_value',
  })
  expect(await refused(bytes, mini)).toBe('accepted')
  expect(await refused(wav(1401), { ...mini, name: 'long.wav' })).toMatchObject({
    ...invalid,
    code: 'invalid_value',
  })
  expect(await refused(wav(1401), { name: 'long.wav' })).toBe('accepted')
  expect(await refused(wav(0), { name: 'short.wav' })).toMatchObject({ code: 'audio_too_short' })
  const large = Buffer.concat([bytes, Buffer.alloc(25 * 1024 * 1024)])
  expect(await refused(large)).toMatchObject({ status: 413 })
  expect(await refused(Buffer.alloc(33 * 1024 * 1024))).toMatchObject({ status: 413 })
  expect(world.transcriber.counts).toEqual({ requests: 10, invalid: 8 })
  const stranger = new OpenAI({ apiKey: 'sk-bad', baseURL: `${world.url}/openai/v1` })
  const file = await toFile(bytes, 'voice.ogg')
  const asked = stranger.audio.transcriptions.create({ model: 'whisper-1', file })
  await expect(asked).rejects.toMatchObject({ status: 401 })
})

test('reads how long recordings are', () => {
  expect(secondsOf(HELLO!.bytes)).toBeGreaterThan(2)
  expect(secondsOf(HELLO!.bytes)).toBeLessThan(3)
  expect(secondsOf(wav(7))).toBe(7)
  for (const length of [4, 20, 40]) expect(secondsOf(HELLO!.bytes.subarray(0, length))).toBeUndefined()
  expect(secondsOf(Buffer.from('ID3'))).toBeUndefined()
})

test('speaks with the voice of the sandbox, as a voice note', async () => {
  await using world = await setup()
  const bytes = await world.speak()
  expect(bytes.toString('latin1', 0, 4)).toBe('OggS')
  const head = bytes.indexOf('OpusHead')
  expect([head > 0, bytes[head + 9]]).toEqual([true, 1])
  expect(bytes.length).toBeLessThan(512 * 1024)
  expect(secondsOf(bytes)).toBeGreaterThan(3)
  expect(world.speaker.requests).toEqual([{ model: 'tts-1', voice: 'alloy', input: 'Hello', format: 'opus' }])
})

test('refuses to speak what the real one refuses', async () => {
  await using world = await setup()
  for (const wrong of [
    { input: '' },
    { input: 'x'.repeat(4097) },
    { model: 'tts-9' },
    { voice: 'nobody' },
    { response_format: 'ogg' },
    { speed: 9 },
    { instructions: 'whisper' },
  ]) {
    await expect(world.speak(wrong), JSON.stringify(wrong)).rejects.toMatchObject({ status: 400 })
  }
  expect(world.speaker.requests).toEqual([])
  expect((await world.speak({ input: 'x'.repeat(4096) })).length).toBeGreaterThan(0)
})

test('both misbehave as told, then work again', async () => {
  await using world = await setup()
  for (const [part, ask] of [
    [world.transcriber, () => world.transcribe(HELLO!.bytes)],
    [world.speaker, () => world.speak()],
  ] as const) {
    for (const kind of ['429', '500', '502', 'cut', 'insufficientQuota'] as const) {
      part.misbehave({ kind })
      await expect(ask(), kind).rejects.toThrow()
    }
    part.misbehave({ kind: '429', retryAfter: 7 })
    const limited = (await ask().catch((error: unknown) => error)) as { headers: Headers }
    expect(limited.headers.get('retry-after')).toBe('7')
    part.misbehave({ kind: 'slow', ms: 1 })
    await ask()
  }
  world.speaker.misbehave({ kind: 'bytes', base64: btoa('ID3 and more') })
  expect((await world.speak()).toString()).toBe('ID3 and more')
  world.speaker.misbehave({ kind: 'bytes', base64: '' })
  expect(await world.speak()).toHaveLength(0)
  world.speaker.misbehave({ kind: '500' })
  world.transcriber.hears('left over')
  for (const part of [world.speaker, world.transcriber]) part.reset()
  expect((await world.speak()).length).toBeGreaterThan(1000)
  expect((await world.transcribe(HELLO!.bytes)).text).toBe(HELLO!.transcript)
})

test('lists and plays its samples for the page', async () => {
  await using world = await setup()
  const listed = (await (await fetch(`${world.url}/api/samples`)).json()) as { id: string; url: string }[]
  expect(listed).toHaveLength(OTHERS.length + 1)
  expect(listed[0]).toEqual({
    id: 'hello',
    label: 'A greeting',
    language: 'en',
    transcript: 'Hi! What can you do for me?',
    seconds: HELLO!.seconds,
    url: '/api/samples/hello.ogg',
  })
  const played = await fetch(world.url + listed[0]!.url)
  expect(played.headers.get('content-type')).toBe('audio/ogg')
  expect(Buffer.from(await played.arrayBuffer())).toEqual(HELLO!.bytes)
  const part = await fetch(world.url + listed[0]!.url, { headers: { range: 'bytes=0-3' } })
  expect([part.status, await part.text()]).toEqual([206, 'OggS'])
  expect((await fetch(`${world.url}/api/samples/none.ogg`)).status).toBe(404)
})

test('is directed over HTTP', async () => {
  await using world = await setup()
  const control = (path: string, body: unknown) =>
    fetch(`${world.url}/control${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await control('/transcriber/hears', { text: 'told over HTTP', noSpeechProb: 0.5 })
  expect((await world.transcribe(HELLO!.bytes)).text).toBe('told over HTTP')
  await control('/transcriber/misbehave', { kind: '500' })
  await expect(world.transcribe(HELLO!.bytes)).rejects.toMatchObject({ status: 500 })
  await control('/speaker/misbehave', { kind: 'bytes', base64: btoa('x') })
  expect((await world.speak()).toString()).toBe('x')
  expect((await control('/speaker/misbehave', { kind: 'sing' })).status).toBe(400)
  const read = async (path: string): Promise<unknown> => (await fetch(`${world.url}/control${path}`)).json()
  expect(await read('/transcriber/requests')).toMatchObject({ requests: [{}, { fileName: 'voice.ogg' }] })
  expect(await read('/speaker/requests')).toMatchObject({ requests: [{ input: 'Hello' }] })
  expect(await read('/stats')).toMatchObject({ transcriber: { requests: 2, invalid: 0 }, speaker: 1 })
  await control('/reset', {})
  expect(await read('/stats')).toMatchObject({ transcriber: { requests: 0 }, speaker: 0 })
})
