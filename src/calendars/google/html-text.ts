/** Longer than any description Google keeps. */
const MOST = 20_000

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
}

const TAG = /<\/?[a-z][^<>]*>|<!--[^<>]*-->/gi
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi

/** The words of a description, which Google keeps as HTML. Lines stay lines; plain text comes out as it went in. */
export function textOfHtml(html: string): string {
  return html
    .slice(0, MOST)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/<(?:br|hr)\s*\/?>|<\/(?:p|div|tr|h[1-6]|ul|ol|li)>/gi, '\n')
    .replaceAll(/<li(?:\s[^<>]*)?>/gi, '- ')
    .replaceAll(TAG, '')
    .replaceAll(ENTITY, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      const isLetter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isLetter ? String.fromCodePoint(code) : whole
    })
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Text as a description. Only what would be read as HTML is escaped: other programs show an escape as it stands. */
export function htmlOfText(plain: string): string {
  const misread = plain.search(TAG) >= 0 || plain.search(ENTITY) >= 0
  if (!misread) return plain
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
