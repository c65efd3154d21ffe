import type { BaseMessage } from '@langchain/core/messages'
import { Annotation, type LangGraphRunnableConfig, messagesStateReducer } from '@langchain/langgraph'
import type { Logger } from 'pino'
import type { Settled } from './prepare.ts'
import type { ToolPerson, ToolServices } from './tool.ts'

/** What is remembered of a conversation from turn to turn. Its size does not grow with the conversation. */
export const State = Annotation.Root({
  /** The recent messages. Adding one whose id is there already replaces it, so that a repeat appends nothing. */
  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  /** What is worth knowing of everything that has left `messages`. */
  summary: Annotation<string>({ reducer: (_before, next) => next, default: () => '' }),
  /** What others' texts were about that have left `messages`, kept apart: it is theirs as much as they were. */
  reading: Annotation<Reading>({ reducer: (_before, next) => next, default: () => ({ text: '', folds: 0 }) }),
  /** What the calls of the last round come down to, by call id: settled before any of them acts or the person is asked. */
  settled: Annotation<Record<string, Settled>>({ reducer: (_before, next) => next, default: () => ({}) }),
  /** What the person agreed to in a turn apart from a detail, such as the hour. */
  agreed: Annotation<Agreed>({ reducer: (_before, next) => next, default: () => ({ turn: '', to: [] }) }),
})

export interface Reading {
  text: string
  /** How often the window was folded since others' texts themselves were in it. */
  folds: number
}

export interface Agreed {
  turn: string
  to: string[]
}

/** What the nodes need to know of the turn they run in. Passed along, never stored. */
export interface TurnContext {
  /** The id of the first message it answers: the same however often the turn is run again. */
  turn: string
  conversation: string
  /** Proof of holding the conversation; an effect is begun only while it is current. */
  epoch: string
  /** By the database's clock. */
  now: Temporal.Instant
  person: ToolPerson
  services: ToolServices
  /** Reminders that were sent to the person and are still open, one line each. */
  openReminders: string[]
  /** What is known of the person and fits what they say, one line each. */
  facts: string[]
  /** What the owner's documents for this person are about; undefined: there are none. */
  documents: string | undefined
  /** What the person was asked, while the round is run that waited for their answer. */
  asked?: Asked | undefined
  /** What is spent, added up as the turn goes. */
  spent: Spent
  log: Logger
}

/** By call id: the lines that the person has read of it. */
export type Asked = Record<string, string[]>

export interface Spent {
  model: string | null
  modelCalls: number
  toolCalls: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
  /** Something was asked for that was not begun: a conflict, a time that is not clear. */
  held: boolean
  /** Tools with a side effect that ran in this turn, by outcome: what may be said to be done, and what may not. */
  effects: { tool: string; outcome: 'done' | 'failed' | 'unknown'; receipt?: string | undefined }[]
}

export function turnOf(config: LangGraphRunnableConfig): TurnContext {
  const turn: TurnContext | undefined = config.configurable?.turn
  if (!turn) throw new Error('the graph was run without a turn')
  return turn
}
