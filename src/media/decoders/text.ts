import { MediaUnusable, type Decoded } from '../decoded.ts'

/** About 8,000 tokens: more than a person asks about at once. */
const mostForModel = 30_000

/** The text of a file, or nothing when it is not text: UTF-8, UTF-16 with its mark, or Windows-1252. */
export function readText(bytes: Buffer): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return decodeAs('utf-16le', bytes)
  if (first === 0xfe && second === 0xff) return decodeAs('utf-16be', bytes)
  const control = bytes.find((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))
  if (control !== undefined) return undefined
  return decodeAs('utf-8', bytes) ?? decodeAs('windows-1252', bytes)
}

function decodeAs(encoding: string, bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Cuts a text that is too long for the model at the end of a line, and says so. */
export function capped(text: string, longest = mostForModel): { text: string; leftOut?: string } {
  if (text.length <= longest) return { text }
  const line = text.lastIndexOf('\n', longest)
  const kept = text.slice(0, line > longest / 2 ? line : longest).toWellFormed()
  const count = (length: number) => length.toLocaleString('en')
  return {
    text: kept,
    leftOut: `the text after the first ${count(kept.length)} of ${count(text.length)} characters`,
  }
}

export function decodeText(text: string, format: string): Decoded {
  if (text.trim() === '') throw new MediaUnusable('empty')
  return { kind: 'document', format, ...capped(text), pictures: [] }
}
