import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decoder, Demuxer, Encoder, Muxer } from 'node-av/api'
import { FF_ENCODER_AAC, FF_ENCODER_LIBOPUS } from 'node-av/constants'
import sharp from 'sharp'

const RATE = 48_000

export interface RecordingOptions {
  seconds: number
  kbps: number
  /** Opus in Ogg, as WhatsApp records, or AAC in MP4. */
  format: 'ogg' | 'mp4'
}

/** A real recording of tones and noise; noise takes all of the bit rate. */
export function recording({ seconds, kbps, format }: RecordingOptions): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'majordomo-bench-'))
  try {
    const [wav, out] = [join(folder, 'in.wav'), join(folder, `out.${format}`)]
    writeFileSync(wav, waveFile(seconds))
    using input = Demuxer.openSync(wav)
    const stream = input.audio()
    if (!stream) throw new Error('the file just written has no sound')
    using decoder = Decoder.createSync(stream)
    const codec = format === 'ogg' ? FF_ENCODER_LIBOPUS : FF_ENCODER_AAC
    using encoder = Encoder.createSync(codec, { autoResample: true, context: { bitRate: kbps * 1000 } })
    using muxer = Muxer.openSync(out, { format })
    const track = muxer.addStream(encoder)
    for (const packet of encoder.packetsSync(decoder.framesSync(input.packetsSync(stream.index)))) {
      using written = packet
      if (written) muxer.writePacketSync(written, track)
    }
    muxer.closeSync()
    return readFileSync(out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** 16 bits, mono. */
function waveFile(seconds: number): Buffer {
  const samples = seconds * RATE
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let at = 0; at < samples; at += 1) {
    const tone = Math.sin((2 * Math.PI * (200 + (at / RATE) * 50) * at) / RATE)
    file.writeInt16LE(Math.round((tone * 0.4 + (Math.random() - 0.5) * 0.5) * 20_000), 44 + at * 2)
  }
  return file
}

/** A PNG of about so many bytes: noise does not compress. */
export async function noisePicture(bytes: number): Promise<Buffer> {
  const side = Math.floor(Math.sqrt(bytes / 3))
  const raw = Buffer.alloc(side * side * 3)
  for (let at = 0; at < raw.length; at += 1) raw[at] = Math.random() * 256
  return sharp(raw, { raw: { width: side, height: side, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}
