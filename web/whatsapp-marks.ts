/** WhatsApp's text formatting, as WhatsApp itself reads it: marks never span lines, and only hug words. */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; inlines: Inline[] }

export type Block =
  | { kind: 'text'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'bullets'; lines: Inline[][] }
  | { kind: 'numbers'; start: number; lines: Inline[][] }
  | { kind: 'code'; text: string }

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const
type Mark = keyof typeof MARKS

/** Splits a message into blocks. Anything that is not a mark stays as it was written. */
export function parseMarks(message: string): Block[] {
  const blocks: Block[] = []
  const parts = message.split(/```([^]+?)```/)
  parts.forEach((part, at) => {
    if (at % 2 === 1) blocks.push({ kind: 'code', text: part.replace(/^\n|\n$/g, '') })
    else blocks.push(...parseLines(trimNextToCode(part, at > 0, at < parts.length - 1)))
  })
  return blocks
}

/** A code block stands on its own lines: the line break before and after it is not shown twice. */
function trimNextToCode(part: string, after: boolean, before: boolean): string {
  const rest = after ? part.replace(/^ *\n/, '') : part
  return before ? rest.replace(/\n *$/, '') : rest
}

function parseLines(part: string): Block[] {
  const blocks: Block[] = []
  if (part === '') return blocks
  for (const line of part.split('\n')) {
    const last = blocks.at(-1)
    const quote = /^> ?(?=\S)/.exec(line)
    const bullet = /^[*\-•] +(?=\S)/.exec(line)
    const number = /^(\d{1,3})\. +(?=\S)/.exec(line)
    const kind = quote ? 'quote' : bullet ? 'bullets' : number ? 'numbers' : 'text'
    const inlines = parseInline(line.slice((quote ?? bullet ?? number)?.[0].length ?? 0))
    if (last?.kind === kind) last.lines.push(inlines)
    else if (kind === 'numbers') blocks.push({ kind, start: Number(number?.[1] ?? 1), lines: [inlines] })
    else blocks.push({ kind, lines: [inlines] })
  }
  return blocks
}

/** The message in one colour, for the small preview of a quoted one. */
export function withoutMarks(message: string): string {
  const flat = (inlines: Inline[]): string =>
    inlines.map((one) => ('inlines' in one ? flat(one.inlines) : one.text)).join('')
  return parseMarks(message)
    .map((block) => (block.kind === 'code' ? block.text : block.lines.map(flat).join('\n')))
    .join('\n')
}

/** Reads one line. */
function parseInline(line: string): Inline[] {
  return parseSpan(line, atomsOf(line), 0, line.length, [])
}

/** Web addresses in plain text, for messages that carry no marks (SMS). */
export function parseLinks(text: string): Inline[] {
  const inlines: Inline[] = []
  let plain = 0
  for (const [start, link] of linksOf(text)) {
    if (plain < start) inlines.push({ kind: 'text', text: text.slice(plain, start) })
    inlines.push(link.inline)
    plain = link.end
  }
  if (plain < text.length) inlines.push({ kind: 'text', text: text.slice(plain) })
  return inlines
}

type Atoms = Map<number, { end: number; inline: Inline }>

function parseSpan(line: string, atoms: Atoms, from: number, to: number, open: readonly Mark[]): Inline[] {
  const inlines: Inline[] = []
  const hopeless = new Set<Mark>() // no closing mark further on: keeps a line of asterisks linear
  let plain = from
  let at = from
  const flush = () => {
    if (plain < at) inlines.push({ kind: 'text', text: line.slice(plain, at) })
  }
  while (at < to) {
    const atom = atoms.get(at)
    if (atom) {
      flush()
      inlines.push(atom.inline)
      plain = at = atom.end
      continue
    }
    const mark = asMark(line[at])
    if (mark && !open.includes(mark) && !hopeless.has(mark) && opens(line, at, to)) {
      const close = findClose(line, atoms, mark, at, to)
      if (close !== undefined) {
        flush()
        inlines.push({
          kind: MARKS[mark],
          inlines: parseSpan(line, atoms, at + 1, close, [...open, mark]),
        })
        plain = at = close + 1
        continue
      }
      hopeless.add(mark)
    }
    at++
  }
  flush()
  return inlines
}

function asMark(character: string | undefined): Mark | undefined {
  return character === '*' || character === '_' || character === '~' ? character : undefined
}

function opens(line: string, at: number, to: number): boolean {
  return !isWord(line[at - 1]) && at + 1 < to && /\S/.test(line[at + 1] ?? ' ') && line[at + 1] !== line[at]
}

function findClose(line: string, atoms: Atoms, mark: Mark, opened: number, to: number): number | undefined {
  for (let at = opened + 1; at < to;) {
    const atom = atoms.get(at)
    if (atom) {
      at = atom.end
      continue
    }
    const hugs = at > opened + 1 && /\S/.test(line[at - 1] ?? ' ') && !isWord(line[at + 1])
    if (line[at] === mark && hugs) return at
    at++
  }
  return undefined
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}

/** Code and links: nothing inside them is a mark. */
function atomsOf(line: string): Atoms {
  const atoms: Atoms = new Map()
  for (const match of line.matchAll(/`([^`]+)`/g)) {
    const inline: Inline = { kind: 'code', text: match[1] ?? '' }
    atoms.set(match.index, { end: match.index + match[0].length, inline })
  }
  const codes = [...atoms]
  for (const [start, atom] of linksOf(line)) {
    if (!codes.some(([codeStart, code]) => start < code.end && atom.end > codeStart)) atoms.set(start, atom)
  }
  return atoms
}

/** Only http and https ever become links. */
function linksOf(text: string): Atoms {
  const links: Atoms = new Map()
  for (const match of text.matchAll(/(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)[^\s<>"`]+/giu)) {
    const shown = trimLink(match[0], text.slice(0, match.index))
    const href = /^www\./i.test(shown) ? `https://${shown}` : shown
    if (!URL.canParse(href)) continue
    links.set(match.index, {
      end: match.index + shown.length,
      inline: { kind: 'link', text: shown, href },
    })
  }
  return links
}

/** Punctuation after an address belongs to the sentence, as does a bracket or a mark that opened before it. */
function trimLink(address: string, before: string): string {
  const last = address.at(-1) ?? ''
  const ofTheSentence =
    /[.,;:!?'"\]]/.test(last) ||
    (asMark(last) !== undefined && before.includes(last)) ||
    (last === ')' && address.split('(').length < address.split(')').length)
  return ofTheSentence ? trimLink(address.slice(0, -1), before) : address
}
