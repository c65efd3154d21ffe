import type { Step } from './brain-agenda-events.ts'
import type { OpenReminder } from './brain-agenda-reminders.ts'
import { isAct, type Result } from './brain-agenda-results.ts'
import { lastResults } from './brain-results.ts'
import type { ModelMessage, ModelRequest } from './model-request.ts'

/** What the person replies to, as the service puts it before their words. */
export const QUOTE = /^\[In reply to\b[^\n]*\]\s*/i

/** An act that was asked for earlier, and what came of it. */
export interface Act extends Step {
  result: string
}

/** What was asked of the tools so far, in order, with what they answered. */
function callsIn(messages: readonly ModelMessage[]): Act[] {
  const results = new Map(messages.map((message) => [message.toolCallId, message.text]))
  return messages
    .flatMap(({ toolCalls }) => toolCalls)
    .map(({ id, name, args }) => ({ name, args, result: results.get(id) ?? '' }))
}

/** Those of them that act or find. */
export const actsIn = (messages: readonly ModelMessage[]): Act[] =>
  callsIn(messages).filter(({ name }) => isAct(name) || name === 'find-events')

/** The tool results right before what the person wrote last: they answered a question, or wrote on meanwhile. */
export function answeredBefore(messages: readonly ModelMessage[]): Result[] {
  const end = messages.findLastIndex(({ role }) => role !== 'user')
  return lastResults(messages.slice(0, end + 1))
}

/** What was called between the person's message before and the one that is being answered. */
export function justCalled(messages: readonly ModelMessage[]): Act[] {
  const end = messages.findLastIndex(({ role }) => role !== 'user')
  const start = messages.slice(0, Math.max(0, end)).findLastIndex(({ role }) => role === 'user')
  return callsIn(messages.slice(Math.max(0, start), end + 1))
}

/** Where the person's messages stand that are being answered. */
export const turnStart = (messages: readonly ModelMessage[]): number =>
  messages.findLastIndex(({ role }) => role === 'user')

/** The reminder that was sent and waits for a word: the one replied to, or those the system prompt lists. */
export function openReminder({ system }: ModelRequest, text: string): OpenReminder | undefined {
  const quoted = QUOTE.exec(text)?.[0]
  const ref = quoted && /\breminder\s+(r\d+)\b/i.exec(quoted)?.[1]
  if (ref) return { ref }
  if (quoted?.includes('⏰')) return { ref: undefined }
  return /reminders[^\n]*\bopen\b[^\n]*\n\s*-\s/i.test(system) ? { ref: undefined } : undefined
}
