import { foldLetters } from '../phrases/fold.ts'

/** Longer texts are not a time, and nobody should be able to keep us busy with one. */
const longest = 200

/** The zeros of the digits people write that NFKC leaves as they are. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
]

/** Words in one form: lower case, no accents, ASCII digits, plain hyphens. Nothing when they cannot be a time. */
export function cleanWords(words: string): string | undefined {
  if (words.length > longest) return undefined
  const text = words.replace(/\s+/g, ' ').trim()
  if (/\p{Cc}/u.test(text)) return undefined
  const halves = text.replace(/½/g, '.5').replace(/¼/g, '.25').replace(/¾/g, '.75')
  return foldLetters(halves)
    .replace(/\p{Nd}/gu, digit)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/(?<![\p{L}\d.])\.(?=\d)/gu, '0.')
    .replace(/(?<!\p{L})([ap])\. ?m(?:\.|(?!\p{L}))/gu, '$1m')
    .replace(/\s+/g, ' ')
    .trim()
}

function digit(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const zero = zeros.find((one) => code >= one && code < one + 10)
  return zero === undefined ? character : String(code - zero)
}
