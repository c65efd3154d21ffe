import type { ModelMessage, ModelRequest, ModelTool } from './model-request.ts'
import type { WrittenReply } from './script.ts'

/** The tool that lends others: it names them, after a colon, at the end of its description. */
const LENDER = /^more[-_]?tools$/i

/**
 * Thinks as if the tools that are only named were there, and asks for one before it is called. What was asked for is not a
 * result to be retold.
 */
export function borrowTools(
  request: ModelRequest,
  think: (asked: ModelRequest) => WrittenReply,
): WrittenReply {
  const lender = request.tools.find(({ name }) => LENDER.test(name))
  const asked = request.messages.some(asksLender)
  if (!lender && !asked) return think(request)
  const own = request.tools.filter((tool) => tool !== lender)
  const messages = withoutLender(request.messages)
  const named = lender && !wasJustAsked(request.messages) ? namesIn(lender.description) : []
  const lent = named.filter((name) => own.every((tool) => tool.name !== name)).map(unseen)
  const reply = think({ ...request, messages, tools: [...own, ...lent] })
  if (typeof reply === 'string') {
    // A question for what a tool lacks is a guess as long as nobody has seen what the tool wants.
    const guessed = lent.find(({ name }) => reply.startsWith(`For **${name}** I need`))
    return guessed && lender ? ask(lender, [guessed.name]) : reply
  }
  const wanted = (reply.toolCalls ?? []).flatMap(({ name }) =>
    lent.some((tool) => tool.name === name) ? [name] : [],
  )
  return wanted.length > 0 && lender ? ask(lender, wanted) : reply
}

const ask = ({ name }: ModelTool, names: string[]): WrittenReply => ({
  toolCalls: [{ name, args: { names: [...new Set(names)] } }],
})

const namesIn = (description: string): string[] =>
  description.slice(description.lastIndexOf(':') + 1).match(/[\w-]+/g) ?? []

const unseen = (name: string): ModelTool => ({
  name,
  description: '',
  parameters: { type: 'object', properties: { url: { type: 'string' } } },
})

const asksLender = ({ toolCalls }: ModelMessage): boolean => toolCalls.some(({ name }) => LENDER.test(name))

/** It was asked for in this very turn: what is not there now will not come. */
function wasJustAsked(messages: readonly ModelMessage[]): boolean {
  const turn = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1)
  return turn.some(asksLender)
}

function withoutLender(messages: readonly ModelMessage[]): ModelMessage[] {
  const lent = new Set(
    messages.flatMap(({ toolCalls }) => toolCalls.flatMap(({ name, id }) => (LENDER.test(name) ? [id] : []))),
  )
  return messages
    .filter(({ role, toolCallId }) => role !== 'tool' || !lent.has(toolCallId ?? ''))
    .map((message) =>
      asksLender(message)
        ? { ...message, toolCalls: message.toolCalls.filter(({ id }) => !lent.has(id)) }
        : message,
    )
    .filter(({ role, text, toolCalls }) => role !== 'assistant' || text !== '' || toolCalls.length > 0)
}
