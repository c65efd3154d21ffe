import type { AIMessage } from '@langchain/core/messages'
import { foldLetters } from '../phrases/fold.ts'
import { plainMarkdown } from '../plain-text.ts'
import { unnamed } from './named-addresses.ts'
import { isRefused, outsideSeen, type Seen } from './outside-seen.ts'
import { isSaid, ownWords } from './own-words.ts'
import { turnStart } from './person-message.ts'
import type { State, TurnContext } from './state.ts'
import type { Prepared } from './tool.ts'
import type { Call } from './tool-call.ts'

export interface PlannedCall extends Call {
  settled: Prepared<unknown> | undefined
  /** `problem` holds what others wrote. */
  outside?: boolean
}

/** Why the person is asked before a call runs, and what they are shown of it. */
export interface Asking {
  actions: string[]
  /** Something that others wrote may be what asked for it. */
  prompted: boolean
}

/** Longest argument in a question, in characters: more is no more read than less. Addresses are never cut. */
const MAX_LINE = 300

/**
 * A tool asks first when it says so; when it acts and something written by others is in the turn, or is before the model from
 * earlier ones and the call says more than the person did; and when it goes to an address that nobody named.
 */
export function mustAsk(call: PlannedCall, state: typeof State.State, turn: TurnContext): Asking | undefined {
  const { tool, input, settled } = call
  if (!tool || call.problem !== undefined) return undefined
  const strangers = unnamed(tool.addresses(input), state.messages)
  const seen = outsideSeen(state)
  const prompted = tool.effect !== 'read' && seen !== undefined && isPrompted(call, state, seen)
  const agreed = state.agreed.turn === turn.turn && consentOf(call).some((to) => state.agreed.to.includes(to))
  const asks = tool.mustConfirm(input) || (settled?.ask !== undefined && !agreed)
  if (!prompted && strangers.length === 0)
    return asks ? { actions: settled?.ask ?? [tool.summary(input)], prompted: false } : undefined
  const lines = settled?.ask ?? [plainMarkdown(cut(withName(tool.name, tool.summary(input))))]
  // What else the call would pass on, such as notes: the person must not agree to what they cannot see.
  const passedOn = prompted ? texts(input).map(cut) : []
  const details = [...strangers, ...passedOn].filter((text) => !isShown(text, lines))
  const actions = [...lines, ...details.map((text) => plainMarkdown(text))]
  return { actions, prompted: prompted || seen !== undefined }
}

/** A line that says what is done, where a tool's own says only what it is done with. */
function withName(name: string, line: string): string {
  const said = foldLetters(line)
  const whole = name.split(/[-_]/).every((word) => said.includes(word))
  return whole ? line : `${name.replaceAll(/[-_]/g, ' ')}: ${line}`
}

/** Titles are shown with marks and blanks of no width, so that they mean nothing: letters and figures are compared. */
function isShown(text: string, lines: string[]): boolean {
  const bare = (from: string): string => foldLetters(from).replaceAll(/[^\p{L}\p{N}]/gu, '')
  return lines.some((line) => (bare(text) ? bare(line).includes(bare(text)) : line.includes(text)))
}

/** What a yes to this call also covers, once the person wants a detail of it otherwise. */
export function consentOf({ name, settled }: PlannedCall): string[] {
  return settled?.about === undefined ? [] : [`${name} ${settled.about}`]
}

function isPrompted({ id, tool }: PlannedCall, state: typeof State.State, seen: Seen): boolean {
  if (seen === 'in this turn') return true
  const turn = state.messages.slice(turnStart(state.messages))
  // "No, not lunch!" has the words of what was asked about, and is no yes to it.
  if (turn.some((message) => message.name === tool?.name && isRefused(message))) return true
  const request = state.messages.at(-1) as AIMessage
  const args = request.tool_calls?.find((call) => call.id === id)?.args ?? {}
  return !isSaid(args, turn.map(ownWords).filter(Boolean), tool?.schema)
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

/** The beginning, with how many characters are missing. */
function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= MAX_LINE) return line
  return `${line.slice(0, MAX_LINE).toWellFormed()}… (+${line.length - MAX_LINE})`
}
