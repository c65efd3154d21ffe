import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  RemoveMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { shorten } from './outside.ts'
import { picturesOf } from './person-message.ts'

/**
 * Tokens of a text, estimated from its bytes: about 3.5 bytes a token across languages. Close enough to bound a
 * window, and it needs no tables (PROTOCOLS 12.26: LangChain's own counting downloads them).
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3.5)
}

export function messageTokens(message: BaseMessage): number {
  const calls =
    message instanceof AIMessage && message.tool_calls?.length ? JSON.stringify(message.tool_calls) : ''
  const pictures = picturesOf(message).length * PICTURE_TOKENS
  return estimateTokens(message.text) + (calls ? estimateTokens(calls) : 0) + pictures + 4
}

/** Of a picture of 768 pixels on its short side, at OpenAI: a base of 85 and 170 for each tile of 512 pixels. */
const PICTURE_TOKENS = 765

export function totalTokens(messages: BaseMessage[]): number {
  return messages.reduce((sum, message) => sum + messageTokens(message), 0)
}

/**
 * Where the recent half of the window begins: at the first message of a turn, so that no call loses its result and no
 * album is cut in two.
 */
export function foldIndex(messages: BaseMessage[], windowTokens: number): number {
  let tokens = 0
  let index = 0
  for (let at = messages.length - 1; at > 0; at -= 1) {
    const message = messages[at]
    if (!message) continue
    tokens += messageTokens(message)
    if (tokens > windowTokens / 2 && index > 0) break
    if (message instanceof HumanMessage && !continuesTurn(messages, at)) index = at
  }
  return index
}

function continuesTurn(messages: BaseMessage[], at: number): boolean {
  if (messages[at]?.additional_kwargs.answer === true) return true
  const turn = messages[at]?.additional_kwargs.turn
  const before = messages.slice(0, at).findLast((message) => message instanceof HumanMessage)
  return turn !== undefined && before?.additional_kwargs.turn === turn
}

/**
 * What a model call may be given of the messages: every call has its result right beside it, as providers demand, and
 * the whole fits `maxTokens`, not counting the files that the person sent, which are bounded where they come in and
 * leave with the next fold. Older tool results are shortened first, then the oldest exchanges left out, then the latest
 * results shortened too.
 */
export function prepareMessages(messages: BaseMessage[], maxTokens: number): BaseMessage[] {
  let prepared = repairCalls(messages)
  let excess = countedTokens(prepared) - maxTokens
  const shortenBefore = (end: number): void => {
    prepared = prepared.map((message, at) => {
      if (excess <= 0 || at >= end || !(message instanceof ToolMessage) || message.text.length <= 400)
        return message
      const shortened = shortenResult(message)
      excess -= messageTokens(message) - messageTokens(shortened)
      return shortened
    })
  }
  shortenBefore(prepared.length - 2)
  while (excess > 0) {
    const next = prepared.findIndex((message, at) => at > 0 && message instanceof HumanMessage)
    if (next <= 0) break
    excess -= countedTokens(prepared.slice(0, next))
    prepared = prepared.slice(next)
  }
  shortenBefore(prepared.length)
  return prepared
}

function countedTokens(messages: BaseMessage[]): number {
  const isFile = (message: BaseMessage): boolean =>
    message instanceof HumanMessage && message.additional_kwargs.outside === true
  return totalTokens(messages.filter((message) => !isFile(message)))
}

function shortenResult(message: ToolMessage): ToolMessage {
  const { id, name, tool_call_id, status } = message
  const shortened = new ToolMessage({ id, name, tool_call_id, status, content: shorten(message.text, 300) })
  shortened.additional_kwargs = message.additional_kwargs
  return shortened
}

/**
 * A call without its result, left by a turn that died, makes OpenAI refuse the thread for good; a result without its
 * call does the same. Each call gets its result right behind it, and stray results are left out.
 */
export function repairCalls(messages: BaseMessage[]): BaseMessage[] {
  const results = new Map<string, ToolMessage>()
  for (const message of messages)
    if (message instanceof ToolMessage) results.set(message.tool_call_id, message)
  return messages.flatMap((message) => {
    if (message instanceof ToolMessage) return []
    if (!(message instanceof AIMessage) || !message.tool_calls?.length) return [message]
    const answers = message.tool_calls.map(
      (call) => results.get(call.id ?? '') ?? lostResult(call.id, call.name),
    )
    return [message, ...answers]
  })
}

function lostResult(id: string | undefined, name: string): ToolMessage {
  return new ToolMessage({
    tool_call_id: id ?? '',
    name,
    status: 'error',
    content:
      'The result of this call was lost. It is not known whether it did anything: say so, or look it up.',
  })
}

export function removeAll(messages: BaseMessage[]): RemoveMessage[] {
  return messages.flatMap((message) => (message.id ? [new RemoveMessage({ id: message.id })] : []))
}
