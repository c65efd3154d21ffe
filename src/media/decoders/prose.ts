import { type DocumentPart, MediaUnusable, type ReadDocument } from '../decoded.ts'
import { readText } from './text.ts'

/** Other kinds of files that may be named as text. */
const MAGIC = /^(%PDF-|\{\\rtf|BEGIN:V)/

/** Plain text or Markdown, which nothing has to parse; undefined when it is something else. Throws `MediaUnusable`. */
export function readProseFile(bytes: Buffer, extension: string): ReadDocument | undefined {
  const format = { '.txt': 'plain text', '.md': 'Markdown', '.markdown': 'Markdown' }[extension]
  const text = format && readText(bytes)
  if (format === undefined || text === undefined || MAGIC.test(text.trimStart().slice(0, 10)))
    return undefined
  if (text.trim() === '') throw new MediaUnusable('empty')
  return readProse(text, format)
}

export function readProse(text: string, format: string): ReadDocument {
  return { format, ...(format === 'Markdown' ? readMarkdown(text) : { parts: whole(text) }) }
}

/** The first heading of the first level is its title, or what stands in its front matter. */
function readMarkdown(text: string): { title?: string; parts: DocumentPart[] } {
  const front = /^---[ \t]*\r?\n([\s\S]{0,10000}?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  const body = front ? text.slice(front[0].length) : text
  const title =
    /^title:[ \t]*["']?(.+?)["']?[ \t]*$/m.exec(front?.[1] ?? '')?.[1] ??
    /^#[ \t]+(.+?)[ \t#]*$/m.exec(body.slice(0, 5_000))?.[1]
  return { ...(title && { title }), parts: whole(body) }
}

/** A document without pages. */
export const whole = (text: string): DocumentPart[] => [{ place: '', text }]
