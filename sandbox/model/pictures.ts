/** A picture that came with a message. */
export interface Picture {
  mediaType: string
  bytes: Buffer
}

/** What the providers look at. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']

/** The bytes of well-formed base64, undefined for anything else. */
export function fromBase64(data: string): Buffer | undefined {
  const bytes = Buffer.from(data, 'base64')
  return data && bytes.toString('base64') === data ? bytes : undefined
}

/** What the bytes are, whatever somebody says they are. */
export function pictureType(bytes: Buffer): string | undefined {
  const at = (offset: number, text: string) => bytes.toString('latin1', offset, offset + text.length) === text
  if (at(0, '\xff\xd8\xff')) return 'image/jpeg'
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'image/png'
  if (at(0, 'GIF8')) return 'image/gif'
  return at(0, 'RIFF') && at(8, 'WEBP') ? 'image/webp' : undefined
}

/** Width and height in pixels of a JPEG or PNG. */
export function pictureSize({ bytes }: Picture): { width: number; height: number } | undefined {
  const type = pictureType(bytes)
  if (type === 'image/png' && bytes.length >= 24) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  }
  if (type !== 'image/jpeg') return undefined
  // From segment to segment until the frame header, which is any SOF but DHT, JPG and DAC.
  for (let at = 2; at + 9 <= bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return undefined
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
    }
  }
  return undefined
}
