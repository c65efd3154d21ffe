import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { readToolFile } from '../../src/graph/load-tools.ts'
import type { CallContext, Tool, ToolResult } from '../../src/graph/tool.ts'
import { servicesWith } from './services.ts'

export interface OpenTool {
  tool: Tool
  /** A call as the service makes it: checked, settled, carried out. Nobody is asked. */
  call(input: unknown, given?: Partial<CallContext>): Promise<ToolResult & { ask: string[] | undefined }>
  /** Takes back what a call did. */
  undo(done: unknown, given?: Partial<CallContext>): Promise<ToolResult>
}

/** The tool `src/tools/<name>.ts`, with these settings. The services it uses are given with each call. */
export async function openTool(name: string, env: Record<string, string> = {}): Promise<OpenTool> {
  const path = fileURLToPath(new URL(`../../src/tools/${name}.ts`, import.meta.url))
  const { tool, missing } = await readToolFile(path, env)
  if (!tool) throw new Error(`${name} is off: set ${missing.join(', ')}`)
  let calls = 0
  const contextOf = (given: Partial<CallContext>): CallContext => ({
    ...servicesWith(),
    person: {
      id: '+15550100001',
      name: 'Ana',
      language: 'en',
      timezone: 'Europe/Lisbon',
      zoneSource: 'said',
    },
    callId: `call-${(calls += 1)}`,
    fetch: globalThis.fetch,
    signal: AbortSignal.timeout(tool.timeoutMs),
    log: pino({ level: 'silent' }),
    ...given,
  })
  return {
    tool,
    async call(input, given = {}) {
      const checked = tool.check(input)
      const context = contextOf(given)
      const prepared = await tool.prepare?.(checked, context)
      const result = await tool.run(checked, { ...context, plan: prepared?.plan })
      return { ...result, ask: prepared?.ask }
    },
    undo: async (done, given = {}) =>
      (await tool.undo?.(done, contextOf(given))) ?? Promise.reject(new Error('it has no undo')),
  }
}
