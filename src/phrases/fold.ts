/**
 * A message reduced to what comparing whole messages needs: case, accents, full-width forms, doubled blanks and
 * surrounding punctuation or emoji gone. "¡PARAR!", "ＳＴＯＰ。" and "stop 🛑" become "parar", "stop" and "stop".
 */
export function fold(text: string): string {
  return foldLetters(text)
    .replace(/\s+/g, ' ')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, '')
}

/** Case, accents and full-width forms gone, nothing else. Only Latin, Cyrillic and Arabic marks are accents. */
export function foldLetters(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]|[\u064b-\u0655]|\u0640|\u20e3|[\ufe00-\ufe0f]|\p{Cf}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replace(/[’`´ʼ]/g, "'")
    .normalize('NFKC')
}
