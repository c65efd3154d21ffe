import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileTypeFromFile } from 'file-type'
import { MediaUnusable } from '../decoded.ts'
import { readText } from './text.ts'

export type Recognised =
  | { decoder: 'picture' | 'recording'; format: string }
  | { decoder: 'pdf' | 'office' }
  | { decoder: 'text' | 'calendar' | 'contacts'; format: string; text: string }

const pictures: Record<string, string> = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/apng': 'PNG',
  'image/webp': 'WebP',
  'image/gif': 'GIF',
  'image/tiff': 'TIFF',
  'image/bmp': 'BMP',
  'image/avif': 'AVIF',
  'image/heic': 'HEIC',
  'image/heif': 'HEIC',
}

/** Some programs write the parts of a document in an order that gives away no more than `zip`. */
const offices = new Set(['docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'rtf', 'zip'])

const texts: Record<string, string> = {
  '.txt': 'plain text',
  '.log': 'plain text',
  '.md': 'Markdown',
  '.markdown': 'Markdown',
  '.csv': 'CSV',
  '.tsv': 'TSV',
  '.json': 'JSON',
  '.yaml': 'YAML',
  '.yml': 'YAML',
  'text/plain': 'plain text',
  'text/markdown': 'Markdown',
  'text/csv': 'CSV',
  'text/comma-separated-values': 'CSV',
  'text/tab-separated-values': 'TSV',
  'application/json': 'JSON',
}

/** Tells by its bytes what a file is; what is claimed of it counts only for text, which has no magic bytes. */
export async function recognise(file: {
  path: string
  contentType: string
  name?: string
}): Promise<Recognised> {
  const claimed = file.contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const extension = extname(file.name ?? '').toLowerCase()
  const type = await fileTypeFromFile(file.path)
  if (type === undefined || type.mime.startsWith('text/')) return recogniseText(file.path, claimed, extension)
  const picture = pictures[type.mime]
  if (picture !== undefined) return { decoder: 'picture', format: picture }
  if (/^(audio|video)\//.test(type.mime)) return { decoder: 'recording', format: type.ext.toUpperCase() }
  if (type.mime === 'application/ogg') return { decoder: 'recording', format: 'OGG' }
  if (type.ext === 'pdf') return { decoder: 'pdf' }
  if (offices.has(type.ext)) return { decoder: 'office' }
  // Word, Excel and PowerPoint of before 2007, or newer ones behind a password.
  if (type.ext === 'cfb') throw new MediaUnusable(isEncrypted(file.path) ? 'protected' : 'unsupported')
  throw new MediaUnusable('unsupported')
}

/** ECMA-376 agile encryption is a stream of this name, in UTF-16, beside the key. */
const isEncrypted = (path: string) => readFileSync(path).includes(Buffer.from('EncryptedPackage', 'utf16le'))

function recogniseText(path: string, claimed: string, extension: string): Recognised {
  const bytes = readFileSync(path)
  if (bytes.length === 0) throw new MediaUnusable('empty')
  const text = readText(bytes)
  if (text === undefined) {
    // MP3 and AAC may begin anywhere; FFmpeg finds out.
    if (/^(audio|video)\//.test(claimed)) return { decoder: 'recording', format: 'recording' }
    throw new MediaUnusable('unsupported')
  }
  const start = text.slice(0, 200).trimStart().toUpperCase()
  if (start.startsWith('BEGIN:VCALENDAR')) return { decoder: 'calendar', format: 'ICS', text }
  if (start.startsWith('BEGIN:VCARD')) return { decoder: 'contacts', format: 'vCard', text }
  const format = texts[extension] ?? texts[claimed]
  if (format === undefined || /^<(!DOCTYPE|HTML|SVG|\?XML)/.test(start))
    throw new MediaUnusable('unsupported')
  return { decoder: 'text', format, text }
}
