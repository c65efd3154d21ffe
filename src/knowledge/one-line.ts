/** A title or a heading on one line, without what would look like a fence or a tag to a model. */
export function oneLine(text: string, most: number): string {
  const line = text
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/[<>]/g, '')
    .trim()
  const letters = [...line]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line
}
