import { keepAgenda } from './brain-agenda.ts'
import { tellTime } from './brain-clock.ts'
import { askDocuments } from './brain-documents.ts'
import { keepFacts } from './brain-facts.ts'
import { isGreeting, isThanks, phrasesFor } from './brain-language.ts'
import { describe, inOwnWords, lookAt, type Shown } from './brain-media.ts'
import { lookUp } from './brain-look-ups.ts'
import { acknowledge, recall, summaryIn } from './brain-memory.ts'
import { borrowTools } from './brain-more-tools.ts'
import { ownData } from './brain-own-data.ts'
import { lastResults, retell } from './brain-results.ts'
import { asksForSummary, summarize } from './brain-summary.ts'
import { chooseTool, forceTool, sampleOf } from './brain-tools.ts'
import { chooseVoice } from './brain-voice.ts'
import type { ModelMessage, ModelRequest } from './model-request.ts'
import type { WrittenReply } from './script.ts'

/**
 * Answers when nothing was scripted. It is no language model and says so in its first words to a person; it uses the
 * bound tools for what their names say, and reports only what they returned.
 */
export function think(asked: ModelRequest): WrittenReply {
  return asksForSummary(asked) ? summarize(asked) : borrowTools(asked, answer)
}

function answer(asked: ModelRequest): WrittenReply {
  const request = { ...asked, messages: asked.messages.map(inOwnWords) }
  const results = lastResults(request.messages)
  const shown = lookAt(latest(asked))
  const text = shown.words
  if (results.length === 0) {
    const forced = forcedCall(request, text)
    if (forced) return forced
  }
  if (request.answerSchema) return JSON.stringify(sampleOf(request.answerSchema, text))
  const reply =
    keepFacts(request, text) ??
    ownData(request, text) ??
    keepAgenda(request, text) ??
    (results.length > 0 ? retell(results) : speak(request, shown))
  if (typeof reply !== 'string' || !isFirstReply(request)) return reply
  return `${reply}\n\n${phrasesFor(text).notice}`
}

function speak(request: ModelRequest, shown: Shown): WrittenReply {
  const { words: text } = shown
  const phrases = phrasesFor(text)
  const came = describe(shown)
  // What is said of a recording names the settings already.
  const honest = came && (shown.unheard ? came : `${came}\n\n${phrases.limits}`)
  if (honest && !text) return honest
  if (isGreeting(text)) return came ? `${phrases.hello}\n\n${came}` : phrases.hello
  if (isThanks(text)) return phrases.thanks
  return (
    tellTime(request.system, text) ??
    lookUp(text, request.tools) ??
    recall(request, text) ??
    chooseVoice(text, request.tools) ??
    chooseTool(text, request.tools) ??
    acknowledge(text) ??
    askDocuments(request, text) ??
    honest ??
    echo(text, phrases.limits)
  )
}

function echo(text: string, limits: string): string {
  const heard = text.replace(/\s+/g, ' ').trim()
  if (!heard) return limits
  return `You wrote: “${heard.length > 200 ? `${heard.slice(0, 200)}…` : heard}”\n\n${limits}`
}

function forcedCall(request: ModelRequest, text: string): WrittenReply | undefined {
  if (!request.mustCall) return undefined
  const { mustCall, tools } = request
  const tool = mustCall === 'any' ? tools[0] : tools.find((one) => one.name === mustCall)
  return tool && forceTool(text, tool)
}

/** What the person sent since the last answer, or before the tools that were just asked. */
function latest({ messages }: ModelRequest): ModelMessage[] {
  let end = messages.length
  while (end > 0 && messages[end - 1]?.role !== 'user') end--
  let start = end
  while (start > 0 && messages[start - 1]?.role === 'user') start--
  return messages.slice(start, end)
}

/** No word was said to the person yet: neither in the messages at hand nor in what left the window. */
function isFirstReply({ messages, system }: ModelRequest): boolean {
  return !messages.some((message) => message.role === 'assistant' && message.text) && !summaryIn(system)
}
