import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { McpBehaviour } from '../../sandbox/mcp/behaviour.ts'
import type { CallContext, Tool } from '../../src/graph/tool.ts'
import { createLog } from '../../src/log.ts'
import { openMcp, type OpenMcp } from '../../src/mcp/open-mcp.ts'
import { temporaryFolder } from '../support/world.ts'

const STDIO = fileURLToPath(new URL('../../sandbox/mcp/mcp-stdio.ts', import.meta.url))

/** A stand-in that is started as a process, and how it is named in the file. */
export interface StdioStandIn {
  entry: { command: string; args: string[] }
  behave(behaviour: McpBehaviour): Promise<void>
  /** The process ids of all its starts. */
  pids(): Promise<number[]>
}

export interface McpFolder extends AsyncDisposable {
  path: string
  write(servers: Record<string, unknown>): Promise<string>
  stdio(name: string, behaviour: McpBehaviour): Promise<StdioStandIn>
}

export async function mcpFolder(): Promise<McpFolder> {
  const folder = await temporaryFolder()
  const file = (name: string) => join(folder.path, name)
  return {
    path: folder.path,
    async write(mcpServers) {
      await writeFile(file('mcp.json'), JSON.stringify({ mcpServers }))
      return file('mcp.json')
    },
    async stdio(name, behaviour) {
      const [behaviourFile, pidFile] = [file(`${name}.json`), file(`${name}.pids`)]
      const behave = (next: McpBehaviour) => writeFile(behaviourFile, JSON.stringify(next))
      await behave(behaviour)
      await writeFile(pidFile, '')
      return {
        entry: { command: process.execPath, args: [STDIO, behaviourFile, pidFile] },
        behave,
        async pids() {
          return (await readFile(pidFile, 'utf8')).trim().split('\n').filter(Boolean).map(Number)
        },
      }
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** Its servers, each tried once. */
export async function opened(
  path: string,
  env: Record<string, string | undefined> = { PATH: process.env.PATH, HOME: '/home/of-nobody' },
  logs: string[] = [],
): Promise<OpenMcp> {
  const log = createLog('debug', { write: (line: string) => void logs.push(line) })
  const mcp = await openMcp({ path, env, log })
  await mcp.tried()
  return mcp
}

export function named(mcp: OpenMcp, name: string): Tool {
  const tool = mcp.tools().find((one) => one.name === name)
  if (!tool) throw new Error(`there is no ${name} among ${mcp.tools().map((one) => one.name)}`)
  return tool
}

/** Calls it as the graph does, with its time limit, apart from asking the person. */
export async function callTool(mcp: OpenMcp, name: string, args: unknown = {}): Promise<string> {
  const tool = named(mcp, name)
  const signal = AbortSignal.timeout(tool.timeoutMs)
  const context = { signal } as unknown as CallContext
  const { text } = await tool.run(tool.check(args), { ...context, plan: undefined })
  return text
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
