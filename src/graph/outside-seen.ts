import type { AIMessage, BaseMessage, ToolMessage } from '@langchain/core/messages'
import { turnStart } from './person-message.ts'
import type { State } from './state.ts'
import type { Tool } from './tool.ts'

type Thread = Pick<typeof State.State, 'messages' | 'reading'>

export type Seen = 'in this turn' | 'earlier'

/** Where the model reads what others wrote, or what it said itself after reading it: either may be what it obeys. */
export function outsideSeen({ messages, reading }: Thread): Seen | undefined {
  if (messages.slice(turnStart(messages)).some(isOutside)) return 'in this turn'
  return reading.text !== '' || messages.some((message) => isOutside(message) || isEcho(message))
    ? 'earlier'
    : undefined
}

/** It holds what others wrote, or was said by a model that had their descriptions of tools before it. */
export function isOutside(message: BaseMessage): boolean {
  return message.additional_kwargs.outside === true
}

/** It may repeat what others wrote. */
export function isEcho({ additional_kwargs: { echo, foreign } }: BaseMessage): boolean {
  return echo === true || foreign === true
}

/** Others' words were before the model when it said this. */
export function isForeign(message: BaseMessage): boolean {
  return message.additional_kwargs.foreign === true
}

/** Notes on an answer what the model had before it. An echo of an echo is none: the person has read both by then. */
export function markAnswer(answer: AIMessage, { messages, reading }: Thread, tools: Tool[]): void {
  if (tools.some(({ foreign }) => foreign)) answer.additional_kwargs.foreign = true
  if (reading.text !== '' || messages.some(isOutside)) answer.additional_kwargs.echo = true
}

/** The person was asked and did not say yes. */
export function markRefused(result: ToolMessage): void {
  result.additional_kwargs.refused = true
}

export function isRefused({ additional_kwargs: { refused } }: BaseMessage): boolean {
  return refused === true
}

/** The result of a call that may have been ordered by others: what it only looked up may repeat their words. */
export function markResult(result: ToolMessage, request: AIMessage, acted: boolean): void {
  if (isEcho(request) && !(acted && result.status !== 'error')) result.additional_kwargs.echo = true
}
