/** What the start of a file says it is, in the extensions that mean it; empty when it is none of them. */
export function extensionsOf(bytes: Buffer): readonly string[] {
  const at = (offset: number, text: string) => bytes.toString('latin1', offset, offset + text.length) === text
  if (at(0, 'OggS')) return ['ogg']
  if (at(0, 'RIFF') && at(8, 'WAVE')) return ['wav']
  if (at(0, 'fLaC')) return ['flac']
  if (at(4, 'ftyp')) return ['m4a', 'mp4']
  if (at(0, '\x1a\x45\xdf\xa3')) return ['webm']
  const frame = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0
  return at(0, 'ID3') || frame ? ['mp3', 'mpga', 'mpeg'] : []
}

/** How long an Ogg (Opus or Vorbis) or WAV recording is; undefined for every other container. */
export function secondsOf(bytes: Buffer): number | undefined {
  const [container] = extensionsOf(bytes)
  if (container === 'ogg') return oggSeconds(bytes)
  return container === 'wav' ? wavSeconds(bytes) : undefined
}

/** The last page tells how many samples there are: of 48 kHz in Opus, minus those a player skips (RFC 7845, 4). */
function oggSeconds(bytes: Buffer): number | undefined {
  const last = bytes.lastIndexOf('OggS')
  if (last + 14 > bytes.length) return undefined
  const samples = Number(bytes.readBigInt64LE(last + 6))
  const head = bytes.subarray(0, 512)
  const [opus, vorbis] = [head.indexOf('OpusHead'), head.indexOf('\x01vorbis')]
  // A file cut off in its first page.
  if (samples < 0 || Math.max(opus, vorbis) + 16 > head.length) return undefined
  if (opus >= 0) return Math.max(samples - head.readUInt16LE(opus + 10), 0) / 48_000
  return vorbis < 0 ? undefined : samples / head.readUInt32LE(vorbis + 12)
}

function wavSeconds(bytes: Buffer): number | undefined {
  let perSecond = 0
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4)
    const size = bytes.readUInt32LE(at + 4)
    if (name === 'fmt ' && at + 20 <= bytes.length) perSecond = bytes.readUInt32LE(at + 16)
    // A recorder that could not go back to write the size leaves more than there is.
    if (name === 'data' && perSecond > 0) return Math.min(size, bytes.length - at - 8) / perSecond
    at += 8 + size + (size % 2)
  }
  return undefined
}
