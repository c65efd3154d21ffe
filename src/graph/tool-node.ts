import { type AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages'
import { interrupt, type LangGraphRunnableConfig } from '@langchain/langgraph'
import { ToolFailure } from '../errors.ts'
import { type EffectLedger, hashArguments } from './ledger.ts'
import { fence } from './outside.ts'
import { type PersonMessage, toHuman, turnStart } from './person-message.ts'
import { type State, type TurnContext, turnOf } from './state.ts'
import { clean } from './text.ts'
import type { Tool } from './tool.ts'

/** What the graph asks the person before it acts. */
export interface Question {
  /** One line each of what is about to be done. */
  actions: string[]
}

/** What the person answered: their messages, and what they come down to. */
export interface Answer {
  messages: PersonMessage[]
  /** Neither: the person said something else, which the model gets to read. */
  decision: 'yes' | 'no' | 'other'
}

export interface ToolNodeSettings {
  tools: Tool[]
  ledger: EffectLedger
  fetch: typeof globalThis.fetch
  /** Told of each call, for the metrics. */
  observe(tool: string, outcome: 'ok' | 'failed' | 'unknown' | 'refused', seconds: number): void
}

interface Call {
  id: string
  name: string
  tool: Tool | undefined
  input: unknown
  /** Set when it cannot be run, in words for the model. */
  problem?: string
}

/** Longest result the model is given, in characters; what is cut is said. */
const MAX_RESULT = 8_000

/** Runs the calls of the last message in parallel. A failure becomes words for the model. */
export function createToolNode(settings: ToolNodeSettings) {
  const byName = new Map(settings.tools.map((tool) => [tool.name, tool]))

  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const request = state.messages.at(-1) as AIMessage
    const calls = (request.tool_calls ?? []).map((call) => readCall(byName, call))
    const asked = calls.filter((call) => call.tool && !call.problem && mustConfirm(call.tool, state.messages))
    // On resume the node runs again from here, so nothing may act before the question.
    const answer =
      asked.length > 0 ? interrupt<Question, Answer>({ actions: asked.map(describe) }) : undefined
    const results = await Promise.all(
      calls.map(async (call) => {
        if (!answer || answer.decision === 'yes' || !asked.includes(call))
          return runCall(call, turn, config, settings)
        settings.observe(call.name, 'refused', 0)
        return toolMessage(call, refusal(answer), 'error')
      }),
    )
    const said = answer?.messages.map((message) => toHuman(message, turn.turn, true)) ?? []
    return { messages: [...results, ...said] }
  }
}

function readCall(byName: Map<string, Tool>, call: { id?: string; name: string; args: unknown }): Call {
  const tool = byName.get(call.name)
  const base = { id: call.id ?? '', name: call.name, tool, input: call.args }
  if (!tool)
    return { ...base, problem: `There is no tool ${call.name}. There is: ${[...byName.keys()].join(', ')}.` }
  try {
    return { ...base, input: tool.check(call.args) }
  } catch (error) {
    if (error instanceof ToolFailure) return { ...base, problem: error.message }
    throw error
  }
}

/** A tool that acts asks first once something written by others is in the turn: it may be what asked for the act. */
function mustConfirm(tool: Tool, messages: BaseMessage[]): boolean {
  if (tool.effect === 'read') return tool.confirm
  return (
    tool.confirm ||
    messages.slice(turnStart(messages)).some((message) => message.additional_kwargs.outside === true)
  )
}

function describe(call: Call): string {
  return call.tool?.summary(call.input) ?? call.name
}

function refusal(answer: Answer): string {
  if (answer.decision === 'no') return 'The person said no. Nothing was done.'
  return 'Nothing was done: the person did not say yes, but answered something else. Act on their answer.'
}

async function runCall(
  call: Call,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<ToolMessage> {
  const { tool } = call
  if (!tool || call.problem !== undefined)
    return toolMessage(call, call.problem ?? 'It could not be run.', 'error')
  turn.spent.toolCalls += 1
  const started = performance.now()
  const outcome = await (tool.effect === 'read'
    ? attempt(tool, call, turn, config, settings)
    : actOnce(tool, call, turn, config, settings))
  settings.observe(tool.name, outcome.state, (performance.now() - started) / 1000)
  if (tool.effect !== 'read') {
    turn.spent.effects.push({ tool: tool.name, outcome: outcome.state === 'ok' ? 'done' : outcome.state })
  }
  const message = toolMessage(call, outcome.text, outcome.state === 'ok' ? 'success' : 'error')
  if (tool.outside && outcome.state === 'ok') {
    message.content = fence(message.text, tool.name)
    message.additional_kwargs.outside = true
  }
  return message
}

interface Outcome {
  state: 'ok' | 'failed' | 'unknown'
  text: string
}

const UNKNOWN =
  'It is not known whether this was done: it was begun, and no answer came. Do not say that it is done, and do not ' +
  'try it again by itself. Tell the person that it is uncertain.'

/** Through the ledger: at most once, however often the turn is run again. */
async function actOnce(
  tool: Tool,
  call: Call,
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
    argumentsHash: hashArguments(call.input),
    callId: call.id,
  }
  const begun = await settings.ledger.begin(key)
  if (begun.state === 'done') return { state: 'ok', text: begun.result }
  if (begun.state === 'unknown' && !tool.idempotent) return { state: 'unknown', text: UNKNOWN }
  const outcome = await attempt(tool, { ...call, id: begun.callId }, turn, config, settings)
  if (outcome.state !== 'unknown')
    await settings.ledger.finish(key, outcome.state === 'ok' ? 'done' : 'failed', outcome.text)
  return outcome
}

async function attempt(
  tool: Tool,
  call: Call,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<Outcome> {
  const signal = AbortSignal.any([
    AbortSignal.timeout(tool.timeoutMs),
    ...(config.signal ? [config.signal] : []),
  ])
  const log = turn.log.child({ tool: tool.name })
  try {
    const { person, preferences } = turn
    const context = { person, preferences, callId: call.id, fetch: settings.fetch, signal, log }
    const text = await Promise.race([tool.run(call.input, context), aborted(signal)])
    return { state: 'ok', text: shorten(text) }
  } catch (err) {
    config.signal?.throwIfAborted()
    if (err instanceof ToolFailure) return { state: 'failed', text: err.message }
    log.warn({ err }, 'tool failed')
    if (tool.effect !== 'read') return { state: 'unknown', text: UNKNOWN }
    return {
      state: 'failed',
      text: signal.aborted ? 'It took too long and was stopped.' : 'It failed for a technical reason.',
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_done, failed) => {
    if (signal.aborted) failed(signal.reason as Error)
    signal.addEventListener('abort', () => failed(signal.reason as Error), { once: true })
  })
}

/** What Postgres and a provider can take, and no more than a model should have to read. */
function shorten(result: string): string {
  const text = clean(result)
  if (text.length <= MAX_RESULT) return text
  return `${text.slice(0, MAX_RESULT)}\n[${text.length - MAX_RESULT} more characters were left out]`.toWellFormed()
}

function toolMessage(call: Call, content: string, status: 'success' | 'error'): ToolMessage {
  return new ToolMessage({ tool_call_id: call.id, name: call.name, content, status, id: `result-${call.id}` })
}
