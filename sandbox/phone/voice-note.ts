import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What a browser recorded (WebM or MP4) as WhatsApp records it: mono Ogg/Opus. Undefined when it cannot be read. Only for
 * what the page's own microphone made: this runs in the sandbox's own process.
 */
export async function asVoiceNote(recorded: Uint8Array): Promise<Buffer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'majordomo-phone-'))
  try {
    const [given, made] = [join(folder, 'recorded'), join(folder, 'voice.ogg')]
    await writeFile(given, recorded)
    await convert(given, made)
    return await readFile(made)
  } catch {
    return undefined // it is sent as it is
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function convert(given: string, made: string): Promise<void> {
  // A tenth of a second to load, and few people ever record.
  const { Decoder, Demuxer, Encoder, FilterAPI, Muxer } = await import('node-av/api')
  const { FF_ENCODER_LIBOPUS } = await import('node-av/constants')
  await using input = await Demuxer.open(given)
  const stream = input.audio()
  if (!stream) throw new Error('no sound in it')
  using decoder = await Decoder.create(stream)
  using filter = FilterAPI.create('aresample=16000,aformat=sample_fmts=s16:channel_layouts=mono')
  using encoder = await Encoder.create(FF_ENCODER_LIBOPUS, { context: { bitRate: 24_000 } })
  await using muxer = await Muxer.open(made, { format: 'ogg' })
  const track = muxer.addStream(encoder)
  for await (const packet of encoder.packets(filter.frames(decoder.frames(input.packets(stream.index))))) {
    using written = packet
    if (written) await muxer.writePacket(written, track)
  }
}
