import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { MediaUnusable, type ReadDocument } from '../decoded.ts'
import { readProse, whole } from './prose.ts'
import { recognise } from './recognise.ts'

const mostPages = 5_000
/** Of all of a document; what is longer is no document that anybody reads. */
const mostCharacters = 10_000_000

/** All the text of a document of the owner's: no pictures, and nothing shortened that is of a sensible length. */
export async function readDocument(file: {
  path: string
  contentType: string
  name?: string
}): Promise<ReadDocument> {
  const extension = extname(file.name ?? '').toLowerCase()
  const read = /^\.x?html?$/.test(extension) ? await readPage(file.path) : await readOther(file)
  const length = read.parts.reduce((sum, { text }) => sum + text.length, 0)
  if (length > mostCharacters) throw new MediaUnusable('too-large')
  if (read.parts.every(({ text }) => text.trim() === '')) throw new MediaUnusable('empty')
  return read
}

async function readPage(path: string): Promise<ReadDocument> {
  const { decodePage, readHtml } = await import('./html.ts')
  const { text, ...page } = readHtml(decodePage(readFileSync(path)))
  return { format: 'HTML', ...page, parts: whole(text) }
}

async function readOther(file: { path: string; contentType: string; name?: string }): Promise<ReadDocument> {
  const known = await recognise(file)
  switch (known.decoder) {
    case 'pdf':
      return readPdf(file.path)
    case 'office': {
      const { readOffice } = await import('./office.ts')
      const { format, text } = await readOffice(file.path)
      return { format, parts: whole(text) }
    }
    case 'text':
      if (known.format === 'CSV' || known.format === 'TSV')
        return { format: known.format, parts: whole(tableOf(known.text, known.format)) }
      return readProse(known.text, known.format)
    default:
      throw new MediaUnusable('unsupported')
  }
}

async function readPdf(path: string): Promise<ReadDocument> {
  const { readPages } = await import('./pdf.ts')
  const { title, texts, pages } = await readPages(path, mostPages)
  const blank = texts.filter((text) => text === '').length
  const missing = [
    blank > 0 ? `${blank} of ${pages} pages, which are pictures or empty` : undefined,
    pages > texts.length ? `pages ${texts.length + 1} to ${pages}` : undefined,
  ].filter((part) => part !== undefined)
  return {
    format: 'PDF',
    ...(title && { title }),
    ...(missing.length > 0 && { leftOut: missing.join('; ') }),
    parts: texts.map((text, n) => ({ place: `page ${n + 1}`, text })).filter(({ text }) => text !== ''),
  }
}

/** As a Markdown table, whose head stays with its rows when it is cut. */
function tableOf(text: string, format: 'CSV' | 'TSV'): string {
  const head = text.slice(0, text.search(/[\r\n]/) + 1)
  const comma = format === 'TSV' ? '\t' : head.split(';').length > head.split(',').length ? ';' : ','
  const rows = [...cells(text, comma)].filter((row) => row.some((cell) => cell !== ''))
  const lines = rows.map((row) => `| ${row.join(' | ')} |`)
  lines.splice(1, 0, `| ${(rows[0] ?? []).map(() => '---').join(' | ')} |`)
  return lines.join('\n')
}

/** The rows of a file as RFC 4180 has it: quoted cells may hold commas, line ends and doubled quotes. */
function* cells(text: string, comma: string): Generator<string[]> {
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${comma}\\r\\n]*)(${comma}|\\r\\n?|\\n|$)`, 'y')
  let row: string[] = []
  while (cell.lastIndex < text.length) {
    const [, content = '', end] = cell.exec(text) ?? []
    if (end === undefined) return
    const bare = content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content
    row.push(bare.replace(/[\s|]+/g, ' ').trim())
    if (end === comma) continue
    yield row
    row = []
  }
  if (row.length > 0) yield row
}
