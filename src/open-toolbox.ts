import type { Logger } from 'pino'
import { loadToolFiles, stateOf, type ToolState } from './graph/load-tools.ts'
import type { Tool, Toolbox } from './graph/tool.ts'
import { watchTools } from './graph/watch-tools.ts'

export interface ToolSource extends Toolbox {
  /** Every tool, on or off, for the start table. */
  states(): ToolState[]
}

export type OpenToolbox = ToolSource & AsyncDisposable

export interface OpenToolboxSettings {
  folder: string
  env: Record<string, string | undefined>
  /** Tools from elsewhere than the folder, such as MCP servers. */
  others?: ToolSource | undefined
  /** Takes over files that change while it runs. */
  watch: boolean
  /** Tells the developer what became of a changed file, a line each. */
  report(line: string): void
  log: Logger
}

/** The tools that are on. A broken file throws `PermanentError` with its path, line and reason. */
export async function openToolbox(settings: OpenToolboxSettings): Promise<OpenToolbox> {
  const { folder, env, others, log } = settings
  const files = await loadToolFiles(folder, env)
  let own = files.flatMap(({ tool }) => tool ?? [])
  let states = files.map(stateOf)
  const watcher =
    settings.watch &&
    (await watchTools(files, {
      ...settings,
      changed(now, broken) {
        own = now.flatMap(({ tool }) => tool ?? [])
        states = [
          ...now.filter(({ name }) => !broken.has(name)).map(stateOf),
          ...[...broken].map(([name, why]) => ({ name, state: 'broken' as const, why })),
        ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
      },
    }))
  return {
    tools: others ? joined(() => own, others, folder, log) : () => own,
    states: () => [...states, ...(others?.states() ?? [])],
    async [Symbol.asyncDispose]() {
      if (watcher) await watcher[Symbol.asyncDispose]()
    },
  }
}

/** Both, as a new array when one of them is. A name that is in the folder is not given away. */
function joined(own: () => Tool[], others: ToolSource, folder: string, log: Logger): () => Tool[] {
  let parts: readonly [Tool[], Tool[]] | undefined
  let all: Tool[] = []
  return () => {
    const now = [own(), others.tools()] as const
    if (parts?.[0] === now[0] && parts[1] === now[1]) return all
    parts = now
    const names = new Set(now[0].map(({ name }) => name))
    const added = now[1].filter(({ name }) => {
      if (names.has(name))
        log.error({ tool: name, folder }, 'a server brings a tool that the folder has too: left out')
      return !names.has(name)
    })
    all = [...now[0], ...added]
    return all
  }
}
