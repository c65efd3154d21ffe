import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import type { RequestOptions } from '@modelcontextprotocol/sdk/shared/protocol.js'
import { type CallToolResult, CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv'
import { z } from 'zod'
import { CallFailed } from './call-failed.ts'
import { failureOf } from './failure-of.ts'
import { resultText } from './result-text.ts'
import { checkedSchema } from './shown-schema.ts'

/** A tool as its server describes it. */
export interface ListedTool {
  name: string
  description: string
  inputSchema: Record<string, unknown>
  outputSchema?: Record<string, unknown> | undefined
}

const Listed = z.object({
  name: z.string().min(1).max(128),
  description: z.string().optional().default(''),
  inputSchema: z.record(z.string(), z.unknown()),
  outputSchema: z.record(z.string(), z.unknown()).optional(),
})
const Page = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() })

const MOST_PAGES = 20
const MOST_TOOLS = 500
/** Only so that the SDK's own minute does not end a longer call; the call's signal does. */
const NEVER_MS = 2_147_483_647

/**
 * The SDK's client, as the adapter uses it, for servers that are not to be trusted: it lists so much and no more, hands
 * results on as texts, and says how a call went wrong. One whose description breaks the protocol costs the others nothing.
 */
export class BoundedClient extends Client {
  /** As listed last; the adapter keeps neither what it was told nor what results look like. */
  listed: ListedTool[] = []
  /** Ends a listing. */
  listing: AbortSignal | undefined

  override async listTools() {
    const found: ListedTool[] = []
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES && found.length < MOST_TOOLS; page += 1) {
      const params = cursor === undefined ? {} : { cursor }
      const read = await this.request({ method: 'tools/list', params }, Page, { signal: this.listing })
      found.push(
        ...read.tools.map((tool) => Listed.safeParse(tool).data).filter((tool) => tool !== undefined),
      )
      cursor = read.nextCursor
      if (cursor === undefined) break
    }
    this.listed = found.slice(0, MOST_TOOLS)
    // Arguments are checked before; the adapter would check them against its own reading, which loses types.
    const inputSchema = { type: 'object' as const }
    return { tools: this.listed.map(({ name, description }) => ({ name, description, inputSchema })) }
  }

  override async callTool(
    params: { name: string; arguments?: Record<string, unknown> },
    _schema?: unknown,
    options?: RequestOptions,
  ) {
    const request = { method: 'tools/call' as const, params }
    let result: CallToolResult
    try {
      result = await this.request(request, CallToolResultSchema, { ...options, timeout: NEVER_MS })
    } catch (error) {
      throw failureOf(error)
    }
    const text = resultText(result)
    if (result.isError) throw new CallFailed('refused', text)
    this.#checkOutput(params.name, result)
    return { content: [{ type: 'text' as const, text }] }
  }

  /** Nothing is fetched because a result refers to it. */
  override readResource(): never {
    throw new CallFailed('unusable', 'its result refers to something that is not in it')
  }

  #checkOutput(name: string, result: CallToolResult): void {
    const promised = this.listed.find((tool) => tool.name === name)?.outputSchema
    if (!promised) return
    if (!result.structuredContent) throw new CallFailed('unusable', 'its result is not what it promised')
    const checked = validator(checkedSchema(promised))(result.structuredContent)
    if (!checked.valid) throw new CallFailed('unusable', 'its result is not what it promised')
  }
}

/** Throws when it cannot be made. */
export function validator(schema: Record<string, unknown>) {
  return new AjvJsonSchemaValidator().getValidator(schema)
}
