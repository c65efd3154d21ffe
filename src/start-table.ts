import type { PartRow } from './settings/described.ts'

const width = 100

export interface StartTable {
  rows: readonly PartRow[]
  tools: readonly { name: string; state: 'on' | 'off' | 'broken'; why?: string | undefined }[]
  /** Where the service listens. */
  url: string
  /** The page with a phone to write to, when there is one. */
  phoneUrl?: string | undefined
  /** Marks states with terminal colours. */
  color?: boolean | undefined
}

const colors = { real: 32, on: 32, sandbox: 33, off: 90, broken: 31 } as const

/** What is real, what is a stand-in and what to set, as text for a terminal of 100 columns; ends with a newline. */
export function renderStartTable({ rows, tools, url, phoneUrl, color = false }: StartTable): string {
  const parts = rows.map((row) => ({
    name: row.part,
    state: row.state,
    detail: row.hint ? `${row.detail} (${row.hint})` : row.detail,
  }))
  const plain = tools.filter(({ state, why }) => state === 'on' && !why).map(({ name }) => name)
  const others = tools.filter(({ name }) => !plain.includes(name))
  const toolRows = [
    ...(plain.length > 0
      ? [{ name: 'Tools', state: 'on' as const, detail: `${plain.length}: ${plain.join(', ')}` }]
      : []),
    ...others.map(({ name, state, why }) => ({ name, state, detail: why ?? '' })),
  ]
  const nameWidth = Math.min(30, Math.max(0, ...[...parts, ...toolRows].map((row) => row.name.length)))
  const paint = (state: keyof typeof colors) =>
    color ? `\u001b[${colors[state]}m${state.padEnd(7)}\u001b[0m` : state.padEnd(7)
  const render = (row: { name: string; state: keyof typeof colors; detail: string }) => {
    const indent = nameWidth + 13
    const [first = '', ...rest] = wrap(ascii(row.detail), width - indent)
    const head = `  ${ascii(row.name).slice(0, nameWidth).padEnd(nameWidth)}  ${paint(row.state)}  ${first}`
    return [head.trimEnd(), ...rest.map((line) => ' '.repeat(indent) + line)].join('\n')
  }
  const address = phoneUrl
    ? [`  listening on ${url}`, '', `  >>> Write to it: ${bold(phoneUrl, color)}`]
    : [`  >>> Listening on ${bold(url, color)}`]
  return [
    '',
    ...parts.map(render),
    ...(toolRows.length > 0 ? ['', ...toolRows.map(render)] : []),
    '',
    ...address,
    '',
    '',
  ].join('\n')
}

function bold(text: string, color: boolean): string {
  return color ? `\u001b[1m${text}\u001b[0m` : text
}

/** Reasons come from errors and settings: one line, no control characters, nothing a bare terminal cannot show. */
function ascii(text: string): string {
  return text
    .replaceAll('…', '...')
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/g, '?')
}

/** Lines of at most `columns`, broken between words where possible. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let rest = text
  while (rest.length > columns) {
    const space = rest.lastIndexOf(' ', columns)
    const end = space > 0 ? space : columns
    lines.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...lines, rest]
}
