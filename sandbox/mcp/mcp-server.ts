import { setTimeout as after } from 'node:timers/promises'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { McpBehaviour, McpStandInTool } from './behaviour.ts'

/** More than any client should read of one answer. */
const FLOOD = 10 * 1024 * 1024

export interface McpEdge {
  behaviour(): McpBehaviour | Promise<McpBehaviour>
  /** Told of each call that arrives. */
  called(tool: string, args: Record<string, unknown>): void
  /** Ends what carries the connection. */
  die(): void
  environment(): Record<string, string | undefined>
}

/** An MCP server that does as it is told, and misbehaves as it is told. */
export function createMcpServer(edge: McpEdge): McpServer {
  const mcp = new McpServer(
    { name: 'stand-in', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } } },
  )
  // The level below its tools: only there can a server break its word.
  const { server } = mcp
  server.setRequestHandler(ListToolsRequestSchema, async ({ params }) => {
    const { tools, pageSize = tools.length } = await edge.behaviour()
    const start = Number(params?.cursor ?? 0)
    const page = tools.slice(start, start + pageSize).map(listed)
    const more = start + pageSize < tools.length
    return { tools: page, ...(more && { nextCursor: String(start + pageSize) }) }
  })
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { sendNotification }) => {
    const { name, arguments: args = {} } = params
    edge.called(name, args)
    const { tools } = await edge.behaviour()
    const tool = tools.find((one) => one.name === name)
    if (!tool) throw new Error(`Tool ${name} not found`)
    if (tool.delayMs !== undefined) await after(tool.delayMs)
    if (tool.fault === 'die') {
      // The answer has begun when it is cut off.
      await sendNotification({ method: 'notifications/progress', params: { progressToken: 0, progress: 0 } })
      await after(50)
    }
    return answer(tool, args, edge)
  })
  return mcp
}

function listed({ name, description, inputSchema = { type: 'object' }, outputSchema }: McpStandInTool) {
  return { name, description, inputSchema, ...(outputSchema && { outputSchema }) }
}

async function answer(
  { result, fault }: McpStandInTool,
  args: Record<string, unknown>,
  edge: McpEdge,
): Promise<CallToolResult> {
  switch (fault) {
    case 'hang':
      await new Promise<never>(() => undefined)
      break
    case 'die':
      edge.die()
      await new Promise<never>(() => undefined)
      break
    case 'flood':
      return text('x'.repeat(FLOOD))
    case 'failure':
      return { ...text(typeof result === 'string' ? result : 'it failed'), isError: true }
    case 'protocol error':
      throw new Error(typeof result === 'string' ? result : 'it failed')
    case 'no structure':
      return text('no structure at all')
    case 'wrong structure':
      return { ...text('wrong'), structuredContent: { wrong: true } }
    case 'nonsense': // of what carries the messages
    case 'status 500':
    case undefined:
      break
  }
  if (result === undefined) return text(JSON.stringify(args))
  if (result === 'environment') return text(JSON.stringify(edge.environment()))
  return typeof result === 'string' ? text(result) : z.custom<CallToolResult>().parse(result)
}

const text = (said: string): CallToolResult => ({ content: [{ type: 'text', text: said }] })
