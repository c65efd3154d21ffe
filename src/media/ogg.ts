/** Opus counts samples at this rate whatever it was recorded at (RFC 7845, section 4), per second. */
const OPUS_RATE = 48_000

/** The first bytes of a file are those of Ogg with Opus in it, as WhatsApp records voice notes. */
export function isOggOpus(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  return text.startsWith('OggS') && text.slice(0, 64).includes('OpusHead')
}

/** Channels as the header says, e.g. 1; the header begins at most 64 bytes into the file. */
export function opusChannels(head: Buffer): number | undefined {
  const at = head.subarray(0, 64).indexOf('OpusHead')
  return at < 0 ? undefined : head[at + 9]
}

/** Seconds of an Ogg/Opus file by the position its last page states (RFC 3533, section 6); 0 when it states none. */
export function oggSeconds(tail: Buffer): number {
  const page = tail.lastIndexOf('OggS')
  if (page < 0 || page + 14 > tail.length) return 0
  const samples = tail.readBigInt64LE(page + 6)
  return samples > 0n ? Number(samples) / OPUS_RATE : 0
}
