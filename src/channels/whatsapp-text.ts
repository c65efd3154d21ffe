import type { Definition, Emphasis, List, Nodes, PhrasingContent, RootContent, Strong, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { shownLink, withoutTags } from './markdown-text.ts'
import { markLine, type Run } from './whatsapp-marks.ts'

/** CommonMark and GFM → what WhatsApp shows (PROTOCOLS 8.1). Not yet split. */
export const whatsappText = (markdown: string): string => render(markdown, { marks: true })

/** CommonMark and GFM → text without any marks, for SMS. Links stay, lists get `- `. Not yet split. */
export const plainText = (markdown: string): string => render(markdown, { marks: false })

interface Line {
  text: string
  /** Stays at the left edge, whatever surrounds it: a fence is one only there. */
  flush?: true
  /** Words of a paragraph: must not be taken for a list or a quote. */
  prose?: true
}

interface Context {
  marks: boolean
  definitions: Map<string, Definition>
  /** What the positions of the nodes point into. */
  source: string
  /** Tags were stripped and the rest is being read once more. */
  stripped: boolean
}

/** Deeper quotes and lists look the same, and the parser needs time squared to their depth, and a stack as deep. */
const deepest = 16
/** The parser needs time squared to the number of these that find no partner; with more they are read as plain text. */
const tangles = [
  { sign: /[*_~]/g, most: 2_000, constructs: ['attention', 'strikethrough'] },
  { sign: /<[!?]/g, most: 100, constructs: ['htmlText'] },
]

function render(markdown: string, { marks }: { marks: boolean }): string {
  const lines = document(markdown.toWellFormed(), { marks, definitions: new Map(), stripped: false })
  return lines
    .map(({ text, prose }) => (marks && prose && /^([*-]|>) /.test(text) ? `\u200b${text}` : text))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function document(markdown: string, given: Omit<Context, 'source'>): Line[] {
  const source = markdown.replace(
    nesting,
    (markers) => markers.match(nested)?.slice(0, deepest).join('') ?? '',
  )
  const tangled = tangles.filter(({ sign, most }) => (source.match(sign)?.length ?? 0) > most)
  const disabled = tangled.flatMap(({ constructs }) => constructs)
  const tree = fromMarkdown(source, {
    extensions: [gfm(), { disable: { null: disabled } }],
    mdastExtensions: [gfmFromMarkdown()],
  })
  collectDefinitions(tree, given.definitions)
  return blocks(tree.children, { ...given, source })
}

/** Marks of quotes and list items, each inside the one before. */
const nested = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))/g
const nesting = new RegExp(`^(?:${nested.source}){${deepest + 1},}`, 'gm')

/** Of two definitions of one name the first counts (CommonMark 4.7). */
function collectDefinitions(node: Nodes, definitions: Map<string, Definition>) {
  if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node)
  if ('children' in node) for (const child of node.children) collectDefinitions(child, definitions)
}

/** Blocks keep the distance they had: a list right under its sentence stays there. */
function blocks(nodes: RootContent[], context: Context): Line[] {
  const lines: Line[] = []
  let previous: RootContent | undefined
  for (const node of nodes) {
    if (node.type === 'thematicBreak') {
      lines.push({ text: '' }, { text: '' })
      continue
    }
    const block = blockLines(node, context)
    if (block.length === 0) continue
    const gap = (node.position?.start.line ?? 0) - (previous?.position?.end.line ?? 0)
    if (previous && gap > 1) lines.push({ text: '' })
    lines.push(...block)
    previous = node
  }
  return lines
}

function blockLines(node: RootContent, context: Context): Line[] {
  switch (node.type) {
    case 'paragraph':
      return phrasing(node.children, {}, context).map((text) => ({ text, prose: true }))
    case 'heading':
      return phrasing(node.children, { bold: true }, context).map((text) => ({ text }))
    case 'code':
      return fence(node.value, context)
    case 'list':
      return list(node, context)
    case 'blockquote': {
      const inner = blocks(node.children, context)
      if (!context.marks) return inner
      return inner.map((line) => {
        return line.flush || line.text === '' || isQuote(line) ? line : { text: `> ${line.text}` }
      })
    }
    case 'table':
      return table(node, context)
    case 'html': {
      if (context.stripped) return node.value.split('\n').map((text) => ({ text, prose: true }))
      const inner = withoutTags(node.value).replace(/^[ \t]+/gm, '')
      return document(inner, { ...context, stripped: true })
    }
    case 'footnoteDefinition': {
      const [first, ...rest] = blocks(node.children, context)
      return first ? [{ text: `[${node.label ?? node.identifier}] ${first.text}` }, ...rest] : []
    }
    default:
      return []
  }
}

const isQuote = (line: Line) => !line.prose && line.text.startsWith('> ')

function fence(value: string, { marks }: Context): Line[] {
  if (value.trim() === '') return []
  const code = value.split('\n').map((text): Line => ({ text, flush: true }))
  if (!marks) return code
  const inner = code.map((line): Line => ({ text: line.text.replaceAll('```', '``\u200b`'), flush: true }))
  return [{ text: '```', flush: true }, ...inner, { text: '```', flush: true }]
}

/** WhatsApp knows one level of lists; deeper ones are shown by their indentation. */
function list(node: List, context: Context): Line[] {
  const lines: Line[] = []
  let number = node.start ?? 1
  for (const item of node.children) {
    const bullet = node.ordered ? `${number++}. ` : item.checked == null || !context.marks ? '- ' : ''
    const [open, done] = context.marks ? ['☐ ', '☑ '] : ['[ ] ', '[x] ']
    const box = item.checked == null ? '' : item.checked ? done : open
    const inner = blocks(item.children, context)
    const first = inner[0]?.flush ? undefined : inner.shift()
    if (!first && inner.length === 0 && !box) continue
    if (item.spread && lines.length > 0) lines.push({ text: '' })
    lines.push({ text: `${bullet}${box}${first?.text ?? ''}`.trimEnd() })
    for (const line of inner)
      lines.push(line.flush || line.text === '' || isQuote(line) ? line : { text: `  ${line.text}` })
  }
  return lines
}

function table(node: Table, context: Context): Line[] {
  const [header, ...rows] = node.children
  const between = context.marks ? ' — ' : ' - '
  const line = (cells: PhrasingContent[][], style: Partial<Run>) => {
    const separator: PhrasingContent = { type: 'text', value: between }
    const nodes = cells.flatMap((cell, i) => (i === 0 ? cell : [separator, ...cell]))
    return { text: phrasing(nodes, style, context).join(' ') }
  }
  const isFull = (cell: PhrasingContent[]) => cell.length > 0
  const head = header?.children.map((cell) => cell.children).filter(isFull) ?? []
  const body = rows
    .map((row) => row.children.map((cell) => cell.children))
    .filter((cells) => cells.some(isFull))
    .map((cells) =>
      cells
        .slice(0, cells.findLastIndex(isFull) + 1)
        .map((cell): PhrasingContent[] => (isFull(cell) ? cell : [{ type: 'text', value: '–' }])),
    )
  return [...(head.length > 0 ? [line(head, { bold: true })] : []), ...body.map((cells) => line(cells, {}))]
}

/** Lines of text. Styles are kept on every line they reach. */
function phrasing(nodes: PhrasingContent[], style: Partial<Run>, context: Context): string[] {
  const lines: Run[][] = [[]]
  for (const run of runs(nodes, style, context))
    run.text.split(/\r?\n/).forEach((text, i) => {
      if (i > 0) lines.push([])
      if (text) lines.at(-1)?.push({ ...run, text })
    })
  return lines
    .map((line) => (context.marks ? markLine(line) : line.map((run) => run.text).join('')).trim())
    .filter((line) => line !== '')
}

function runs(nodes: PhrasingContent[], style: Partial<Run>, context: Context): Run[] {
  return nodes.flatMap((node): Run[] => {
    switch (node.type) {
      case 'text':
        return sourceOf(node, context) === node.value
          ? leftOverBold(node.value, style)
          : [{ ...style, text: node.value }]
      case 'strong':
      case 'emphasis': {
        const times = timesSign(node, context)
        const inner = { ...style, [node.type === 'strong' ? 'bold' : 'italic']: true }
        if (!times) return runs(node.children, inner, context)
        return [{ ...style, text: times }, ...runs(node.children, style, context), { ...style, text: times }]
      }
      case 'delete':
        return runs(node.children, { ...style, strike: true }, context)
      case 'inlineCode':
        return [inlineCode(node.value, style)]
      case 'break':
        return [{ ...style, text: '\n' }]
      case 'link':
        return link(runs(withoutImages(node.children), style, context), node.url, style)
      case 'image':
        return link([{ ...style, text: node.alt ?? '' }], node.url, style)
      case 'linkReference': {
        const url = context.definitions.get(node.identifier)?.url ?? ''
        return link(runs(withoutImages(node.children), style, context), url, style)
      }
      case 'imageReference': {
        const url = context.definitions.get(node.identifier)?.url ?? ''
        return link([{ ...style, text: node.alt ?? '' }], url, style)
      }
      case 'footnoteReference':
        return [{ ...style, text: `[${node.label ?? node.identifier}]` }]
      case 'html':
        return [{ ...style, text: withoutTags(node.value) }]
      default:
        return []
    }
  })
}

/** Of a picture that is a link, the name and the link are shown. */
const withoutImages = (nodes: PhrasingContent[]) =>
  nodes.map((node): PhrasingContent =>
    node.type === 'image' ? { type: 'text', value: node.alt ?? '' } : node,
  )

const sourceOf = ({ position }: Nodes, { source }: Context) =>
  source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0)

/**
 * Models bold Chinese and Japanese like `**重点：**内容`, which by the letter of CommonMark is no bold (a closing mark
 * after punctuation needs a space). Nobody means the asterisks, so they are read as bold.
 */
function leftOverBold(text: string, style: Partial<Run>): Run[] {
  return text
    .split(/\*\*(?=[^\s*])([^*\n]*[^\s*])\*\*/)
    .map((part, i) => ({ ...style, text: part, bold: i % 2 === 1 || style.bold }))
    .filter((run) => run.text !== '')
}

/** `5*3*2` is a product, though CommonMark reads the 3 as italic. Gives the asterisks it was written with. */
function timesSign(node: Strong | Emphasis, context: Context): string | undefined {
  const start = node.position?.start.offset ?? 0
  const end = node.position?.end.offset ?? 0
  const length = node.type === 'strong' ? 2 : 1
  const sign = context.source.slice(start, start + length)
  const betweenDigits = (at: number) =>
    /^\d\*+\d$/.test(context.source.slice(Math.max(0, at - 1), at + length + 1))
  return betweenDigits(start) || betweenDigits(end - length) ? sign : undefined
}

/** A code span that holds a backtick has no form in WhatsApp, so it is shown as text. */
function inlineCode(value: string, style: Partial<Run>): Run {
  const text = value.trim()
  return { ...style, text, as: text.includes('`') || text === '' ? undefined : 'code' }
}

/** Marks around an address would become part of it, so they end before. */
function link(label: Run[], url: string, style: Partial<Run>): Run[] {
  const { text, address } = shownLink(label.map((run) => run.text).join(''), url)
  if (address === '') return label
  if (text === '') return [{ text: address, as: 'link' }]
  return [...label, { ...style, text: ' ' }, { text: `(${address})`, as: 'link' }]
}
