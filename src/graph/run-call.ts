import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { ToolFailure } from '../errors.ts'
import { asError, shorten, trimResult } from './contain.ts'
import { hashArguments } from './ledger.ts'
import type { TurnContext } from './state.ts'
import type { Prepared, Tool, ToolResult } from './tool.ts'
import { type Call, toolContext, type ToolNodeSettings } from './tool-call.ts'
import { describeLimit } from './tool-uses.ts'

export interface Outcome extends ToolResult {
  /** `refused`: it was not begun. */
  state: 'ok' | 'failed' | 'unknown' | 'refused'
}

/** A call with what it comes down to. */
export interface SettledCall extends Call {
  settled: Prepared<unknown> | undefined
}

/** One run of a tool, with all it takes. */
interface ToolRun {
  tool: Tool
  call: SettledCall
  turn: TurnContext
  config: LangGraphRunnableConfig
  settings: ToolNodeSettings
}

const UNKNOWN =
  'It is not known whether this was done: it was begun, and no answer came. Do not say that it is done, and do not ' +
  'try it again by itself. Tell the person that it is uncertain.'

/** Runs a tool once, within its limits. Whatever the tool does, it comes back as an outcome in words for the model. */
export async function runTool(run: ToolRun): Promise<Outcome> {
  const { tool, call, turn, settings } = run
  if (tool.limit) {
    const { limit } = tool
    const use = { person: turn.person.id, tool: tool.name, turn: turn.turn, callId: call.id }
    const again = await settings.uses.count(use, limit)
    if (again) return { state: 'refused', text: describeLimit(limit, again, turn.person.timezone) }
  }
  return tool.effect === 'read' ? attempt(run) : actOnce(run)
}

/** The same for calls of a tool that come down to the same. */
export function hashCall({ input, settled }: SettledCall): string {
  return hashArguments(settled ? [input, settled.plan] : input)
}

/** Through the ledger: at most once, however often the turn is run again. */
async function actOnce(run: ToolRun): Promise<Outcome> {
  const { tool, call, turn, settings } = run
  const { turn: id, conversation, epoch } = turn
  const key = {
    turn: id,
    conversation,
    epoch,
    tool: tool.name,
    argumentsHash: hashCall(call),
    callId: call.id,
  }
  const begun = await settings.ledger.begin(key)
  if (begun.state === 'done') {
    const { result: text, receipt, outside } = begun
    return { state: 'ok', text, receipt, outside }
  }
  if (begun.state === 'unknown' && !tool.idempotent) return { state: 'unknown', text: UNKNOWN }
  const outcome = await attempt({ ...run, call: { ...call, id: begun.callId } })
  if (outcome.state !== 'unknown') {
    const state = outcome.state === 'ok' ? 'done' : 'failed'
    await settings.ledger.finish(key, state, { ...outcome, undo: tool.undo && outcome.undo })
  }
  return outcome
}

async function attempt({ tool, call, turn, config, settings }: ToolRun): Promise<Outcome> {
  const { context, timeUp } = toolContext(tool, call.id, turn, config, settings)
  try {
    const result = await Promise.race([
      tool.run(call.input, { ...context, plan: call.settled?.plan }),
      timeUp,
    ])
    const drop = (what: string) =>
      context.log.warn({ what }, 'a part of what a tool returned is too large or no JSON')
    return { ...trimResult(result, drop), state: 'ok' }
  } catch (thrown) {
    config.signal?.throwIfAborted()
    const failure = failureIn(thrown)
    if (failure) return { ...failure, state: 'failed' }
    context.log.warn({ err: asError(thrown) }, 'tool failed')
    if (tool.effect !== 'read') return { state: 'unknown', text: UNKNOWN }
    return {
      state: 'failed',
      text: context.signal.aborted
        ? 'It took too long and was stopped.'
        : 'It failed for a technical reason.',
    }
  }
}

/** What a tool itself says went wrong. */
export function failureIn(thrown: unknown): { text: string; outside: boolean } | undefined {
  try {
    if (!(thrown instanceof ToolFailure)) return undefined
    return { text: shorten(thrown.message), outside: thrown.outside }
  } catch {
    return undefined // it throws when it is looked at
  }
}
