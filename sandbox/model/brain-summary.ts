import type { ModelRequest } from './model-request.ts'

const LIMIT = 1200

/** Whether this call is there to shorten a conversation: no tools, and instructions that ask for a summary. */
export function asksForSummary({ system, tools, messages }: ModelRequest): boolean {
  if (tools.length > 0) return false
  const last = messages.findLast((message) => message.role === 'user')?.text ?? ''
  const orders = system || last.slice(0, 600)
  return /\b(summari[sz]e|summari[sz]ing|(write|update|make|keep|produce|extend|merge|fold|return)\b[^.\n]{0,60}\bsummary|condense)\b/i.test(
    orders.slice(0, 1500),
  )
}

/** A short extract: the lines with names, numbers and dates first in line, in their own order. */
export function summarize(request: ModelRequest): string {
  const lines = request.messages
    .flatMap(({ role, text }) => (role === 'tool' ? [] : sentences(text).map((line) => ({ role, line }))))
    .filter(({ line }) => !/\b(summari[sz]e|summary|sandbox model)\b/i.test(line))
    .map(({ role, line }, order) => ({ line, order, weight: weigh(line) + (role === 'user' ? 1 : 0) }))
  const kept: typeof lines = []
  let size = 0
  for (const one of lines.toSorted((a, b) => b.weight - a.weight || b.order - a.order)) {
    if (one.weight === 0 || size + one.line.length > LIMIT) continue
    if (kept.some((other) => other.line === one.line)) continue
    kept.push(one)
    size += one.line.length
  }
  const ordered = kept.toSorted((a, b) => a.order - b.order).map(({ line }) => `- ${line}`)
  return ordered.length > 0 ? ordered.join('\n') : '- Nothing to keep.'
}

function sentences(text: string): string[] {
  return text
    .replace(/<[^>]+>/g, '\n')
    .split(/\n+|(?<=[.!?])\s+(?=\p{Lu})/u)
    .map((line) => line.replace(/^\s*(?:[-*>#]+|\d+\.)\s*/, '').trim())
    .filter((line) => line.length > 2)
    .map((line) => line.slice(0, 240))
}

function weigh(line: string): number {
  let weight = 0
  if (/\d/.test(line)) weight += 2
  if (/\S\s+\p{Lu}\p{L}+/u.test(line)) weight += 2
  if (/\b(my|mi|meu|minha|mein|meine|mon|ma)\b/i.test(line)) weight += 2
  if (/\b(prefer|like|need|want|remember|must|always|never|birthday|address|appointment)\b/i.test(line))
    weight += 1
  return weight
}
