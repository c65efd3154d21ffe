import { HumanMessage, SystemMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { Models } from './models.ts'
import type { Prompts } from './prompt.ts'
import { shorten } from './outside.ts'
import { type State, turnOf } from './state.ts'
import { estimateTokens, foldIndex, removeAll, totalTokens } from './window.ts'

export interface SummarizeSettings {
  models: Models
  prompts: Prompts
  windowTokens: number
}

/** Longest summary that is kept, in characters; the prompt asks for less. */
const MAX_SUMMARY = 3_000

export function isOverWindow(state: Pick<typeof State.State, 'messages'>, windowTokens: number): boolean {
  return totalTokens(state.messages) > windowTokens
}

/** Folds what is older than the recent half of the window into the summary. */
export function createSummarize({ models, prompts, windowTokens }: SummarizeSettings) {
  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const old = state.messages.slice(0, foldIndex(state.messages, windowTokens))
    if (old.length === 0) return {}
    const lines = old.map((message) => `${message.type}: ${brief(message.text)}`)
    const transcript = latest(lines, windowTokens * 6)
    try {
      const answer = await models.call(
        [
          new SystemMessage(prompts.summarize()),
          new HumanMessage(`Summary so far:\n${state.summary || '(none)'}\n\nMessages since:\n${transcript}`),
        ],
        { tools: [], mayCall: false, simple: true, signal: config.signal, spent: turn.spent },
      )
      return { summary: clip(answer.text, MAX_SUMMARY), messages: removeAll(old) }
    } catch (err) {
      config.signal?.throwIfAborted()
      // The answer is out already, so this can wait for the next turn, but not for ever.
      turn.log.warn({ err }, 'the conversation could not be summarized')
      if (totalTokens(old) < windowTokens * 3) return {}
      const note = `(Some earlier messages, about ${estimateTokens(transcript)} tokens, could not be summarized.)`
      return { summary: clip(`${state.summary}\n${note}`, MAX_SUMMARY), messages: removeAll(old) }
    }
  }
}

/** The latest lines that fit, whole ones, so that no fence loses its beginning; the last one in any case. */
function latest(lines: string[], length: number): string {
  let total = 0
  const tooOld = lines.findLastIndex((line) => (total += line.length + 1) > length)
  return lines.slice(Math.min(tooOld + 1, lines.length - 1)).join('\n')
}

/** A page of somebody else's is not worth its whole length here. */
function brief(text: string): string {
  return text.includes('<outside ') && text.length > 2_000 ? shorten(text, 2_000) : text
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : text.slice(text.length - length).toWellFormed()
}
