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
import { argumentsOf, ResponsesRequest, schemaProblem, textOf } from './openai-schema.ts'

const invalid = (message: string, param: string | null = null, code: string | null = null): ModelRefusal => ({
  status: 400,
  message,
  type: 'invalid_request_error',
  param,
  code,
})

/** Reads a Responses request (PROTOCOLS 5.4). Nothing is stored here, so there is no previous response. */
export function readResponses(raw: unknown): { request: ModelRequest } | ModelRefusal {
  const parsed = ResponsesRequest.safeParse(raw)
  if (!parsed.success) {
    const { message, param } = schemaProblem(parsed.error)
    return invalid(message, param)
  }
  const { data } = parsed
  if (data.previous_response_id) {
    const words = `Previous response with id '${data.previous_response_id}' not found.`
    return invalid(words, 'previous_response_id', 'previous_response_not_found')
  }
  const input: Items = typeof data.input === 'string' ? [{ role: 'user', content: data.input }] : data.input
  const problem =
    input.length === 0
      ? invalid('One of "input" must be provided.', 'input')
      : (unansweredCall(input) ?? badPicture(input))
  if (problem) return problem
  const system = [data.instructions ?? '']
  const messages: ModelMessage[] = []
  for (const item of input) {
    if ('role' in item) {
      const text = textOf(item.content)
      if (item.role === 'system' || item.role === 'developer') system.push(text)
      else messages.push({ role: item.role, text, ...picturesIn(item.content), toolCalls: [] })
    } else if (item.type === 'function_call') {
      const call = { id: item.call_id, name: item.name, args: argumentsOf(item.arguments) }
      const last = messages.at(-1)
      if (last?.role === 'assistant') last.toolCalls.push(call)
      else messages.push({ role: 'assistant', text: '', images: 0, pictures: [], toolCalls: [call] })
    } else if (item.type === 'function_call_output') {
      const text = textOf(item.output)
      messages.push({
        role: 'tool',
        text,
        ...picturesIn(item.output),
        toolCalls: [],
        toolCallId: item.call_id,
      })
    }
  }
  const choice = data.tool_choice
  const tools = (data.tools ?? []).map((tool) => ({
    name: tool.name,
    description: tool.description ?? '',
    parameters: tool.parameters ?? {},
  }))
  const request: ModelRequest = {
    provider: 'openai',
    api: 'responses',
    model: data.model,
    stream: data.stream ?? false,
    system: system.filter(Boolean).join('\n\n'),
    messages,
    tools: choice === 'none' ? [] : tools,
    mustCall: choice && typeof choice === 'object' ? choice.name : choice === 'required' ? 'any' : undefined,
    answerSchema: data.text?.format?.schema,
    raw,
  }
  return { request }
}

type Items = Exclude<ResponsesRequest['input'], string>

function badPicture(input: Items): ModelRefusal | undefined {
  for (const [n, item] of input.entries()) {
    const content = 'role' in item ? item.content : item.type === 'function_call_output' ? item.output : ''
    const problem = pictureProblem(content, `input[${n}].content`)
    if (problem) return problem
  }
  return undefined
}

function unansweredCall(input: Items): ModelRefusal | undefined {
  const calls = new Set<string>()
  const outputs = new Set<string>()
  for (const item of input) {
    if ('role' in item) continue
    if (item.type === 'function_call') calls.add(item.call_id)
    if (item.type === 'function_call_output') {
      if (!calls.has(item.call_id)) {
        return invalid(`No tool call found for function call output with call_id ${item.call_id}.`, 'input')
      }
      outputs.add(item.call_id)
    }
  }
  const missing = [...calls].find((id) => !outputs.has(id))
  return missing ? invalid(`No tool output found for function call ${missing}.`, 'input') : undefined
}

export function responsesJson(request: ModelRequest, reply: ModelReply) {
  const { input, output } = usageOf(request, reply)
  return {
    id: newId('resp_'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model: request.model,
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    tools: [],
    tool_choice: 'auto',
    output: [
      ...(reply.text
        ? [
            {
              type: 'message',
              id: newId('msg_'),
              status: 'completed',
              role: 'assistant',
              content: [{ type: 'output_text', text: reply.text, annotations: [] }],
            } as const,
          ]
        : []),
      ...reply.toolCalls.map(
        ({ id, name, args }) =>
          ({
            type: 'function_call',
            id: newId('fc_'),
            call_id: id,
            name,
            arguments: JSON.stringify(args),
            status: 'completed',
          }) as const,
      ),
    ],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  }
}

/** The named server-sent events of a streamed answer, each ready to be written. */
export function responsesEvents(request: ModelRequest, reply: ModelReply): string[] {
  const whole = responsesJson(request, reply)
  const events: string[] = []
  const push = (type: string, rest: object) =>
    events.push(
      `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: events.length, ...rest })}\n\n`,
    )
  const begun = { ...whole, status: 'in_progress', output: [], usage: null }
  push('response.created', { response: begun })
  push('response.in_progress', { response: begun })
  for (const [output_index, item] of whole.output.entries()) {
    const at = { output_index, item_id: item.id }
    if (item.type === 'message') {
      const part = { type: 'output_text', text: '', annotations: [] }
      push('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', content: [] },
      })
      push('response.content_part.added', { ...at, content_index: 0, part })
      for (const delta of piecesOf(reply.text)) {
        push('response.output_text.delta', { ...at, content_index: 0, delta, logprobs: [] })
      }
      push('response.output_text.done', { ...at, content_index: 0, text: reply.text, logprobs: [] })
      push('response.content_part.done', { ...at, content_index: 0, part: item.content[0] })
    } else {
      const half = Math.ceil(item.arguments.length / 2)
      push('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', arguments: '' },
      })
      for (const delta of [item.arguments.slice(0, half), item.arguments.slice(half)]) {
        push('response.function_call_arguments.delta', { ...at, delta })
      }
      push('response.function_call_arguments.done', { ...at, arguments: item.arguments })
    }
    push('response.output_item.done', { output_index, item })
  }
  push('response.completed', { response: whole })
  return events
}
