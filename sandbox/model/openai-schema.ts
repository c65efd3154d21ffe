import { z } from 'zod'
import type { JsonSchema } from './model-request.ts'

export const Schema: z.ZodType<JsonSchema> = z.looseObject({})

/** A message's content: a text, or parts of which only texts and pictures matter here. */
export const Content = z.union([
  z.string(),
  z.array(
    z.looseObject({
      type: z.string(),
      text: z.string().optional(),
      /** An object in Chat Completions, a text in Responses. */
      image_url: z.union([z.string(), z.looseObject({ url: z.string() })]).nullish(),
    }),
  ),
])
export type Content = z.infer<typeof Content>

const CallOut = z.object({
  id: z.string(),
  type: z.literal('function'),
  function: z.object({ name: z.string(), arguments: z.string() }),
})

export const ChatRequest = z.object({
  model: z.string().min(1),
  stream: z.boolean().optional(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  messages: z.array(
    z.discriminatedUnion('role', [
      z.object({ role: z.enum(['system', 'developer', 'user']), content: Content }),
      z.object({
        role: z.literal('assistant'),
        content: Content.nullish(),
        tool_calls: z.array(CallOut).min(1).optional(),
      }),
      z.object({ role: z.literal('tool'), content: Content, tool_call_id: z.string() }),
    ]),
  ),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string(),
          description: z.string().optional(),
          parameters: Schema.optional(),
        }),
      }),
    )
    .optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
    ])
    .optional(),
  response_format: z
    .looseObject({ type: z.string(), json_schema: z.looseObject({ schema: Schema.optional() }).optional() })
    .optional(),
})
export type ChatRequest = z.infer<typeof ChatRequest>

export const ResponsesRequest = z.object({
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish(),
  input: z.union([
    z.string(),
    z.array(
      z.union([
        z.object({
          type: z.literal('function_call'),
          name: z.string(),
          arguments: z.string(),
          call_id: z.string(),
        }),
        z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: Content }),
        z.object({
          type: z.literal('message').optional(),
          role: z.enum(['system', 'developer', 'user', 'assistant']),
          content: Content,
        }),
        z.object({ type: z.enum(['reasoning', 'item_reference']) }),
      ]),
    ),
  ]),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        name: z.string(),
        description: z.string().nullish(),
        parameters: Schema.nullish(),
      }),
    )
    .nullish(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.object({ type: z.literal('function'), name: z.string() }),
    ])
    .nullish(),
  text: z
    .looseObject({ format: z.looseObject({ type: z.string(), schema: Schema.optional() }).optional() })
    .nullish(),
})
export type ResponsesRequest = z.infer<typeof ResponsesRequest>

export const textOf = (content: Content | null | undefined): string =>
  typeof content === 'string'
    ? content
    : (content ?? []).map((part) => (part.type === 'refusal' ? '' : (part.text ?? ''))).join('\n')

/** The arguments of a call; what is not a JSON object counts as none, as a model may well write that. */
export function argumentsOf(json: string): Record<string, unknown> {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(json || '{}'))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}

/** OpenAI's words for the first thing wrong with a body. */
export function schemaProblem(error: z.ZodError): { message: string; param: string | null } {
  const issue = error.issues[0]
  const param = issue
    ? issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : String(key))).join('.')
    : ''
  return {
    message: `Invalid '${param || 'body'}': ${issue?.message ?? 'not understood'}`,
    param: param || null,
  }
}
