import type { Picture } from './pictures.ts'

/** A request to a model, in the same words for every provider. */
export interface ModelRequest {
  provider: 'openai' | 'anthropic'
  api: 'chat' | 'responses' | 'messages'
  model: string
  stream: boolean
  /** All system text, joined. */
  system: string
  /** Without the system messages. */
  messages: ModelMessage[]
  tools: ModelTool[]
  /** The one tool that must be called, `any` for some tool; absent when the model is free. */
  mustCall?: string
  /** The JSON schema the answer must fit, when one was asked for. */
  answerSchema?: JsonSchema
  /** The body as it came; undefined once its pictures were let go. */
  raw: unknown
}

export interface ModelMessage {
  role: 'user' | 'assistant' | 'tool'
  text: string
  /** How many pictures came with it. */
  images: number
  /** Those of them whose bytes came along. */
  pictures: Picture[]
  /** Of an assistant message. */
  toolCalls: ToolCall[]
  /** Of a tool message: the call it answers. */
  toolCallId?: string
}

interface ToolCall {
  id: string
  name: string
  args: Record<string, unknown>
}

export interface ModelTool {
  name: string
  description: string
  parameters: JsonSchema
}

export interface JsonSchema {
  type?: string | string[]
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  enum?: unknown[]
  items?: JsonSchema
  format?: string
  default?: unknown
  anyOf?: JsonSchema[]
}

export interface ModelReply {
  text: string
  toolCalls: ToolCall[]
}

/** Why the provider refuses a request; each API puts it into its own shape. */
export interface ModelRefusal {
  status: number
  message: string
  type?: string
  param?: string | null
  code?: string | null
}

export const isRefusal = (value: object): value is ModelRefusal => 'status' in value && 'message' in value

/** Tokens by a fixed rule, so that tests can compute them: a quarter of the characters, rounded up. */
const tokensOf = (text: string): number => Math.ceil(text.length / 4)

export function usageOf(request: ModelRequest, reply: ModelReply): { input: number; output: number } {
  let input = request.system
  for (const message of request.messages) {
    input += message.text
    if (message.toolCalls.length > 0) input += JSON.stringify(message.toolCalls.map((call) => call.args))
  }
  if (request.tools.length > 0) input += JSON.stringify(request.tools)
  const calls = reply.toolCalls.map((call) => call.name + JSON.stringify(call.args)).join('')
  return { input: tokensOf(input), output: tokensOf(reply.text + calls) }
}

/** The text in the pieces a stream sends it in: a few words each. */
export function piecesOf(text: string): string[] {
  return text.match(/(?:\S+\s*|\s+){1,3}/g) ?? []
}
