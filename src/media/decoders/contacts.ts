import { MediaUnusable, type Decoded } from '../decoded.ts'
import { capped, readText } from './text.ts'

const labels: Record<string, string> = {
  FN: 'Name',
  TEL: 'Phone',
  EMAIL: 'E-mail',
  ORG: 'Organisation',
}

const kinds: Record<string, string> = {
  CELL: 'mobile',
  IPHONE: 'mobile',
  HOME: 'home',
  WORK: 'work',
  FAX: 'fax',
  MAIN: 'main',
}

/** The cards of a vCard file (2.1, RFC 2426, RFC 6350): names, numbers and addresses as written, no photos. */
export function decodeContacts(text: string): Decoded {
  const cards = text
    .split(/^BEGIN:VCARD\s*$/im)
    .map(describe)
    .filter((card) => card !== '')
  if (cards.length === 0) throw new MediaUnusable('empty')
  return { kind: 'contacts', format: 'vCard', ...capped(cards.join('\n\n')), pictures: [] }
}

function describe(card: string): string {
  const properties = unfold(card).flatMap(readProperty)
  const named = properties.some(({ name }) => name === 'FN')
  return properties
    .flatMap(({ name, parameters, parts }) => {
      if (name === 'N' && !named) return `Name: ${[parts[1], parts[0]].filter(Boolean).join(' ')}`
      const label = labels[name]
      const value = parts.filter(Boolean).join(', ')
      if (label === undefined || value === '') return []
      const kind = [...new Set(parameters.flatMap((parameter) => kinds[parameter] ?? []))].join(', ')
      return kind === '' ? `${label}: ${value}` : `${label}: ${value} (${kind})`
    })
    .join('\n')
}

const isQuoted = (line: string) => /^[^:]*;(ENCODING=)?QUOTED-PRINTABLE\b/i.test(line)

/** A line goes on where the next begins with a blank; in quoted-printable, where it ends in `=`. */
function unfold(card: string): string[] {
  // Pieces are joined at the end: a photo is folded into a hundred thousand lines.
  const lines: string[][] = []
  let quoted = false
  for (const line of card.split(/\r?\n/)) {
    const pieces = lines.at(-1)
    const last = pieces?.at(-1) ?? ''
    if (pieces && quoted && last.endsWith('=')) pieces.splice(-1, 1, last.slice(0, -1), line)
    else if (pieces && /^[ \t]/.test(line)) pieces.push(line.slice(1))
    else {
      lines.push([line])
      quoted = isQuoted(line)
    }
  }
  return lines.map((pieces) => pieces.join(''))
}

/** `item1.TEL;TYPE=CELL,VOICE:+49 151` as `TEL`, its parameters in capitals without their names, its parts. */
function readProperty(line: string) {
  const [, head, value] = /^([^:"]*(?:"[^"]*"[^:"]*)*):(.*)$/.exec(line) ?? []
  if (head === undefined || value === undefined) return []
  const [name = '', ...rest] = head.toUpperCase().split(';')
  const parameters = rest.flatMap((parameter) =>
    parameter
      .replace(/^[\w-]+=/, '')
      .replaceAll('"', '')
      .split(','),
  )
  const plain = isQuoted(line) ? unquote(value) : value
  const parts = plain.split(/(?<!\\);/).map((part) =>
    part
      .replace(/^tel:|^mailto:/i, '')
      .replaceAll(/\\([,;\\])/g, '$1')
      .replaceAll(/\\n/gi, ' ')
      .trim(),
  )
  return [{ name: name.replace(/^.*\./, ''), parameters, parts }]
}

function unquote(value: string): string {
  const bytes = value.replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
  return readText(Buffer.from(bytes, 'latin1')) ?? ''
}
