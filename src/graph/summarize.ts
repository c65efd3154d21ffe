import { type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { Models } from './models.ts'
import { fence, shorten } from './outside.ts'
import { isEcho, isForeign, isOutside } from './outside-seen.ts'
import { ownWords } from './own-words.ts'
import type { Prompts } from './prompt.ts'
import { type Reading, type State, type TurnContext, turnOf } from './state.ts'
import { estimateTokens, foldIndex, removeAll, totalTokens } from './window.ts'

export interface SummarizeSettings {
  models: Models
  prompts: Prompts
  windowTokens: number
  /** Takes out what must not be kept, such as card numbers. */
  redact(text: string): string
}

/** Longest summary and longest note of others' texts that are kept, in characters; the prompts ask for less. */
const MAX_SUMMARY = 3_000
const MAX_READING = 1_000
/**
 * As many folds after others' texts themselves, the answers that were given with the note of them before the model are
 * taken as they are: the person has read them all.
 */
const FOLDS_AFTER = 1
const NOT_NOTED = '(Texts of others that could not be noted.)'

export function isOverWindow(state: Pick<typeof State.State, 'messages'>, windowTokens: number): boolean {
  return totalTokens(state.messages) > windowTokens
}

/**
 * Folds what is older than the recent half of the window: what the person said and what came of it into the summary, and
 * what others wrote, with the answers that may repeat it, into a note of its own that stays fenced.
 */
export function createSummarize({ models, prompts, windowTokens, redact }: SummarizeSettings) {
  async function write(prompt: string, text: string, turn: TurnContext, config: LangGraphRunnableConfig) {
    const { spent } = turn
    const options = { tools: [], mayCall: false, simple: true, signal: config.signal, spent }
    const answer = await models.call([new SystemMessage(prompt), new HumanMessage(text)], options)
    return redact(answer.text)
  }

  async function note(lines: string[], before: Reading, turn: TurnContext, config: LangGraphRunnableConfig) {
    if (lines.length === 0) return before.text
    const material = latest([...(before.text ? [before.text] : []), ...lines], windowTokens * 6)
    try {
      const noted = await write(prompts.reading(), fence(material, 'others'), turn, config)
      return clip(noted, MAX_READING)
    } catch (err) {
      config.signal?.throwIfAborted()
      turn.log.warn({ err }, "others' texts could not be noted")
      return before.text || NOT_NOTED
    }
  }

  return async (state: typeof State.State, config: LangGraphRunnableConfig): Promise<typeof State.Update> => {
    const turn = turnOf(config)
    const old = state.messages.slice(0, foldIndex(state.messages, windowTokens))
    if (old.length === 0) return {}
    const folds = old.some((message) => isOutside(message) || isForeign(message))
      ? 0
      : state.reading.folds + 1
    const over = folds > FOLDS_AFTER || (folds > 0 && state.reading.text === '')
    const { own, others } = partition(old, over)
    const transcript = latest(own, windowTokens * 6)
    const noted = over ? '' : note(others, state.reading, turn, config)
    try {
      const told = `Summary so far:\n${state.summary || '(none)'}\n\nMessages since:\n${transcript}`
      const summary = clip(await write(prompts.summarize(), told, turn, config), MAX_SUMMARY)
      return { summary, reading: { text: await noted, folds }, messages: removeAll(old) }
    } catch (err) {
      const text = await noted
      config.signal?.throwIfAborted()
      // The answer is out already, so this can wait for the next turn, but not for ever.
      turn.log.warn({ err }, 'the conversation could not be summarized')
      if (totalTokens(old) < windowTokens * 3) return {}
      const lost = `(Some earlier messages, about ${estimateTokens(transcript)} tokens, could not be summarized.)`
      const summary = `${clip(state.summary, MAX_SUMMARY - lost.length)}\n${lost}`
      return { summary, reading: { text, folds }, messages: removeAll(old) }
    }
  }
}

/** What the person said and what came of it; and what others wrote, or may have. `over`: answers are no echo any more. */
function partition(old: BaseMessage[], over: boolean): { own: string[]; others: string[] } {
  const own: string[] = []
  const others: string[] = []
  for (const message of old) {
    const foreign = isOutside(message) || (isEcho(message) && !over)
    if (foreign) others.push(`${message.type}: ${brief(message.text)}`)
    const said = foreign ? ownWords(message) : message.text
    if (said) own.push(`${message.type}: ${said}`)
  }
  return { own, others }
}

/** The latest lines that fit, whole ones, so that no fence loses its beginning; the last one in any case. */
function latest(lines: string[], length: number): string {
  let total = 0
  const tooOld = lines.findLastIndex((line) => (total += line.length + 1) > length)
  return lines.slice(Math.max(0, Math.min(tooOld + 1, lines.length - 1))).join('\n')
}

/** A page of somebody else's is not worth its whole length here. */
function brief(text: string): string {
  return text.length > 2_000 ? shorten(text, 2_000) : text
}

/** What stands first stays: names and what is wanted in the long run. */
function clip(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).toWellFormed()
}
