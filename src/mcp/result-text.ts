import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

/** More than a model is ever given of one result, in characters. */
const MOST = 20_000

/** What a model reads of a result: its texts, and in words what else there is. */
export function resultText({ content, structuredContent }: CallToolResult): string {
  const parts = content.map(describe)
  const told = content.some((block) => block.type === 'text' && isJson(block.text))
  if (structuredContent && !told) parts.push(JSON.stringify(structuredContent))
  const kept: string[] = []
  let left = MOST
  for (const part of parts) {
    if (left > 0) kept.push(part.slice(0, left))
    left -= part.length
  }
  if (left < 0) kept.push(`[${-left} more characters were left out]`)
  return kept.join('\n').trim().toWellFormed() || 'It returned nothing.'
}

function describe(block: CallToolResult['content'][number]): string {
  switch (block.type) {
    case 'text':
      return block.text
    case 'image':
      return binary('an image', block.mimeType, block.data)
    case 'audio':
      return binary('a recording', block.mimeType, block.data)
    case 'resource_link':
      return `[${block.title ?? block.name}: ${block.uri}]${block.description ? ` ${block.description}` : ''}`
    case 'resource':
      return 'text' in block.resource
        ? `[${block.resource.uri}]\n${block.resource.text}`
        : binary(`a file, ${block.resource.uri}`, block.resource.mimeType ?? 'unknown', block.resource.blob)
  }
}

function binary(what: string, mimeType: string, base64: string): string {
  return `[${what}, ${mimeType}, ${Math.ceil((base64.length * 3) / 4 / 1024)} kB, not shown]`
}

/** Servers repeat their structured content as text; then once is enough. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
