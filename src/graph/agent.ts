import { AIMessage, type BaseMessage, HumanMessage, type RemoveMessage } from '@langchain/core/messages'
import { Command, isInterrupted, INTERRUPT } from '@langchain/langgraph'
import { buildGraph, type GraphSettings } from './graph.ts'
import { isEcho } from './outside-seen.ts'
import { type PersonMessage, toHuman } from './person-message.ts'
import type { TurnContext } from './state.ts'
import { isOverWindow } from './summarize.ts'
import type { Answer, Question, Raised } from './question.ts'
import { removeAll } from './window.ts'

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
  /** `overWindow`: `fold` is wanted once the reply is committed. `outside`: it may repeat what others wrote. */
  { reply: string; overWindow: boolean; outside?: boolean; question?: undefined } | { question: Question }

export interface Agent {
  /** Runs the turn, or resumes it where an earlier run left it, up to its answer or a question to the person. */
  run(turn: Turn): Promise<TurnResult>
  /**
   * Takes a turn that was given up out of the thread, so that what broke it does not break the next one too. `told` is
   * what the person hears of what was done in it, and stays.
   */
  forget(turn: Turn, told: string | undefined): Promise<void>
  /** After the answer is committed: folds what has grown old, when the window is over its limit. */
  fold(turn: Turn): Promise<void>
}

/** The person's next message waits for it, so a summary that takes longer is left to the next turn, in milliseconds. */
const FOLD_MS = 10_000
const GIVEN_UP = '[A message that could not be answered]'

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
    const human = (message: PersonMessage) => toHuman(message, turn.context.turn)
    const fresh = { messages: turn.messages.map(human) }
    if (!turn.repeated && turn.answer === undefined) return fresh
    const state = await graph.getState(configOf(turn))
    const { messages = [] }: { messages?: BaseMessage[] } = state.values
    const ids = new Set(turn.messages.map((message) => message.id))
    const begun = messages.some((message) => ids.has(message.id ?? ''))
    const known = new Set(messages.map((message) => message.id))
    const missing = turn.messages.filter((message) => !known.has(message.id))
    // It died after a message had joined and before the thread had it: what was thought without it is dropped.
    if (begun && missing.length > 0) return { messages: [...dropLast(messages), ...missing.map(human)] }
    if (begun && state.next.length > 0 && state.next[0] !== 'summarize') return null
    const last = messages.at(-1)
    if (begun && last instanceof AIMessage && !last.tool_calls?.length)
      return { saved: last, overWindow: state.next[0] === 'summarize' }
    const [raised] = state.tasks.flatMap((task) => task.interrupts)
    if (!raised || turn.answer === undefined) return fresh
    const question: Partial<Raised> | undefined = raised.value
    turn.context.asked = question?.asked
    return new Command({ resume: { messages: turn.messages, decision: turn.answer } satisfies Answer })
  }

  return {
    async run(turn) {
      const config = { ...configOf(turn), interruptBefore: ['tools' as const, 'summarize' as const] }
      let input = await firstInput(turn)
      for (;;) {
        if (input && 'saved' in input) return toReply(input.saved, input.overWindow)
        const result: GraphOutput = await graph.invoke(input as never, config)
        turn.context.asked = undefined
        const question = readQuestion(result)
        if (question) return { question }
        const last = result.messages.at(-1)
        if (!(last instanceof AIMessage)) throw new Error('the graph stopped without an answer')
        const arrivals = turn.context.spent.effects.length > 0 ? [] : await turn.arrivals()
        if (arrivals.length > 0) {
          // Nothing has been done yet, so what was about to be said or done is dropped and thought over.
          turn.messages.push(...arrivals)
          const joined = arrivals.map((message) => toHuman(message, turn.context.turn))
          input = { messages: [...dropLast(result.messages), ...joined] }
        } else if (last.tool_calls?.length) {
          input = null
        } else {
          return toReply(last, isOverWindow(result, settings.windowTokens))
        }
      }
    },
    async forget(turn, told) {
      const config = { ...configOf(turn), signal: undefined } // the turn's own time may be up
      const state = await graph.getState(config)
      const { messages = [] }: { messages?: BaseMessage[] } = state.values
      const ids = new Set(turn.messages.map((message) => message.id))
      const start = messages.findIndex((message) => ids.has(message.id ?? ''))
      const begun = start >= 0 ? messages.slice(start) : []
      const lost = { content: GIVEN_UP, additional_kwargs: { turn: turn.context.turn } }
      const note = told === undefined ? [] : [new HumanMessage(lost), new AIMessage(told)]
      if (begun.length + note.length > 0)
        await graph.updateState(config, { messages: [...removeAll(begun), ...note] }, 'summarize')
    },
    async fold(turn) {
      const config = { ...configOf(turn), signal: AbortSignal.timeout(FOLD_MS) }
      const state = await graph.getState(config)
      if (state.next[0] === 'summarize') await graph.invoke(null, config)
    },
  }
}

interface Saved {
  saved: AIMessage
  overWindow: boolean
}

function toReply(answer: AIMessage, overWindow: boolean): TurnResult {
  return { reply: answer.text, overWindow, ...(isEcho(answer) && { outside: true }) }
}

/** What the model said last, whether a text or calls that have not been run. */
function dropLast(messages: BaseMessage[]): RemoveMessage[] {
  const last = messages.at(-1)
  return last instanceof AIMessage ? removeAll([last]) : []
}

type Input = { messages: BaseMessage[] } | Command | null

interface GraphOutput {
  messages: BaseMessage[]
}

function readQuestion(result: GraphOutput): Question | undefined {
  if (!isInterrupted<Raised>(result)) return undefined
  const raised = result[INTERRUPT].find(({ value }) => value !== undefined)?.value
  return raised && { actions: raised.actions, ...(raised.prompted && { prompted: true }) }
}
