/** `<`, `/` and the letters of the word in any width, with invisible characters and blanks anywhere among them. */
const LOOKS_LIKE_A_FENCE = new RegExp(
  `[<＜﹤](?=[\\s\\p{Cf}/／]*${Array.from('outside', (letter) => `[${letter}${wide(letter)}]`).join('\\p{Cf}*')})`,
  'giu',
)

function wide(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)
}

/**
 * Fences what was written by others, so that the model can tell it from orders. The fence cannot be closed from
 * inside: whatever looks like it is defused.
 */
export function fence(content: string, source: string): string {
  const defused = content.replaceAll(LOOKS_LIKE_A_FENCE, '‹')
  return `<outside source="${source.replaceAll(/["<>\n]/g, ' ')}">\n${defused}\n</outside>`
}

/** The beginning of a text, with its fence closed again if it was cut in one. */
export function shorten(text: string, length: number): string {
  const kept = `${text.slice(0, length).toWellFormed()} … (shortened)`
  const cut = kept.lastIndexOf('<outside ') > kept.lastIndexOf('</outside>')
  return cut ? `${kept}\n</outside>` : kept
}
