/** Line breaks and signs without a shape are blanks; what shows nothing at all is empty. */
export function oneLine(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 300)
    .toWellFormed()
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(line) ? line : ''
}

/** An address on the web, without what only ends the sentence it stands in. */
const ADDRESS = /(https?:\/\/[^\s<>\\]*[^\s<>\\.,;:!?'"()[\]*_~])/

/** What a person, or a stranger, wrote, as CommonMark that shows it as it is; only addresses are links. */
export function plainMarkdown(text: string): string {
  return text
    .split(ADDRESS)
    .map((part, at) => (at % 2 === 1 ? `<${part}>` : escaped(part)))
    .join('')
}

/** What begins a list or underlines a heading does so at the beginning of a line alone. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_~[\]<>#|&!]/g, String.raw`\$&`)
    .replaceAll(/^(\s*\d*)([-+=.)])/gm, String.raw`$1\$2`)
}
