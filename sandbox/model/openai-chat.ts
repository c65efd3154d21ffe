import { newId } from './ids.ts'
import {
  piecesOf,
  usageOf,
  type ModelMessage,
  type ModelRefusal,
  type ModelReply,
  type ModelRequest,
} from './model-request.ts'
import { pictureProblem, picturesIn } from './openai-pictures.ts'
import { argumentsOf, ChatRequest, schemaProblem, textOf } from './openai-schema.ts'

const invalid = (message: string, param: string | null = null, code: string | null = null): ModelRefusal => ({
  status: 400,
  message,
  type: 'invalid_request_error',
  param,
  code,
})

/** Reads a Chat Completions request, by the rules of the real API (PROTOCOLS 5.3). */
export function readChat(raw: unknown): { request: ModelRequest; includeUsage: boolean } | ModelRefusal {
  const parsed = ChatRequest.safeParse(raw)
  if (!parsed.success) {
    const { message, param } = schemaProblem(parsed.error)
    return invalid(param === 'model' ? 'you must provide a model parameter' : message, param)
  }
  const { data } = parsed
  if (data.messages.length === 0) {
    const words =
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead."
    return invalid(words, 'messages', 'empty_array')
  }
  const problem = toolNameProblem(data) ?? unansweredCall(data.messages) ?? badPicture(data.messages)
  if (problem) return problem
  const choice = data.tool_choice
  const request: ModelRequest = {
    provider: 'openai',
    api: 'chat',
    model: data.model,
    stream: data.stream ?? false,
    system: data.messages
      .filter((message) => message.role === 'system' || message.role === 'developer')
      .map((message) => textOf(message.content))
      .join('\n\n'),
    messages: data.messages.flatMap((message): ModelMessage[] => {
      if (message.role === 'system' || message.role === 'developer') return []
      const text = textOf(message.content)
      const seen = picturesIn(message.content)
      if (message.role === 'tool') {
        return [{ role: 'tool', text, ...seen, toolCalls: [], toolCallId: message.tool_call_id }]
      }
      if (message.role !== 'assistant') return [{ role: 'user', text, ...seen, toolCalls: [] }]
      const toolCalls = (message.tool_calls ?? []).map((call) => ({
        id: call.id,
        name: call.function.name,
        args: argumentsOf(call.function.arguments),
      }))
      return [{ role: 'assistant', text, ...seen, toolCalls }]
    }),
    tools:
      choice === 'none'
        ? []
        : (data.tools ?? []).map(({ function: tool }) => ({
            name: tool.name,
            description: tool.description ?? '',
            parameters: tool.parameters ?? {},
          })),
    mustCall: typeof choice === 'object' ? choice.function.name : choice === 'required' ? 'any' : undefined,
    answerSchema: data.response_format?.json_schema?.schema,
    raw,
  }
  return { request, includeUsage: data.stream_options?.include_usage ?? false }
}

function toolNameProblem({ tools = [] }: ChatRequest): ModelRefusal | undefined {
  const bad = tools.findIndex((tool) => !/^[a-zA-Z0-9_-]{1,64}$/.test(tool.function.name))
  if (bad < 0) return undefined
  const param = `tools[${bad}].function.name`
  return invalid(
    `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
    param,
    'invalid_value',
  )
}

/** Only people send pictures, and only such as can be looked at. */
function badPicture(messages: ChatRequest['messages']): ModelRefusal | undefined {
  for (const [n, { role, content }] of messages.entries()) {
    const param = `messages.[${n}].content`
    if (role !== 'user' && picturesIn(content).images > 0) {
      const words = `Invalid 'messages[${n}]'. Image URLs are only allowed for messages with role 'user', but this message with role '${role}' contains an image URL.`
      return invalid(words, `messages.[${n}]`, 'invalid_value')
    }
    const problem = pictureProblem(content, param)
    if (problem) return problem
  }
  return undefined
}

/** Each call of an assistant message must be answered by one tool message right behind it. */
function unansweredCall(messages: ChatRequest['messages']): ModelRefusal | undefined {
  let open = new Set<string>()
  let known = new Set<string>()
  for (const [n, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (known.size === 0) {
        const words =
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
        return invalid(words, `messages.[${n}].role`)
      }
      if (!known.has(message.tool_call_id)) {
        const words = `Invalid parameter: 'tool_call_id' of '${message.tool_call_id}' not found in 'tool_calls' of previous message.`
        return invalid(words, `messages.[${n}].tool_call_id`)
      }
      open.delete(message.tool_call_id)
      continue
    }
    if (open.size > 0) break
    known = new Set(message.role === 'assistant' ? message.tool_calls?.map((call) => call.id) : [])
    open = new Set(known)
  }
  if (open.size === 0) return undefined
  return invalid(
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    'messages',
  )
}

const wireCalls = (reply: ModelReply) =>
  reply.toolCalls.map(({ id, name, args }) => ({
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }))

function wireUsage(request: ModelRequest, reply: ModelReply) {
  const { input, output } = usageOf(request, reply)
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  }
}

const finish = (reply: ModelReply) => (reply.toolCalls.length > 0 ? 'tool_calls' : 'stop')

export function chatJson(request: ModelRequest, reply: ModelReply) {
  const calls = reply.toolCalls.length > 0 ? { tool_calls: wireCalls(reply) } : {}
  return {
    id: newId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [
      {
        index: 0,
        finish_reason: finish(reply),
        logprobs: null,
        message: {
          role: 'assistant',
          content: reply.toolCalls.length > 0 && !reply.text ? null : reply.text,
          refusal: null,
          ...calls,
        },
      },
    ],
    usage: wireUsage(request, reply),
  }
}

/** The server-sent events of a streamed answer, each ready to be written. */
export function chatEvents(request: ModelRequest, reply: ModelReply, includeUsage: boolean): string[] {
  const base = {
    id: newId('chatcmpl-'),
    object: 'chat.completion.chunk',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  }
  const event = (rest: object) => `data: ${JSON.stringify({ ...base, ...rest })}\n\n`
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({ choices: [{ index: 0, delta, finish_reason }] })
  const events = [chunk({ role: 'assistant', content: '' })]
  for (const content of piecesOf(reply.text)) events.push(chunk({ content }))
  for (const [index, call] of wireCalls(reply).entries()) {
    const args = call.function.arguments
    const half = Math.ceil(args.length / 2)
    const start = { index, ...call, function: { name: call.function.name, arguments: '' } }
    events.push(chunk({ tool_calls: [start] }))
    for (const part of [args.slice(0, half), args.slice(half)]) {
      events.push(chunk({ tool_calls: [{ index, function: { arguments: part } }] }))
    }
  }
  events.push(chunk({}, finish(reply)))
  if (includeUsage) events.push(event({ choices: [], usage: wireUsage(request, reply) }))
  events.push('data: [DONE]\n\n')
  return events
}
