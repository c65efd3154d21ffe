import { AGENDA_TOOLS } from './brain-agenda.ts'
import { FACT_TOOLS } from './brain-facts.ts'
import type { JsonSchema, ModelTool } from './model-request.ts'
import type { WrittenReply } from './script.ts'

const SEARCH = [
  /\b(?:search|google|look up)\b(?:\s+(?:on|in|the|web|internet|online))*\s+(?:for\s+|about\s+)?(.+)/i,
  /what(?:'s| is| are) the (?:latest )?news (?:about|on|in|from)\s+(.+)/i,
  /\b(?:latest )?news (?:about|on)\s+(.+)/i,
  /\b(?:busca|buscar)(?: en (?:la )?(?:web|internet))?\s+(.+)/i,
  /\b(?:procura|pesquisa|procure|pesquise)(?:r)?(?: na (?:web|internet))?(?: por)?\s+(.+)/i,
  /\b(?:suche?|such)(?: im (?:web|internet|netz))?(?: nach)?\s+(.+)/i,
  /\b(?:cherche|recherche)(?:r)?(?: sur (?:le web|internet))?\s+(.+)/i,
]
const URL_IN = /https?:\/\/[^\s<>"')\]]+/i

/** The tool call the person's words ask for, the question for what it still lacks, or undefined. */
export function chooseTool(text: string, tools: readonly ModelTool[]): WrittenReply | undefined {
  if (tools.length === 0) return undefined
  const named = /^\s*(?:use|call|run)\s+(?:the\s+)?([\w-]+)(?:\s+tool)?\s*(\{[\s\S]*\})?\s*$/i.exec(text)
  const direct = tools.find((tool) => tool.name === named?.[1])
  if (direct) return fill(direct, text, parseObject(named?.[2] ?? '{}'))
  const url = URL_IN.exec(text)?.[0].replace(/[.,;!?]+$/, '')
  const reader = url ? tools.find(readsPages) : undefined
  if (reader && url) {
    const parameter = parameterNamed(reader, /^urls?$/i) ?? 'url'
    const list = reader.parameters.properties?.[parameter]?.type === 'array'
    return fill(reader, text, { [parameter]: list ? [url] : url })
  }
  const query = SEARCH.map((pattern) => pattern.exec(text)?.[1]).find(Boolean)
  const searcher = query ? searchTool(text, tools) : undefined
  if (searcher && query) {
    const parameter =
      parameterNamed(searcher, /^(query|q|question|search)$/i) ?? firstText(searcher) ?? 'query'
    return fill(searcher, text, { [parameter]: query.trim().replace(/[?.!]+$/, '') })
  }
  const fitting = bestMatch(
    text,
    tools.filter(({ name }) => !AGENDA_TOOLS.has(name) && !FACT_TOOLS.has(name)), // their names are everyday words
  )
  return fitting ? fill(fitting, text, {}) : undefined
}

/** A call of this one tool, as when the caller leaves no choice: what cannot be read from the text is made up plainly. */
export function forceTool(text: string, tool: ModelTool): WrittenReply {
  const args = readArguments(tool, text, {})
  for (const name of tool.parameters.required ?? [])
    args[name] ??= sampleOf(tool.parameters.properties?.[name], text)
  return { toolCalls: [{ name: tool.name, args }] }
}

/** Something that fits a schema, texts taken from `text`. */
export function sampleOf(schema: JsonSchema | undefined, text: string): unknown {
  if (!schema) return text
  if (schema.enum?.length) return schema.enum.find((one) => mentions(text, String(one))) ?? schema.enum[0]
  if (schema.anyOf?.length) return sampleOf(schema.anyOf[0], text)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object' || schema.properties) {
    const names = schema.required ?? Object.keys(schema.properties ?? {})
    return Object.fromEntries(names.map((name) => [name, sampleOf(schema.properties?.[name], text)]))
  }
  if (type === 'array') return []
  if (type === 'number' || type === 'integer') return Number(/-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? 0)
  if (type === 'boolean') return false
  return type === 'null' ? null : text
}

function fill(tool: ModelTool, text: string, given: Record<string, unknown>): WrittenReply {
  const args = readArguments(tool, text, given)
  const missing = (tool.parameters.required ?? []).filter((name) => args[name] === undefined)
  if (missing.length === 0) return { toolCalls: [{ name: tool.name, args }] }
  const questions = missing.map((name) => {
    const words = tool.parameters.properties?.[name]?.description
    return `- \`${name}\`${words ? `: ${words}` : ''}`
  })
  return `For **${tool.name}** I need more than I can read from your words:\n${questions.join('\n')}\n\nAs the sandbox model I take it literally: \`use ${tool.name} {"${missing[0]}": …}\``
}

/** What the text plainly says for the required parameters: dates, numbers, one of the allowed words, one text. */
function readArguments(
  tool: ModelTool,
  text: string,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const args = { ...given }
  const texts = requiredTexts(tool)
  for (const name of tool.parameters.required ?? []) {
    if (args[name] !== undefined) continue
    const schema = tool.parameters.properties?.[name] ?? {}
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
    if (schema.enum) args[name] = schema.enum.find((one) => mentions(text, String(one)))
    else if (type === 'number' || type === 'integer') {
      const number = /-?\d+(?:\.\d+)?/.exec(text)?.[0]
      if (number) args[name] = Number(number)
    } else if (/date|time/.test(schema.format ?? '')) {
      args[name] = /\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?/.exec(text)?.[0]
    } else if (type === 'string' && texts.length === 1) args[name] = quotedOr(text)
  }
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined))
}

const requiredTexts = ({ parameters }: ModelTool) =>
  (parameters.required ?? []).filter((name) => {
    const schema = parameters.properties?.[name]
    return schema?.type === 'string' && !schema.enum && !schema.format
  })

const quotedOr = (text: string) => /["“]([^"”]+)["”]/.exec(text)?.[1] ?? text.trim()
const mentions = (text: string, word: string) => text.toLowerCase().includes(word.toLowerCase())
const parameterNamed = (tool: ModelTool, name: RegExp) =>
  Object.keys(tool.parameters.properties ?? {}).find((key) => name.test(key))
const readsPages = (tool: ModelTool) =>
  /read|fetch|open|extract|page|browse/i.test(tool.name) && parameterNamed(tool, /^urls?$/i) !== undefined
const firstText = (tool: ModelTool) =>
  Object.entries(tool.parameters.properties ?? {}).find(([, schema]) => schema.type === 'string')?.[0]

function searchTool(text: string, tools: readonly ModelTool[]): ModelTool | undefined {
  const searching = tools.filter(
    (tool) => /search/i.test(tool.name) || /\bsearch(es)? the (web|internet)/i.test(tool.description),
  )
  const inDocuments = searching.find(({ name }) => /document/i.test(name))
  if (inDocuments && /\bdocument/i.test(text)) return inDocuments
  return (
    searching.find(
      (tool) => tool !== inDocuments && /web|internet|news|online/i.test(tool.name + tool.description),
    ) ?? searching[0]
  )
}

/** The tool whose own name the text speaks of: every word of the name, in any order. */
function bestMatch(text: string, tools: readonly ModelTool[]): ModelTool | undefined {
  const said = new Set(words(text))
  const fits = tools.filter((tool) => {
    const name = words(tool.name.replace(/([a-z])([A-Z])/g, '$1 $2')).filter((word) => !FILLERS.has(word))
    return name.length > 0 && name.every((word) => said.has(word))
  })
  return fits.toSorted((a, b) => b.name.length - a.name.length)[0]
}

const FILLERS = new Set(['get', 'the', 'a', 'to', 'for', 'of', 'my'])
const words = (text: string) =>
  (text.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => word.replace(/(?<=\p{L}{3})s$/u, ''))

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return value && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}
