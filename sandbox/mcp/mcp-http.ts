import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { z } from 'zod'
import type { McpBehaviour, McpStandInTool } from './behaviour.ts'
import { createMcpServer } from './mcp-server.ts'

export interface McpHttpStandIn extends AsyncDisposable {
  url: string
  /** Changed by the test as it likes; `changed` tells the clients of other tools. */
  behaviour: McpBehaviour
  /** Each call that arrived, in order. */
  readonly calls: readonly { tool: string; args: Record<string, unknown> }[]
  /** The headers of each request that arrived. */
  readonly headers: readonly IncomingMessage['headers'][]
  changed(): void
  /** As after a restart of the server. */
  forgetSessions(): Promise<void>
  /** Refuses connections until `up`. */
  down(): Promise<void>
  up(): Promise<void>
}

export interface McpHttpOptions {
  tools: McpStandInTool[]
  /** Answers as one JSON instead of an event stream. */
  json?: boolean
  /** Requests without it get 401. */
  authorization?: string
}

const Message = z.looseObject({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.looseObject({ name: z.string().optional() }).optional(),
})

/** A stand-in for an MCP server over streamable HTTP, with sessions, on a free port of this machine. */
export async function startMcpHttp(options: McpHttpOptions): Promise<McpHttpStandIn> {
  const sessions = new Map<string, { server: McpServer; transport: StreamableHTTPServerTransport }>()
  const calls: { tool: string; args: Record<string, unknown> }[] = []
  const headers: IncomingMessage['headers'][] = []
  let http: HttpServer | undefined
  let port = 0

  async function open() {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: options.json ?? false,
      onsessioninitialized: (id) => void sessions.set(id, { server, transport }),
    })
    const server = createMcpServer({
      behaviour: () => standIn.behaviour,
      called: (tool, args) => void calls.push({ tool, args }),
      die: () => http?.closeAllConnections(),
      environment: () => ({}),
    })
    await server.connect(transport)
    return transport
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    headers.push(request.headers)
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization)
      return void response.writeHead(401).end()
    const body = request.method === 'POST' ? await json(request) : undefined
    const { id: asked, method, params } = Message.safeParse(body).data ?? {}
    if (standIn.behaviour.deaf) return
    const tool = standIn.behaviour.tools.find(({ name }) => name === params?.name)
    if (method === 'tools/call' && tool?.fault === 'status 500')
      return void response.writeHead(500).end('oops')
    if (method === 'tools/call' && tool?.fault === 'nonsense') {
      const nonsense = { jsonrpc: '2.0', id: asked, result: { content: 'not a list' } }
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(nonsense))
    }
    const id = request.headers['mcp-session-id']
    const session = typeof id === 'string' ? sessions.get(id)?.transport : undefined
    if (!session && method !== 'initialize') return void response.writeHead(404).end()
    await (session ?? (await open())).handleRequest(request, response, body)
  }

  async function close(): Promise<void> {
    const closing = http
    http = undefined
    closing?.closeAllConnections()
    closing?.close()
    await Promise.all([...sessions.values()].map(({ server }) => server.close()))
    sessions.clear()
  }

  const standIn: McpHttpStandIn = {
    url: '',
    behaviour: { tools: options.tools },
    calls,
    headers,
    changed() {
      for (const { server } of sessions.values()) server.sendToolListChanged()
    },
    async forgetSessions() {
      await Promise.all([...sessions.values()].map(({ server }) => server.close()))
      sessions.clear()
    },
    down: close,
    async up() {
      http = createServer((request, response) => {
        handle(request, response).catch(() => response.destroy())
      })
      http.listen(port, '127.0.0.1')
      await once(http, 'listening')
      const address = http.address()
      if (typeof address === 'object' && address) port = address.port
      standIn.url = `http://127.0.0.1:${port}/mcp`
    },
    [Symbol.asyncDispose]: close,
  }
  await standIn.up()
  return standIn
}
