import { z } from 'zod'
import { pictureIn, Source, sourceProblem } from './anthropic-pictures.ts'
import { newId } from './ids.ts'
import {
  piecesOf,
  usageOf,
  type ModelMessage,
  type ModelRefusal,
  type ModelReply,
  type ModelRequest,
} from './model-request.ts'
import { Schema } from './openai-schema.ts'

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  tool_use_id: z.string().optional(),
  source: Source.optional(),
  content: z
    .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))])
    .optional(),
})
type Block = z.infer<typeof Block>

const MessagesRequest = z.object({
  model: z.string().min(1),
  max_tokens: z.number().int().positive(),
  stream: z.boolean().optional(),
  system: z.union([z.string(), z.array(Block)]).optional(),
  messages: z.array(
    z.object({ role: z.enum(['user', 'assistant']), content: z.union([z.string(), z.array(Block)]) }),
  ),
  tools: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        input_schema: Schema.optional(),
      }),
    )
    .optional(),
  tool_choice: z
    .looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']), name: z.string().optional() })
    .optional(),
})

const invalid = (message: string): ModelRefusal => ({ status: 400, type: 'invalid_request_error', message })
const textIn = (blocks: readonly { text?: string }[]) =>
  blocks
    .map((block) => block.text ?? '')
    .join('\n')
    .trim()

/** Reads a Messages API request, by the rules of the real one. */
export function readMessages(raw: unknown): { request: ModelRequest } | ModelRefusal {
  const parsed = MessagesRequest.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'Field required'}`)
  }
  const { data } = parsed
  if (data.messages.length === 0) return invalid('messages: at least one message is required')
  const turns = data.messages.map(({ role, content }) => ({
    role,
    blocks: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  }))
  const problem = turnProblem(turns) ?? badPicture(turns)
  if (problem) return problem
  const choice = data.tool_choice
  const tools = (data.tools ?? []).map((tool) => ({
    name: tool.name,
    description: tool.description ?? '',
    parameters: tool.input_schema ?? {},
  }))
  const request: ModelRequest = {
    provider: 'anthropic',
    api: 'messages',
    model: data.model,
    stream: data.stream ?? false,
    system: typeof data.system === 'string' ? data.system : textIn(data.system ?? []),
    messages: turns.flatMap(({ role, blocks }) => modelMessages(role, blocks)),
    tools: choice?.type === 'none' ? [] : tools,
    mustCall: choice?.type === 'tool' ? choice.name : choice?.type === 'any' ? 'any' : undefined,
    raw,
  }
  return { request }
}

/** Tool results travel inside user messages here; they become messages of their own, before the user's words. */
function modelMessages(role: 'user' | 'assistant', blocks: Block[]): ModelMessage[] {
  const text = textIn(blocks.filter((block) => block.type === 'text'))
  const sources = blocks.filter((block) => block.type === 'image').map((block) => block.source)
  const pictures = sources.flatMap((source) => (source?.type === 'base64' ? [pictureIn(source)] : []))
  const seen = { images: sources.length, pictures }
  if (role === 'assistant') {
    const toolCalls = blocks
      .filter((block) => block.type === 'tool_use')
      .map(({ id = '', name = '', input = {} }) => ({ id, name, args: input }))
    return [{ role, text, ...seen, toolCalls }]
  }
  const results = blocks
    .filter((block) => block.type === 'tool_result')
    .map(({ content = '', tool_use_id }): ModelMessage => {
      const words = typeof content === 'string' ? content : textIn(content)
      return { role: 'tool', text: words, images: 0, pictures: [], toolCalls: [], toolCallId: tool_use_id }
    })
  return text || sources.length > 0 ? [...results, { role, text, ...seen, toolCalls: [] }] : results
}

function badPicture(turns: { blocks: Block[] }[]): ModelRefusal | undefined {
  for (const [n, { blocks }] of turns.entries()) {
    for (const [m, { type, source }] of blocks.entries()) {
      const words = type === 'image' && sourceProblem(source)
      if (words) return invalid(`messages.${n}.content.${m}.image.source${words}`)
    }
  }
  return undefined
}

function turnProblem(turns: { role: string; blocks: Block[] }[]): ModelRefusal | undefined {
  if (turns[0]?.role !== 'user') return invalid('messages: first message must use the "user" role')
  for (const [n, { role, blocks }] of turns.entries()) {
    if (blocks.length === 0 && n < turns.length - 1) {
      return invalid(
        `messages.${n}: all messages must have non-empty content except for the optional final assistant message`,
      )
    }
    if (blocks.some((block) => block.type === 'text' && !block.text)) {
      return invalid('messages: text content blocks must be non-empty')
    }
    if (blocks.some((block) => block.type === 'text' && block.text?.trim() === '')) {
      return invalid('messages: text content blocks must contain non-whitespace text')
    }
    const previous = role === 'user' ? (turns[n - 1]?.blocks ?? []) : []
    const asked = new Set(previous.filter((block) => block.type === 'tool_use').map((block) => block.id))
    const results = blocks.filter((block) => block.type === 'tool_result')
    const stray = results.find((block) => !asked.has(block.tool_use_id))
    if (stray) {
      return invalid(
        `messages.${n}.content.${blocks.indexOf(stray)}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stray.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
      )
    }
    if (role !== 'assistant') continue
    const next = turns[n + 1]?.blocks ?? []
    const answered = new Set(
      next.filter((block) => block.type === 'tool_result').map((block) => block.tool_use_id),
    )
    const missing = blocks.filter((block) => block.type === 'tool_use' && !answered.has(block.id))
    if (missing.length > 0) {
      const ids = missing.map((block) => block.id).join(', ')
      return invalid(
        `messages.${n}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
      )
    }
  }
  return undefined
}

export function messagesJson(request: ModelRequest, reply: ModelReply) {
  const { input, output } = usageOf(request, reply)
  return {
    id: newId('msg_'),
    type: 'message',
    role: 'assistant',
    model: request.model,
    content: [
      ...(reply.text ? [{ type: 'text', text: reply.text } as const] : []),
      ...reply.toolCalls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args }) as const),
    ],
    stop_reason: reply.toolCalls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: input,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: output,
      service_tier: 'standard',
    },
  }
}

/** The named server-sent events of a streamed answer, each ready to be written. */
export function messagesEvents(request: ModelRequest, reply: ModelReply): string[] {
  const whole = messagesJson(request, reply)
  const event = (type: string, rest: object = {}) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`
  const begun = { ...whole, content: [], stop_reason: null, usage: { ...whole.usage, output_tokens: 1 } }
  const events = [event('message_start', { message: begun })]
  for (const [index, block] of whole.content.entries()) {
    const empty = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} }
    events.push(event('content_block_start', { index, content_block: empty }))
    if (index === 0) events.push(event('ping'))
    const json = block.type === 'text' ? '' : JSON.stringify(block.input)
    const half = Math.ceil(json.length / 2)
    const deltas =
      block.type === 'text'
        ? piecesOf(block.text).map((text) => ({ type: 'text_delta', text }))
        : [json.slice(0, half), json.slice(half)].map((part) => ({
            type: 'input_json_delta',
            partial_json: part,
          }))
    for (const delta of deltas) events.push(event('content_block_delta', { index, delta }))
    events.push(event('content_block_stop', { index }))
  }
  const { stop_reason, usage } = whole
  events.push(
    event('message_delta', {
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    }),
  )
  events.push(event('message_stop'))
  return events
}
