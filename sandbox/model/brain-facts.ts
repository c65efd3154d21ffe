import { answeredBefore, QUOTE } from './brain-agenda-thread.ts'
import { noted, readFact, wantsAll, wantsFacts, wantsForgotten } from './brain-facts-words.ts'
import { lastResults } from './brain-results.ts'
import type { ModelRequest } from './model-request.ts'
import type { WrittenReply } from './script.ts'

export const FACT_TOOLS = new Set(['remember', 'recall', 'forget'])
const LONGEST = 400

/** What is known of the person across conversations, as the system prompt lists it. */
interface Fact {
  ref: string
  about: string | undefined
  text: string
}

const LINE = /^(?:- )?(f\d+)(?: \(([^)\n]+)\))?: (.+)$/gm

function factsIn(text: string): Fact[] {
  return [...text.matchAll(LINE)].map(([, ref = '', about, said = '']) => ({
    ref,
    about,
    text: said.replace(/ \[learnt [^\n]*\]$/, ''),
  }))
}

/**
 * Notes, tells and forgets what the person says of themselves, with the tools that are bound. Undefined when the message is
 * about something else.
 */
export function keepFacts(request: ModelRequest, asIs: string): WrittenReply | undefined {
  if (!request.tools.some(({ name }) => FACT_TOOLS.has(name))) return undefined
  const text = asIs.replace(QUOTE, '').trim()
  const last = lastResults(request.messages)
  const results = last.length > 0 ? last : answeredBefore(request.messages)
  if (results.length > 0) {
    if (!results.every(({ name }) => FACT_TOOLS.has(name))) return undefined
    const listed = results.length === 1 && results[0]?.name === 'recall' ? results[0].text : undefined
    const meant = listed === undefined ? undefined : forgetting(factsIn(listed), text)
    if (meant) return call(request, 'forget', { facts: [meant] })
    return results.map((result) => tell(result, text)).join('\n\n')
  }
  if (text === '' || text.length > LONGEST) return undefined
  return intent(request, text)
}

function intent(request: ModelRequest, text: string): WrittenReply | undefined {
  const facts = factsIn(request.system)
  if (wantsAll(text)) return call(request, 'forget', { all: true })
  if (wantsForgotten(text)) {
    const meant = forgetting(facts, text)
    return meant ? call(request, 'forget', { facts: [meant] }) : call(request, 'recall', {})
  }
  const asked = wantsFacts(text)
  if (asked) return call(request, 'recall', asked)
  const fact = readFact(text)
  if (!fact) return undefined
  const corrected = fact.corrects
    ? facts.filter(({ about }) => about !== undefined && about === fact.about)
    : []
  const replaces = corrected.length === 1 ? corrected[0]?.ref : undefined
  return call(request, 'remember', { about: fact.about, fact: fact.fact, ...(replaces && { replaces }) })
}

function call(request: ModelRequest, name: string, args: Record<string, unknown>): WrittenReply | undefined {
  return request.tools.some((tool) => tool.name === name) ? { toolCalls: [{ name, args }] } : undefined
}

/** The fact that "forget that I'm vegetarian" is about: named, or the one with most of its words. */
function forgetting(facts: readonly Fact[], text: string): string | undefined {
  const said = wantsForgotten(text)
  if (!said) return undefined
  const named = /\bf\d+\b/.exec(said)?.[0]
  if (named) return facts.find(({ ref }) => ref === named)?.ref
  const wanted = words(said)
  const scored = facts.map(({ ref, about, text: fact }) => ({
    ref,
    score: [...words(`${fact} ${about ?? ''}`)].filter((word) => wanted.has(word)).length,
  }))
  return scored.toSorted((a, b) => b.score - a.score).find(({ score }) => score > 0)?.ref
}

const words = (text: string): Set<string> =>
  new Set(
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]{4,}/gu)
      ?.filter((word) => !/^(?:that|about)$/.test(word)),
  )

function tell({ name, text }: { name: string; text: string }, said: string): string {
  const phrases = noted(said)
  if (/^the person said no|^nothing was done/i.test(text)) return phrases.nothingDone
  if (name === 'recall') {
    const facts = text.split('\n').flatMap((line) => factsIn(line).map((fact) => ({ fact, line })))
    if (facts.length === 0) return phrases.nothing
    const lines = facts.map(({ fact, line }) => {
      const day = /\[learnt (\d{4}-\d{2}-\d{2})/.exec(line)?.[1]
      const from = /from their words "(.*)"/.exec(line)?.[1]
      return `- ${fact.text} (${[day, from && `“${from}”`].filter(Boolean).join(': ')})`
    })
    return [`**${phrases.known}**`, ...lines].join('\n')
  }
  if (/^(?:noted|forgotten)\b/i.test(text)) return phrases.done
  if (/^this is known already/i.test(text)) return phrases.already
  const kind = /^this holds an? ([^.]+)\. secrets/i.exec(text)?.[1]
  return kind ? `${phrases.secret} (${kind})` : text
}

/** "Invite Sarah" with the address that is known of her; as it is when the text has one, or nobody is known. */
export function withKnownAddresses(text: string, system: string): string {
  if (!/(?<!\p{L})(?:invite|invita|convida|einladen|lade)(?!\p{L})/iu.test(text) || text.includes('@'))
    return text
  return factsIn(system).reduce((left, { about, text: fact }) => {
    const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/.exec(fact)?.[0]
    if (!about || !address || !/^[\p{L}' -]+$/u.test(about)) return left
    return left.replace(new RegExp(`(?<!\\p{L})${about}(?!\\p{L})`, 'u'), address)
  }, text)
}
