/** Contact cards as WhatsApp sends them: vCard 3.0, RFC 2426. */

export interface Contact {
  name: string
  number: string
  email: string
}

export function writeVcard({ name, number, email }: Contact): string {
  const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:;${escaped(name)};;;`, `FN:${escaped(name)}`]
  if (number) lines.push(`TEL;TYPE=CELL:${escaped(number)}`)
  if (email) lines.push(`EMAIL;TYPE=INTERNET:${escaped(email)}`)
  return [...lines, 'END:VCARD', ''].join('\r\n')
}

/** The first name, number and e-mail of a card; empty where it has none. */
export function readVcard(card: string): Contact {
  const lines = card.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  const value = (property: string) => {
    const line = lines.find((one) => new RegExp(`^(?:[\\w-]+\\.)?${property}[;:]`, 'i').test(one))
    return (line?.slice(line.indexOf(':') + 1) ?? '').replace(/\\n/gi, ' ').replace(/\\(.)/g, '$1').trim()
  }
  return { name: value('FN'), number: value('TEL'), email: value('EMAIL') }
}

function escaped(value: string): string {
  return value
    .replace(/[\\,;]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .trim()
}
