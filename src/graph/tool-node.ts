import { type AIMessage, ToolMessage } from '@langchain/core/messages'
import { interrupt, type LangGraphRunnableConfig } from '@langchain/langgraph'
import { ToolFailure } from '../errors.ts'
import { hashArguments } from './ledger.ts'
import { fence } from './outside.ts'
import { type PersonMessage, toHuman, turnStart } from './person-message.ts'
import type { Settled } from './prepare.ts'
import { type State, type TurnContext, turnOf } from './state.ts'
import { clean } from './text.ts'
import type { Prepared, Tool, ToolResult } from './tool.ts'
import { type Call, readCalls, toolContext, type ToolNodeSettings } from './tool-call.ts'

/** What the graph asks the person before it acts. */
export interface Question {
  /** One line each of what is about to be done. */
  actions: string[]
}

/** What the person answered: their messages, and what they come down to. */
export interface Answer {
  messages: PersonMessage[]
  /**
   * yes, but: they agree apart from a detail ("yes but at 5"). other: they said something else. The model gets to read
   * both.
   */
  decision: 'yes' | 'yes, but' | 'no' | 'other'
}

/** Longest result the model is given, in characters; what is cut is said. */
const MAX_RESULT = 8_000

/** Runs the calls of the last message in parallel. A failure becomes words for the model. */
export function createToolNode(settings: ToolNodeSettings) {
  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const calls = readCalls(settings.tools, state.messages.at(-1) as AIMessage).map((call) =>
      withPlan(call, state.settled),
    )
    const asked = calls.filter((call) => call.problem === undefined && mustAsk(call, state, turn))
    // On resume the node runs again from here, so nothing may act before the question.
    const answer =
      asked.length > 0 ? interrupt<Question, Answer>({ actions: asked.flatMap(describe) }) : undefined
    const results = await Promise.all(
      calls.map(async (call) => {
        if (!answer || answer.decision === 'yes' || !asked.includes(call))
          return runCall(call, turn, config, settings)
        settings.observe(call.name, 'refused', 0)
        return toolMessage(call, refusals[answer.decision], 'error')
      }),
    )
    const said = answer?.messages.map((message) => toHuman(message, turn.turn, true)) ?? []
    const agreed =
      answer?.decision === 'yes, but' ? { turn: turn.turn, to: asked.flatMap(consentOf) } : state.agreed
    return { messages: [...results, ...said], agreed }
  }
}

interface PlannedCall extends Call {
  settled: Prepared<unknown> | undefined
  /** `problem` holds what others wrote. */
  outside?: boolean
}

function withPlan(call: Call, settled: Record<string, Settled>): PlannedCall {
  if (!call.tool?.prepare || call.problem !== undefined) return { ...call, settled: undefined }
  const found = settled[call.id]
  if (!found) return { ...call, settled: undefined, problem: 'It was not done. Call it again.' }
  if ('problem' in found) return { ...call, ...found, settled: undefined }
  return { ...call, settled: found }
}

/**
 * A tool asks first when it says so, or when it acts and something written by others is in the turn: that may be what asked
 * for the act.
 */
function mustAsk(call: PlannedCall, state: typeof State.State, turn: TurnContext): boolean {
  const { tool, settled } = call
  if (!tool) return false
  const outside = state.messages
    .slice(turnStart(state.messages))
    .some((message) => message.additional_kwargs.outside === true)
  if (tool.effect !== 'read' && outside) return true
  const agreed = state.agreed.turn === turn.turn && consentOf(call).some((to) => state.agreed.to.includes(to))
  return tool.confirm || (settled?.ask !== undefined && !agreed)
}

/** What a yes to this call also covers, once the person wants a detail of it otherwise. */
function consentOf({ name, settled }: PlannedCall): string[] {
  return settled?.about === undefined ? [] : [`${name} ${settled.about}`]
}

function describe({ name, tool, input, settled }: PlannedCall): string[] {
  return settled?.ask ?? [tool?.summary(input) ?? name]
}

const refusals = {
  no: 'The person said no. Nothing was done.',
  other: 'Nothing was done: the person did not say yes, but answered something else. Act on their answer.',
  'yes, but':
    'Nothing was done yet: the person agrees, but wants something about it otherwise. Call it again as they want it.',
}

async function runCall(
  call: PlannedCall,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<ToolMessage> {
  const { tool } = call
  if (!tool || call.problem !== undefined) {
    if (tool && tool.effect !== 'read') turn.spent.held = true
    return labelled(call, call.problem ?? 'It could not be run.', 'error', call.outside ?? false)
  }
  turn.spent.toolCalls += 1
  const started = performance.now()
  const outcome = await (tool.effect === 'read'
    ? attempt(tool, call, turn, config, settings)
    : actOnce(tool, call, turn, config, settings))
  const { state, text, receipt } = outcome
  settings.observe(tool.name, state, (performance.now() - started) / 1000)
  if (tool.effect !== 'read')
    turn.spent.effects.push({ tool: tool.name, outcome: state === 'ok' ? 'done' : state, receipt })
  const outside = outcome.outside || (tool.outside && state === 'ok')
  return labelled(call, text, state === 'ok' ? 'success' : 'error', outside)
}

interface Outcome extends ToolResult {
  state: 'ok' | 'failed' | 'unknown'
}

const UNKNOWN =
  'It is not known whether this was done: it was begun, and no answer came. Do not say that it is done, and do not ' +
  'try it again by itself. Tell the person that it is uncertain.'

/** Through the ledger: at most once, however often the turn is run again. */
async function actOnce(
  tool: Tool,
  call: PlannedCall,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<Outcome> {
  const { turn: id, conversation, epoch } = turn
  const key = {
    turn: id,
    conversation,
    epoch,
    tool: tool.name,
    argumentsHash: hashArguments(call.settled ? [call.input, call.settled.plan] : call.input),
    callId: call.id,
  }
  const begun = await settings.ledger.begin(key)
  if (begun.state === 'done') return { state: 'ok', text: begun.result, receipt: begun.receipt }
  if (begun.state === 'unknown' && !tool.idempotent) return { state: 'unknown', text: UNKNOWN }
  const outcome = await attempt(tool, { ...call, id: begun.callId }, turn, config, settings)
  if (outcome.state !== 'unknown')
    await settings.ledger.finish(
      key,
      outcome.state === 'ok' ? 'done' : 'failed',
      outcome.text,
      outcome.receipt,
    )
  return outcome
}

async function attempt(
  tool: Tool,
  call: PlannedCall,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<Outcome> {
  const { context, timeUp } = toolContext(tool, call.id, turn, config, settings)
  try {
    const result = await Promise.race([
      tool.run(call.input, { ...context, plan: call.settled?.plan }),
      timeUp,
    ])
    const receipt = result.receipt === undefined ? undefined : clean(result.receipt)
    return { state: 'ok', text: shorten(result.text), receipt, outside: result.outside }
  } catch (err) {
    config.signal?.throwIfAborted()
    if (err instanceof ToolFailure)
      return { state: 'failed', text: shorten(err.message), outside: err.outside }
    context.log.warn({ err }, 'tool failed')
    if (tool.effect !== 'read') return { state: 'unknown', text: UNKNOWN }
    return {
      state: 'failed',
      text: context.signal.aborted
        ? 'It took too long and was stopped.'
        : 'It failed for a technical reason.',
    }
  }
}

/** What Postgres and a provider can take, and no more than a model should have to read. */
function shorten(result: string): string {
  const text = clean(result)
  if (text.length <= MAX_RESULT) return text
  return `${text.slice(0, MAX_RESULT)}\n[${text.length - MAX_RESULT} more characters were left out]`.toWellFormed()
}

/** `outside`: it holds what others wrote. */
function labelled(call: Call, text: string, status: 'success' | 'error', outside: boolean): ToolMessage {
  const message = toolMessage(call, outside ? fence(text, call.name) : text, status)
  if (outside) message.additional_kwargs.outside = true
  return message
}

function toolMessage(call: Call, content: string, status: 'success' | 'error'): ToolMessage {
  return new ToolMessage({ tool_call_id: call.id, name: call.name, content, status, id: `result-${call.id}` })
}
