import { rmSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Decoder, Demuxer, Encoder, FilterAPI, Muxer } from 'node-av/api'
import {
  AV_LOG_QUIET,
  AV_OPT_SEARCH_CHILDREN,
  AV_OPT_TYPE_INT,
  AV_OPT_TYPE_STRING,
  FF_ENCODER_LIBOPUS,
} from 'node-av/constants'
import { Log, type Frame } from 'node-av/lib'
import { MediaUnusable, type Sound } from '../decoded.ts'

const mostSeconds = 60 * 60
const partSeconds = 20 * 60
/** Whisper hears 16 kHz; Opus at this rate is as good as the original to it. */
const speechRate = 16_000
/** With less effort an hour takes 20 seconds and not a minute. */
const speech = { bitrate: 24_000, effort: 1 }

/** WhatsApp shows a voice note as one up to 512 KB (PROTOCOLS 8.2). */
const mostVoiceBytes = 500_000
const voiceRate = 24_000
const voiceBits = { best: 32_000, least: 12_000 }

/** Containers and nothing else: playlists (HLS, DASH, concat, SDP) name other files and hosts. */
const containers = 'mov,matroska,ogg,mp3,aac,amr,amrnb,amrwb,wav,w64,flac,caf,aiff,avi,asf,mpegts,mpeg,flv'

/** Opens a recording of a stranger; FFmpeg may open no other file for it. */
export async function openRecording(path: string): Promise<Demuxer> {
  Log.setLevel(AV_LOG_QUIET)
  return await Demuxer.open(path, {
    options: { format_whitelist: containers, protocol_whitelist: 'file', max_streams: 50 },
  })
}

/** Mono sound in 16 bits, up to `seconds` of it. Where it is damaged, it goes on after the damage. */
function* pcm(input: Demuxer, rate: number, seconds: number): Generator<Frame> {
  const stream = input.audio()
  if (stream === undefined) throw new MediaUnusable('empty')
  using decoder = Decoder.createSync(stream, { exitOnError: false, context: { threadCount: 1 } })
  // Long frames: each one is a way from FFmpeg to here and back.
  using filter = FilterAPI.create(
    `aresample=${rate},aformat=sample_fmts=s16:channel_layouts=mono,asetnsamples=n=${rate / 2}:p=0`,
  )
  let samples = 0
  for (const frame of filter.framesSync(decoder.framesSync(input.packetsSync(stream.index)))) {
    if (frame === null) return
    using current = frame
    samples += current.nbSamples
    yield current
    if (samples >= seconds * rate) return
  }
}

/** An Ogg/Opus file, written frame by frame. `effort` is the encoder's, 0 to 10. */
function openVoiceFile(path: string, { bitrate, effort }: { bitrate: number; effort: number }) {
  const encoder = Encoder.createSync(FF_ENCODER_LIBOPUS, {
    context: { bitRate: bitrate },
    // node-av 6.1 frees what it is given as `options` twice.
    configure(context) {
      context.setOption('application', 'voip', AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN)
      context.setOption('frame_duration', '60', AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN)
      context.setOption('compression_level', effort, AV_OPT_TYPE_INT)
    },
  })
  const muxer = Muxer.openSync(path, { format: 'ogg' })
  const track = muxer.addStream(encoder)
  let samples = 0
  const encode = (frame: Frame | null) => {
    for (const packet of encoder.packetsSync(frame)) {
      using written = packet
      if (written !== null) muxer.writePacketSync(written, track)
    }
  }
  return {
    write(frame: Frame) {
      frame.pts = BigInt(samples)
      samples += frame.nbSamples
      encode(frame)
    },
    samples: () => samples,
    close() {
      encode(null)
      muxer.closeSync()
      encoder.close()
    },
  }
}

/** All of a recording as files that a transcriber takes. Without `cutAt`, more than an hour is `too-long`. */
export function writeSound(input: Demuxer, prefix: string, cutAt?: number): Sound {
  if (cutAt === undefined && input.duration > mostSeconds + 1) throw new MediaUnusable('too-long')
  const parts: { path: string; file: ReturnType<typeof openVoiceFile> }[] = []
  for (const frame of pcm(input, speechRate, cutAt ?? mostSeconds + 1)) {
    let part = parts.at(-1)
    if (part === undefined || part.file.samples() >= partSeconds * speechRate) {
      part?.file.close()
      const path = `${prefix}-${parts.length + 1}.ogg`
      part = { path, file: openVoiceFile(path, speech) }
      parts.push(part)
    }
    part.file.write(frame)
  }
  parts.at(-1)?.file.close()
  const seconds = parts.reduce((sum, part) => sum + part.file.samples(), 0) / speechRate
  if (seconds === 0) throw new MediaUnusable('empty')
  if (cutAt === undefined && seconds > mostSeconds) throw new MediaUnusable('too-long')
  return { parts: parts.map((part) => basename(part.path)), seconds }
}

export async function loudness(path: string): Promise<number> {
  await using input = await openRecording(path)
  /** Energy of each 100 ms; four in a row are a window. */
  const steps: number[] = []
  const stepSamples = speechRate / 10
  let samples = 0
  for (const frame of pcm(input, speechRate, mostSeconds)) {
    const [data] = frame.data ?? []
    if (data === undefined) continue
    for (let at = 0; at + 2 <= frame.nbSamples * 2; at += 2) {
      const step = Math.floor(samples++ / stepSamples)
      steps[step] = (steps[step] ?? 0) + (data.readInt16LE(at) / 32_768) ** 2
    }
  }
  if (samples === 0) throw new MediaUnusable('empty')
  const windows = steps.map((_, n) => steps.slice(n, n + 4).reduce((sum, energy) => sum + energy, 0))
  const length = Math.min(samples, stepSamples * 4)
  return Math.max(-120, 10 * Math.log10(Math.max(...windows) / length))
}

export async function writeVoiceNote(path: string, out: string): Promise<{ bytes: number }> {
  const longest = (mostVoiceBytes * 8) / voiceBits.least
  let samples = 0
  for await (const frame of open(path)) samples += frame.nbSamples
  const seconds = samples / voiceRate
  if (seconds === 0) throw new MediaUnusable('empty')

  // The encoder aims at its bit rate and Ogg adds a little, so what came out too large is written once more.
  let bitrate = Math.min(voiceBits.best, Math.floor(((mostVoiceBytes * 8) / seconds) * 0.95))
  while (bitrate >= voiceBits.least) {
    const file = openVoiceFile(out, { bitrate, effort: 10 })
    for await (const frame of open(path)) file.write(frame)
    file.close()
    const bytes = statSync(out).size
    if (bytes <= mostVoiceBytes) return { bytes }
    bitrate = Math.floor(bitrate * Math.min(0.95, (mostVoiceBytes / bytes) * 0.98))
  }
  rmSync(out, { force: true })
  throw new MediaUnusable('too-long')

  async function* open(path: string) {
    await using input = await openRecording(path)
    yield* pcm(input, voiceRate, longest + 1)
  }
}
