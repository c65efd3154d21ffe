import type { BaseMessage } from '@langchain/core/messages'
import { Annotation, type LangGraphRunnableConfig, messagesStateReducer } from '@langchain/langgraph'
import type { Logger } from 'pino'
import type { Preferences, ToolPerson } from './tool.ts'

/** What is remembered of a conversation from turn to turn. Its size does not grow with the conversation. */
export const State = Annotation.Root({
  /** The recent messages. Adding one whose id is there already replaces it, so that a repeat appends nothing. */
  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  /** What is worth knowing of everything that has left `messages`. */
  summary: Annotation<string>({ reducer: (_before, next) => next, default: () => '' }),
})

/** What the nodes need to know of the turn they run in. Passed along, never stored. */
export interface TurnContext {
  /** The id of the first message it answers: the same however often the turn is run again. */
  turn: string
  conversation: string
  /** Proof of holding the conversation; an effect is begun only while it is current. */
  epoch: string
  person: ToolPerson
  preferences: Preferences
  /** What is spent, added up as the turn goes. */
  spent: Spent
  log: Logger
}

export interface Spent {
  model: string | null
  modelCalls: number
  toolCalls: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
  /** Tools with a side effect that ran in this turn, by outcome: what may be said to be done, and what may not. */
  effects: { tool: string; outcome: 'done' | 'failed' | 'unknown' }[]
}

export function turnOf(config: LangGraphRunnableConfig): TurnContext {
  const turn: TurnContext | undefined = config.configurable?.turn
  if (!turn) throw new Error('the graph was run without a turn')
  return turn
}
