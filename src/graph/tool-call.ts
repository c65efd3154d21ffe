import type { AIMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { ToolFailure } from '../errors.ts'
import type { EffectLedger } from './ledger.ts'
import type { TurnContext } from './state.ts'
import type { CallContext, Tool, Toolbox } from './tool.ts'
import type { ToolUses } from './tool-uses.ts'

export interface ToolNodeSettings {
  toolbox: Toolbox
  ledger: EffectLedger
  uses: ToolUses
  fetch: typeof globalThis.fetch
  /** Told of each call, for the metrics. */
  observe(tool: string, outcome: 'ok' | 'failed' | 'unknown' | 'refused', seconds: number): void
}

/** A call as the model asks for it, checked. */
export interface Call {
  id: string
  name: string
  tool: Tool | undefined
  input: unknown
  /** Set when it cannot be run, in words for the model. */
  problem?: string | undefined
}

export function readCalls(tools: Tool[], request: AIMessage): Call[] {
  return (request.tool_calls ?? []).map((call, at) => {
    const tool = tools.find(({ name }) => name === call.name)
    const base = { id: call.id ?? '', name: call.name, tool, input: call.args }
    if (at >= MOST_CALLS)
      return { ...base, problem: `Not run: at most ${MOST_CALLS} calls fit one message. Call it again.` }
    if (!tool) {
      const names = tools.map(({ name }) => name).join(', ')
      return { ...base, problem: `There is no tool ${call.name}. There is: ${names}.` }
    }
    try {
      return { ...base, input: tool.check(call.args) }
    } catch (error) {
      const problem = error instanceof ToolFailure ? error.message : 'Its arguments could not be read.'
      return { ...base, problem }
    }
  })
}

/** They run side by side, and one turn must not keep everybody else's from the database. */
const MOST_CALLS = 32

/** What a tool is given for one call, and a promise that fails when its time is up. */
export function toolContext(
  tool: Tool,
  callId: string,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): { context: CallContext; timeUp: Promise<never> } {
  const signal = AbortSignal.any([
    AbortSignal.timeout(tool.timeoutMs),
    ...(config.signal ? [config.signal] : []),
  ])
  const { person, services } = turn
  const log = turn.log.child({ tool: tool.name })
  const context = { ...services, person, callId, fetch: settings.fetch, signal, log }
  return { context, timeUp: aborted(signal) }
}

function aborted(signal: AbortSignal): Promise<never> {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined) // whoever races it hears of it
  if (signal.aborted) failed.reject(signal.reason as Error)
  signal.addEventListener('abort', () => failed.reject(signal.reason as Error), { once: true })
  return failed.promise
}
