import type { AIMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { ToolFailure } from '../errors.ts'
import { type State, turnOf } from './state.ts'
import type { Prepared } from './tool.ts'
import { readCalls, type ToolNodeSettings, toolContext } from './tool-call.ts'

/** What a call comes down to: a plan, or why there is none. */
export type Settled = Prepared<unknown> | { problem: string; outside?: boolean }

/**
 * Settles what the calls of the last message mean: "tomorrow" is a date from here on. The thread is written after this and
 * before the tools run, so a turn that is run again does, and a person who says yes later gets, what was settled.
 */
export function createPrepare(settings: ToolNodeSettings) {
  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const request = state.messages.at(-1) as AIMessage
    const settled: Record<string, Settled> = {}
    await Promise.all(
      readCalls(settings.tools, request).map(async ({ id, tool, input, problem }) => {
        if (!tool?.prepare || problem !== undefined) return
        const { context, timeUp } = toolContext(tool, id, turn, config, settings)
        try {
          settled[id] = await Promise.race([tool.prepare(input, context), timeUp])
        } catch (err) {
          config.signal?.throwIfAborted()
          if (!(err instanceof ToolFailure)) context.log.warn({ err }, 'tool could not be prepared')
          settled[id] =
            err instanceof ToolFailure
              ? { problem: err.message, outside: err.outside }
              : { problem: 'It failed for a technical reason. Nothing was done.' }
        }
      }),
    )
    return { settled }
  }
}
