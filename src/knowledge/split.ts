import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters'
import type { DocumentPart } from '../media/decoded.ts'
import { oneLine } from './one-line.ts'

export interface Piece {
  /** Headings that lead to it with ` › ` between, and the page. */
  section: string
  text: string
}

const LONGEST = 1_000
const OVERLAP = 150
const LONGEST_HEADING = 120
/** A longer line is no heading and no line of dashes; looking whether it is would take the square of its length. */
const LONGEST_MARKED = 1_000
/** Put where a text may be cut; no document holds it, because control characters are taken out first. */
const CUT = '\u001f'
/** Letters without a blank, after which they may be cut anyway. */
const LONGEST_RUN = 200

const splitter = new RecursiveCharacterTextSplitter({
  chunkSize: LONGEST,
  chunkOverlap: OVERLAP,
  separators: ['\n\n', '\n', CUT, ' '],
  keepSeparator: true,
})

/** Cuts a document into passages of about a thousand characters, each with the headings it stands under. */
export async function splitDocument(title: string, parts: readonly DocumentPart[]): Promise<Piece[]> {
  const pieces: Piece[] = []
  /** Headings go on over the end of a page. */
  const path: { level: number; text: string }[] = []
  for (const part of parts) {
    const found = sections(clean(part.text))
    for (const [n, { heading, lines }] of found.entries()) {
      if (heading) {
        while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop()
        path.push(heading)
      }
      const headings = path.map(({ text }) => text).filter((text, n) => n > 0 || text !== title)
      const section = [...headings, part.place].filter(Boolean).join(' › ')
      const texts = await cut(lines)
      // One that nothing stands under, nor a deeper one, is all there is to read.
      const alone = heading && texts.length === 0 && !((found[n + 1]?.heading?.level ?? 0) > heading.level)
      if (alone && heading.text !== title) texts.push(heading.text)
      for (const text of texts) pieces.push({ section, text })
    }
  }
  if (pieces.length > 0) return pieces
  // A document of headings alone still says something.
  const all = clean(parts.map(({ text }) => text).join('\n')).split('\n')
  return (await cut(all)).map((text) => ({ section: '', text }))
}

/** Without what Postgres, a terminal or a JSON parser cannot take. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .toWellFormed()
}

interface Section {
  heading?: { level: number; text: string }
  lines: string[]
}

/** By Markdown's headings, outside of code. */
function sections(text: string): Section[] {
  const found: Section[] = [{ lines: [] }]
  let fence: string | undefined
  for (const line of text.split('\n')) {
    const current = found.at(-1) ?? { lines: [] }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark && (fence === undefined || mark.startsWith(fence)))
      fence = fence === undefined ? mark : undefined
    const marked = fence === undefined && line.length <= LONGEST_MARKED
    const heading = marked ? /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/.exec(line) : undefined
    const underline = marked ? /^ {0,3}(?:(=+)|-{2,})[ \t]*$/.exec(line) : undefined
    const above = current.lines.at(-1) ?? ''
    if (heading) found.push({ heading: headingOf(heading[1]?.length ?? 1, heading[2] ?? ''), lines: [] })
    else if (underline && isHeadingText(above) && !current.lines.at(-2)?.trim()) {
      current.lines.pop()
      found.push({ heading: headingOf(underline[1] ? 1 : 2, above), lines: [] })
    } else current.lines.push(line)
  }
  return found
}

const isHeadingText = (line: string) =>
  line.trim() !== '' && line.length <= LONGEST_HEADING && !/^\s*([-*+>|]|\d+[.)])/.test(line)

const headingOf = (level: number, text: string) => ({
  level,
  text: oneLine(text.replace(/[*_`]+|\[([^\]]*)\]\([^)]*\)/g, '$1'), LONGEST_HEADING),
})

/** Tables keep their head in every piece: rows of numbers say nothing by themselves. */
async function cut(lines: string[]): Promise<string[]> {
  const pieces: string[] = []
  let prose: string[] = []
  const flush = async () => {
    pieces.push(...(await cutProse(prose.join('\n'))))
    prose = []
  }
  for (let at = 0; at < lines.length; at += 1) {
    const end = tableEnd(lines, at)
    if (end === undefined) prose.push(lines[at] ?? '')
    else {
      const table = lines.slice(at, end)
      if (table.join('\n').length <= LONGEST / 2) prose.push(...table)
      else {
        await flush()
        pieces.push(...(await cutTable(table.slice(0, 2), table.slice(2))))
      }
      at = end - 1
    }
  }
  await flush()
  return pieces.filter((piece) => /[\p{L}\p{N}]/u.test(piece))
}

/** Where a Markdown table that begins here ends: a row, a row of dashes, more rows. */
function tableEnd(lines: string[], at: number): number | undefined {
  const dashes = lines[at + 1] ?? ''
  if (!lines[at]?.includes('|') || dashes.length > LONGEST_MARKED) return undefined
  if (!/^\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$/.test(dashes)) return undefined
  let end = at + 2
  while (lines[end]?.includes('|')) end += 1
  return end
}

async function cutTable(head: string[], rows: string[]): Promise<string[]> {
  const top = head.map((line) => shortened(line, LONGEST / 3))
  const pieces: string[] = []
  let piece = [...top]
  let length = 0
  const parts: string[] = []
  for (const row of rows) parts.push(...(row.length > LONGEST ? await cutProse(row) : [row]))
  for (const row of parts) {
    if (length > 0 && length + row.length > LONGEST) {
      pieces.push(piece.join('\n'))
      piece = [...top]
      length = 0
    }
    piece.push(row)
    length += row.length + 1
  }
  return [...pieces, piece.join('\n')]
}

const shortened = (line: string, most: number) => line.slice(0, most).toWellFormed()

async function cutProse(text: string): Promise<string[]> {
  if (text.trim() === '') return []
  const marked = text
    .replace(/(?<=[.!?…][)"'”’»]?)[ ]+(?=\S)/gu, (blank) => `${CUT}${blank}`)
    .replace(/(?<=[。！？；।])/gu, CUT)
    .replace(new RegExp(`[^\\s${CUT}]{${LONGEST_RUN}}`, 'gu'), (run) => `${run}${CUT}`)
  const pieces = await splitter.splitText(marked)
  return pieces.map((piece) => piece.replaceAll(CUT, '').trim()).filter((piece) => piece !== '')
}
