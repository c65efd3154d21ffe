/** A stretch of a rendered text, `start` to `end` in UTF-16 units, the end not included. */
export interface Span {
  start: number
  end: number
  /** The mark on both sides, e.g. `*`; a fence is three backticks and a line break; empty for a web address. */
  mark: string
}

/** Fences, formatting spans and web addresses of a WhatsApp text, by their start; outer ones come before inner ones. */
export function findSpans(text: string, marks: boolean): Span[] {
  const spans: Span[] = []
  let fence: number | undefined
  let start = 0
  while (start <= text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end)
    if (marks && line === '```') {
      if (fence === undefined)
        fence = text.indexOf('\n```\n', start) >= 0 || text.endsWith('\n```') ? start : undefined
      else {
        spans.push({ start: fence, end, mark: '```\n' })
        fence = undefined
      }
    } else if (fence === undefined) {
      const found = spansOfLine(line, marks)
      for (const span of found) spans.push({ ...span, start: span.start + start, end: span.end + start })
    }
    start = end + 1
  }
  return spans.sort((a, b) => a.start - b.start || b.end - a.end)
}

const boundary = /^$|[^\p{L}\p{N}\p{M}]|\ufe0f/u

/** One line holds no more than one open mark of a kind, so this takes time in proportion to its length. */
function spansOfLine(line: string, marks: boolean): Span[] {
  const found: Span[] = []
  const open: { mark: string; start: number }[] = []
  const tokens = marks ? /https?:\/\/[\x21-\x7e]+|[*_~`]/g : /https?:\/\/[\x21-\x7e]+/g
  for (const { 0: token, index } of line.matchAll(tokens)) {
    const inCode = open.at(-1)?.mark === '`'
    if (token.length > 1) {
      if (!inCode) found.push({ start: index, end: index + token.length, mark: '' })
      continue
    }
    if (inCode && token !== '`') continue
    const before = line.slice(Math.max(0, index - 2), index).match(/.$/su)?.[0] ?? ''
    const after = line.slice(index + 1, index + 3).match(/^./su)?.[0] ?? ''
    const opener = open.findIndex((other) => other.mark === token)
    if (opener >= 0 && before.trim() !== '' && (token === '`' || boundary.test(after))) {
      const start = open[opener]?.start ?? index
      if (index - start > 1) found.push({ start, end: index + 1, mark: token })
      open.length = opener
    } else if (opener < 0 && after.trim() !== '' && (token === '`' || boundary.test(before)))
      open.push({ mark: token, start: index })
  }
  return found
}
