import type { StructuredToolInterface } from '@langchain/core/tools'
import { loadMcpTools } from '@langchain/mcp-adapters'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { scrub } from '../log.ts'
import { createBoundedFetch } from './bounded-fetch.ts'
import { BoundedClient, type ListedTool } from './bounded-client.ts'
import { CallFailed } from './call-failed.ts'
import type { ServerSettings } from './server-settings.ts'
import { createStdioTransport } from './stdio-transport.ts'

/** A server that answered. All throw `CallFailed`. */
export interface Connection extends AsyncDisposable {
  list(signal: AbortSignal): Promise<ListedTool[]>
  call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<string>
  ping(timeoutMs: number): Promise<void>
}

export interface ConnectionEvents {
  /** It is over; nobody has to be told twice. */
  closed(): void
  /** Something went wrong that may mean that it is over. */
  doubted(): void
  listChanged(): void
}

const IDENTITY = { name: 'majordomo', version: '0.1.0' }
const GOODBYE_MS = 500
/** Lines of a server's stderr, and errors, that are kept in the log of each of its runs: some write their log to stdout. */
const MOST_LINES = 200

/** Connects, within the time the server is given for it. What throws has left nothing running. */
export async function connect(
  server: ServerSettings,
  events: ConnectionEvents,
  signal: AbortSignal,
  log: Logger,
): Promise<Connection> {
  const { transport, goodbye } = openTransport(server, log)
  const client = new BoundedClient(IDENTITY)
  let errors = 0
  const made = new Map<string, StructuredToolInterface>()
  Object.assign(client, {
    onclose: events.closed,
    onerror(err: Error) {
      errors += 1
      if (errors <= MOST_LINES) log.debug({ err }, 'MCP server: something went wrong')
      events.doubted()
    },
  })
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => events.listChanged())
  try {
    await client.connect(transport, { timeout: server.connectMs, signal })
  } catch (error) {
    await client.close()
    await transport.close()
    throw error
  }
  return {
    async list(listSignal) {
      // The adapter gives no signal on.
      client.listing = AbortSignal.any([listSignal, AbortSignal.timeout(server.connectMs)])
      const tools = await loadMcpTools(server.name, client, { throwOnLoadError: false })
      made.clear()
      for (const tool of tools) made.set(tool.name, tool)
      return client.listed
    },
    async call(name, args, callSignal) {
      const tool = made.get(name)
      if (!tool) throw new CallFailed('not sent', 'it does not have this tool any more')
      return z.string().parse(await tool.invoke(args, { signal: callSignal }))
    },
    async ping(timeoutMs) {
      await client.ping({ timeout: timeoutMs })
    },
    async [Symbol.asyncDispose]() {
      await goodbye()
      await client.close()
      await transport.close()
    },
  }
}

function openTransport(
  { reach, rules }: ServerSettings,
  log: Logger,
): { transport: Transport; goodbye: () => Promise<void> } {
  if (reach.kind === 'stdio') {
    let lines = 0
    const transport = createStdioTransport(reach, (line) => {
      lines += 1
      if (lines <= MOST_LINES) log.debug({ line: scrub(line.slice(0, 300)) }, 'MCP server: stderr')
    })
    return { transport, goodbye: () => Promise.resolve() }
  }
  const longest = Math.max(...[...rules.values()].map(({ timeoutMs }) => timeoutMs))
  const transport = new StreamableHTTPClientTransport(new URL(reach.url), {
    requestInit: { headers: reach.headers },
    fetch: createBoundedFetch(longest + 10_000),
  })
  async function goodbye(): Promise<void> {
    // A server that is gone need not be told.
    const late = new Promise<void>((done) => void setTimeout(done, GOODBYE_MS).unref())
    await Promise.race([transport.terminateSession().catch(() => undefined), late])
  }
  return { transport, goodbye }
}
