import { type AIMessage, ToolMessage } from '@langchain/core/messages'
import { interrupt, type LangGraphRunnableConfig } from '@langchain/langgraph'
import { type Asking, consentOf, mustAsk, type PlannedCall } from './must-ask.ts'
import { fence } from './outside.ts'
import { markRefused, markResult } from './outside-seen.ts'
import { toHuman } from './person-message.ts'
import { withMoreTools } from './pick-tools.ts'
import type { Settled } from './prepare.ts'
import { type Answer, type Raised, refusalOf, toQuestion } from './question.ts'
import { hashCall, runTool } from './run-call.ts'
import { type State, type TurnContext, turnOf } from './state.ts'
import type { ToolResult } from './tool.ts'
import { type Call, readCalls, type ToolNodeSettings } from './tool-call.ts'

/** Runs the calls of the last message in parallel. A failure becomes words for the model. */
export function createToolNode(settings: ToolNodeSettings) {
  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const request = state.messages.at(-1) as AIMessage
    const calls = readCalls(withMoreTools(settings.toolbox.tools()), request).map((call) =>
      withPlan(call, state.settled),
    )
    const twins = twinsIn(calls)
    const asking = new Map(
      calls.filter((call) => !twins.has(call)).flatMap((call) => pair(call, mustAsk(call, state, turn))),
    )
    const { asked } = turn
    // On resume the node runs again from here, so nothing may act before the question.
    const answer = asking.size > 0 || asked ? interrupt<Raised, Answer>(toQuestion(asking)) : undefined
    const results = await Promise.all(
      calls.map(async (call) => {
        const refusal =
          answer && refusalOf(answer, asking.get(call), asked ? (asked[call.id] ?? []) : undefined)
        if (twins.has(call)) return toolMessage(call, TWIN, 'error')
        if (refusal === undefined) return runCall(call, request, turn, config, settings)
        settings.observe(call.name, 'refused', 0)
        const refused = toolMessage(call, refusal, 'error')
        if (answer?.decision === 'no' || answer?.decision === 'other') markRefused(refused)
        return refused
      }),
    )
    const said = answer?.messages.map((message) => toHuman(message, turn.turn, true)) ?? []
    const agreed =
      answer?.decision === 'yes, but'
        ? { turn: turn.turn, to: [...asking.keys()].flatMap(consentOf) }
        : state.agreed
    return { messages: [...results, ...said], agreed }
  }
}

function withPlan(call: Call, settled: Record<string, Settled>): PlannedCall {
  if (!call.tool?.prepare || call.problem !== undefined) return { ...call, settled: undefined }
  const found = settled[call.id]
  if (!found) return { ...call, settled: undefined, problem: 'It was not done. Call it again.' }
  if ('problem' in found) return { ...call, ...found, settled: undefined }
  return { ...call, settled: found }
}

/** Acts that another call of the message asks for already: the ledger would take them for repeats whose end is not known. */
function twinsIn(calls: PlannedCall[]): Set<PlannedCall> {
  const seen = new Set<string>()
  return new Set(
    calls.filter((call) => {
      if (!call.tool || call.tool.effect === 'read' || call.problem !== undefined) return false
      const key = `${call.name} ${hashCall(call)}`
      if (seen.has(key)) return true
      seen.add(key)
      return false
    }),
  )
}

const TWIN =
  'Not run: another call of the same message comes to the same, and is run once. Look at its result before you call again.'

function pair(call: PlannedCall, asking: Asking | undefined): [PlannedCall, Asking][] {
  return asking ? [[call, asking]] : []
}

async function runCall(
  call: PlannedCall,
  request: AIMessage,
  turn: TurnContext,
  config: LangGraphRunnableConfig,
  settings: ToolNodeSettings,
): Promise<ToolMessage> {
  const { tool } = call
  if (!tool || call.problem !== undefined) {
    if (tool && tool.effect !== 'read') turn.spent.held = true
    const problem = call.problem ?? 'It could not be run.'
    return labelled(call, { text: problem, outside: call.outside }, 'error', request)
  }
  turn.spent.toolCalls += 1
  const started = performance.now()
  const outcome = await runTool({ tool, call, turn, config, settings })
  const { state, text, receipt } = outcome
  settings.observe(tool.name, state, (performance.now() - started) / 1000)
  if (state === 'refused') {
    if (tool.effect !== 'read') turn.spent.held = true
    return labelled(call, { text }, 'error', request)
  }
  if (tool.effect !== 'read')
    turn.spent.effects.push({ tool: tool.name, outcome: state === 'ok' ? 'done' : state, receipt })
  const outside = outcome.outside || tool.foreign || (tool.outside && state === 'ok')
  return labelled(call, { ...outcome, outside }, state === 'ok' ? 'success' : 'error', request)
}

/** With what else is known of a result: that others wrote in it, and which addresses it names as its sources. */
function labelled(
  call: Call,
  { text, outside, links }: ToolResult,
  status: 'success' | 'error',
  request: AIMessage,
): ToolMessage {
  const message = toolMessage(call, outside ? fence(text, call.name) : text, status)
  if (outside) message.additional_kwargs.outside = true
  if (links?.length) message.additional_kwargs.links = links
  markResult(message, request, call.tool !== undefined && call.tool.effect !== 'read')
  return message
}

function toolMessage(call: Call, content: string, status: 'success' | 'error'): ToolMessage {
  return new ToolMessage({ tool_call_id: call.id, name: call.name, content, status, id: `result-${call.id}` })
}
