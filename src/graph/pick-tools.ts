import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { foldLetters } from '../phrases/fold.ts'
import { asksForMore, MORE_TOOLS, moreTools } from './more-tools.ts'
import { turnStart } from './person-message.ts'
import type { Tool } from './tool.ts'

/** With no more tools than this the model is given all of them: below it, choosing saves little and can only miss. */
const FEW = 20
/** Most tools that are added because words fit. */
const MOST_FITTING = 8
/** How much of a message is looked at, in characters: what is wanted stands there, and a document is long. */
const MOST_READ = 2_000
/** Different choices that are kept, so that the model's side need not be prepared anew for each call. */
const MOST_CHOICES = 200

const choices = new WeakMap<Tool[], Map<string, Tool[]>>()

/**
 * The tools that a model call is given: all, when they are few; otherwise the core ones, those that fit the words of this
 * turn and of the message before it, those this thread used lately, and those that were asked for through `more-tools`,
 * which names the others. The same array for the same choice, and the same choice for the same messages.
 */
export function pickTools(tools: Tool[], messages: BaseMessage[]): Tool[] {
  if (tools.length <= FEW) return tools
  const start = turnStart(messages)
  const before = messages.slice(0, start).findLastIndex((message) => message instanceof HumanMessage)
  const said = [...(before < 0 ? [] : [messages[before]]), ...messages.slice(start)]
    .filter((message) => message instanceof HumanMessage)
    .map((message) => message.text.slice(0, MOST_READ))
  const asked = messages
    .slice(start)
    .flatMap(callsOf)
    .flatMap(({ name, args }) => (name === MORE_TOOLS ? asksForMore(args) : []))
  const names = new Set([
    ...tools.filter(({ core }) => core).map(({ name }) => name),
    ...messages.flatMap(callsOf).map(({ name }) => name),
    ...asked.flatMap(({ names: wanted }) => wanted),
    ...fitting(tools, said.join('\n')),
    ...asked.flatMap(({ need }) => fitting(tools, need)),
  ])
  return choose(tools, names)
}

function choose(tools: Tool[], names: Set<string>): Tool[] {
  const made = choices.get(tools) ?? new Map<string, Tool[]>()
  choices.set(tools, made)
  const picked = tools.filter(({ name }) => names.has(name))
  const key = picked.map(({ name }) => name).join(' ')
  const known = made.get(key)
  if (known) return known
  const leftOut = tools.filter((tool) => !picked.includes(tool))
  const chosen = leftOut.length > 0 ? [...picked, moreTools(leftOut)] : tools
  const oldest = made.keys().next()
  if (made.size >= MOST_CHOICES && !oldest.done) made.delete(oldest.value)
  made.set(key, chosen)
  return chosen
}

const callable = new WeakMap<Tool[], Tool[]>()

/** Every tool that may be called: also one that the model was not given this time, since each call is checked by itself. */
export function withMoreTools(tools: Tool[]): Tool[] {
  if (tools.length <= FEW) return tools
  const all = callable.get(tools) ?? [...tools, moreTools(tools)]
  callable.set(tools, all)
  return all
}

function callsOf(message: BaseMessage): { name: string; args: unknown }[] {
  return message instanceof AIMessage ? (message.tool_calls ?? []) : []
}

interface Index {
  /** The words of each tool's name, and those of its description. */
  words: Map<string, { name: Set<string>; description: Set<string> }>
  /** How many tools have a word. */
  count: Map<string, number>
}

const indexes = new WeakMap<Tool[], Index>()

/** The names of the tools whose words fit best: a word counts the more, the fewer tools have it, and most in a name. */
function fitting(tools: Tool[], text: string): string[] {
  const index = indexes.get(tools) ?? makeIndex(tools)
  indexes.set(tools, index)
  const said = stems(text)
  const common = Math.max(2, tools.length / 6)
  const scored = [...index.words].flatMap(([tool, { name, description }]) => {
    let score = 0
    for (const word of said) {
      const count = index.count.get(word) ?? 0
      if (name.has(word)) score += 3 / Math.sqrt(count)
      else if (description.has(word) && count <= common) score += 1 / Math.sqrt(count)
    }
    return score > 0 ? [{ tool, score }] : []
  })
  return scored
    .toSorted((a, b) => b.score - a.score || (a.tool < b.tool ? -1 : 1))
    .slice(0, MOST_FITTING)
    .map(({ tool }) => tool)
}

function makeIndex(tools: Tool[]): Index {
  const words: Index['words'] = new Map()
  const count: Index['count'] = new Map()
  for (const tool of tools) {
    const entry = { name: stems(tool.name), description: stems(tool.description) }
    words.set(tool.name, entry)
    for (const word of entry.name.union(entry.description)) count.set(word, (count.get(word) ?? 0) + 1)
  }
  return { words, count }
}

/** The words of a text without their endings; short ones say nothing of what is wanted. */
function stems(text: string): Set<string> {
  const found = foldLetters(text.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')).match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(
    found.filter((word) => word.length > 2).map((word) => word.replace(/(?<=.{3})(?:ing|ed|es|e|s)$/, '')),
  )
}
