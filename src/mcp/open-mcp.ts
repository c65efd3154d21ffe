import type { Logger } from 'pino'
import type { Tool } from '../graph/tool.ts'
import type { Env } from './fill.ts'
import { readMcpFile } from './mcp-file.ts'
import type { ServerSettings } from './server-settings.ts'
import type { McpServer } from './supervise.ts'

/** A server, for the start table and `npm run tools`. */
export interface McpState {
  name: string
  state: 'on' | 'off'
  why: string
}

/** Tools of a server that are named where it stands in a table. */
const MOST_NAMES = 20

export interface OpenMcp extends AsyncDisposable {
  /** The tools of all servers: a new array whenever one brings others, and the same one otherwise. */
  tools(): Tool[]
  states(): McpState[]
  /** Resolves when each server was tried once. A server that hangs takes as long as it is given to connect. */
  tried(): Promise<void>
}

/**
 * Reads the file of servers and begins to connect to them, which nobody has to wait for. Throws `PermanentError` with every
 * mistake in the file.
 */
export async function openMcp(settings: { path: string; env: Env; log: Logger }): Promise<OpenMcp> {
  const { path, env, log } = settings
  const { servers, off } = await readMcpFile(path, env)
  const kept = await supervise(servers, log)
  let parts: Tool[][] = []
  let all: Tool[] = []
  return {
    tools() {
      const now = kept.map(({ supervised }) => supervised.tools())
      if (now.length !== parts.length || now.some((tools, at) => tools !== parts[at])) {
        parts = now
        all = now.flat()
      }
      return all
    },
    states: () => [
      ...kept.map(({ server, supervised }) => stateOf(server, supervised)),
      ...off.map(({ name, why }) => ({ name: rowName(name), state: 'off' as const, why })),
    ],
    async tried() {
      await Promise.all(kept.map(({ supervised }) => supervised.tried))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(kept.map(({ supervised }) => supervised[Symbol.asyncDispose]()))
    },
  }
}

async function supervise(servers: ServerSettings[], log: Logger) {
  if (servers.length === 0) return []
  const { superviseServer } = await import('./supervise.ts') // what is not used does not slow the start
  return servers.map((server) => ({ server, supervised: superviseServer(server, log) }))
}

/** A line of a table; `npm run tools` has them all. */
function shortList(names: string[]): string {
  const left = names.length - MOST_NAMES
  return left > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${left} more` : names.join(', ')
}

const rowName = (server: string) => `MCP ${server}`

function stateOf(server: ServerSettings, supervised: McpServer): McpState {
  const life = supervised.life()
  const tools = supervised.tools().map(({ name }) => name)
  const said = {
    on: `${tools.length === 1 ? '1 tool' : `${tools.length} tools`}: ${shortList(tools)}`,
    connecting: 'connecting',
    away: life.state === 'away' ? `away: ${life.why}, tries again` : '',
  }[life.state]
  const whole = server.rules.has('*') ? ['lets in every tool it has ("*")'] : []
  return {
    name: rowName(server.name),
    state: life.state === 'on' ? 'on' : 'off',
    why: [said, ...whole, ...supervised.problems()].join('; '),
  }
}
