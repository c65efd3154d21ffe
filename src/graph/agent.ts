import { AIMessage, type BaseMessage, HumanMessage, RemoveMessage } from '@langchain/core/messages'
import { Command, isInterrupted, INTERRUPT } from '@langchain/langgraph'
import { buildGraph, type GraphSettings } from './graph.ts'
import { fence } from './outside.ts'
import type { TurnContext } from './state.ts'
import { isOverWindow } from './summarize.ts'
import type { Answer, Question } from './tool-node.ts'
import { removeAll } from './window.ts'

export interface PersonMessage {
  /** The inbox id: adding the message again replaces it. */
  id: string
  text: string
  /** Written by somebody else and passed on by the person. */
  forwarded: boolean
}

export interface Turn {
  context: TurnContext
  messages: PersonMessage[]
  /** This turn was begun before: the thread may hold parts of it. */
  repeated: boolean
  /** What the messages answer, when the graph waits for the person. */
  answer: Answer['decision'] | undefined
  signal: AbortSignal
  /** Messages that came meanwhile and may still join the turn; they are then part of it. */
  arrivals(): Promise<PersonMessage[]>
}

export type TurnResult =
  /** `overWindow`: `fold` is wanted once the reply is committed. */
  { reply: string; overWindow: boolean; question?: undefined } | { question: Question }

export interface Agent {
  /** Runs the turn, or resumes it where an earlier run left it, up to its answer or a question to the person. */
  run(turn: Turn): Promise<TurnResult>
  /** Takes a turn that was given up out of the thread, so that what broke it does not break the next one too. */
  forget(turn: Turn): Promise<void>
  /** After the answer is committed: folds what has grown old, when the window is over its limit. */
  fold(turn: Turn): Promise<void>
}

/**
 * The thread is written when the graph stops (`durability: 'exit'`), and it stops before each round of tools: a plain
 * answer costs one checkpoint, and no tool runs before the call that asks for it is on disk.
 */
export function createAgent(settings: GraphSettings): Agent {
  const graph = buildGraph(settings)

  function configOf(turn: Turn) {
    return {
      configurable: { thread_id: turn.context.conversation, turn: turn.context },
      durability: 'exit' as const,
      recursionLimit: 100,
      signal: turn.signal,
    }
  }

  /** Where to begin: anew, where an earlier run of this turn stopped, or with its saved answer. */
  async function firstInput(turn: Turn): Promise<Input | Saved> {
    const fresh = { messages: turn.messages.map(toHuman) }
    if (!turn.repeated && turn.answer === undefined) return fresh
    const state = await graph.getState(configOf(turn))
    const { messages = [] }: { messages?: BaseMessage[] } = state.values
    const ids = new Set(turn.messages.map((message) => message.id))
    const begun = messages.some((message) => ids.has(message.id ?? ''))
    if (begun && state.next.length > 0 && state.next[0] !== 'summarize') return null
    const last = messages.at(-1)
    if (begun && last instanceof AIMessage && !last.tool_calls?.length)
      return { saved: last.text, overWindow: state.next[0] === 'summarize' }
    const waits = state.tasks.some((task) => task.interrupts.length > 0)
    if (!waits || turn.answer === undefined) return fresh
    return new Command({ resume: { messages: turn.messages, decision: turn.answer } satisfies Answer })
  }

  return {
    async run(turn) {
      const config = { ...configOf(turn), interruptBefore: ['tools' as const, 'summarize' as const] }
      let input = await firstInput(turn)
      for (;;) {
        if (input && 'saved' in input) return { reply: input.saved, overWindow: input.overWindow }
        const result: GraphOutput = await graph.invoke(input as never, config)
        const question = readQuestion(result)
        if (question) return { question }
        const last = result.messages.at(-1)
        if (!(last instanceof AIMessage)) throw new Error('the graph stopped without an answer')
        const arrivals = turn.context.spent.effects.length > 0 ? [] : await turn.arrivals()
        if (arrivals.length > 0) {
          // Nothing has been done yet, so what was about to be said or done is dropped and thought over.
          turn.messages.push(...arrivals)
          input = { messages: [new RemoveMessage({ id: last.id ?? '' }), ...arrivals.map(toHuman)] }
        } else if (last.tool_calls?.length) {
          input = null
        } else {
          return { reply: last.text, overWindow: isOverWindow(result, settings.windowTokens) }
        }
      }
    },
    async forget(turn) {
      const config = { ...configOf(turn), signal: undefined } // the turn's own time may be up
      const state = await graph.getState(config)
      const { messages = [] }: { messages?: BaseMessage[] } = state.values
      const ids = new Set(turn.messages.map((message) => message.id))
      const start = messages.findIndex((message) => ids.has(message.id ?? ''))
      const begun = start >= 0 ? messages.slice(start) : []
      if (begun.length > 0) await graph.updateState(config, { messages: removeAll(begun) }, 'summarize')
    },
    async fold(turn) {
      const state = await graph.getState(configOf(turn))
      if (state.next[0] === 'summarize') await graph.invoke(null, configOf(turn))
    },
  }
}

interface Saved {
  saved: string
  overWindow: boolean
}

type Input = { messages: BaseMessage[] } | Command | null

interface GraphOutput {
  messages: BaseMessage[]
}

function readQuestion(result: GraphOutput): Question | undefined {
  if (!isInterrupted<Question>(result)) return undefined
  return result[INTERRUPT].find((raised) => raised.value !== undefined)?.value
}

function toHuman(message: PersonMessage): HumanMessage {
  if (!message.forwarded) return new HumanMessage({ id: message.id, content: message.text })
  const content = fence(message.text, 'forwarded by the person')
  return new HumanMessage({ id: message.id, content, additional_kwargs: { outside: true } })
}
