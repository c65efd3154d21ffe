import type { AIMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { asError } from './contain.ts'
import { withMoreTools } from './pick-tools.ts'
import { failureIn } from './run-call.ts'
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
      readCalls(withMoreTools(settings.toolbox.tools()), request).map(
        async ({ id, tool, input, problem }) => {
          if (!tool?.prepare || problem !== undefined) return
          const { context, timeUp } = toolContext(tool, id, turn, config, settings)
          try {
            settled[id] = await Promise.race([tool.prepare(input, context), timeUp])
          } catch (err) {
            config.signal?.throwIfAborted()
            const failure = failureIn(err)
            if (!failure) context.log.warn({ err: asError(err) }, 'tool could not be prepared')
            settled[id] = failure
              ? { problem: failure.text, outside: failure.outside }
              : { problem: 'It failed for a technical reason. Nothing was done.' }
          }
        },
      ),
    )
    return { settled }
  }
}
