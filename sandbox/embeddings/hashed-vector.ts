/** As many numbers as `text-embedding-3-small` has. */
export const DIMENSIONS = 1536

/**
 * A direction for a text by its words and their letters alone, always the same: what shares words, or most of their letters,
 * is near. It knows nothing of meaning.
 */
export function hashedVector(text: string, dimensions = DIMENSIONS): Float32Array {
  const vector = new Float32Array(dimensions)
  const counts = new Map<string, number>()
  const count = (feature: string, weight: number) => counts.set(feature, (counts.get(feature) ?? 0) + weight)
  const folded = text.normalize('NFKD').toLowerCase().replace(/\p{M}/gu, '')
  for (const word of folded.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const framed = [...`^${word}$`]
    // Short words are in every text; of scripts without blanks between words every pair tells.
    const dense =
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u.test(word)
    const size = dense ? 2 : 4
    if (word.length > 3 || /\d/.test(word)) count(word, 1)
    if (word.length > 3 || dense)
      for (let at = 0; at + size <= framed.length; at += 1) count(framed.slice(at, at + size).join(''), 0.4)
  }
  for (const [feature, weight] of counts) {
    const hash = fnv(feature)
    const at = hash % dimensions
    vector[at] = (vector[at] ?? 0) + (hash & 0x40000000 ? 1 : -1) * Math.sqrt(weight)
  }
  const length = Math.hypot(...vector)
  if (length === 0) vector[0] = 1
  else for (const [n, value] of vector.entries()) vector[n] = value / length
  return vector
}

/** FNV-1a, with its bits mixed once more: the low ones of similar texts are alike otherwise. */
function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (let n = 0; n < text.length; n += 1) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
