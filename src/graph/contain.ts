import { clean } from './text.ts'
import type { ToolResult } from './tool.ts'

/** Longest result the model is given, in characters; what is cut is said. */
const MAX_RESULT = 8_000
/** Longest note of an act that a person is shown, in characters. */
const MAX_RECEIPT = 2_000
const MAX_LINKS = 100
const MAX_LINK = 2_000
/** What takes an act back is kept with the act, in characters of JSON. */
const MAX_UNDO = 16_000

/** What Postgres and a provider can take, and no more than a model should have to read. */
export function shorten(result: string): string {
  // A flood is cut before anything else looks at it.
  const text = clean(result.slice(0, MAX_RESULT + 1))
  if (result.length <= MAX_RESULT) return text
  return `${text.slice(0, MAX_RESULT)}\n[${result.length - MAX_RESULT} more characters were left out]`.toWellFormed()
}

/** A result as it may be stored and shown, however much there is of it. `drop` hears of what had to be left out. */
export function trimResult(result: ToolResult, drop: (what: string) => void): ToolResult {
  const { text, receipt, outside, links, undo } = result
  const kept = undo === undefined ? undefined : jsonWithin(undo, MAX_UNDO)
  if (undo !== undefined && kept === undefined) drop('undo')
  return {
    text: shorten(text),
    receipt: receipt === undefined ? undefined : clean(receipt.slice(0, MAX_RECEIPT)),
    outside,
    ...(links && { links: links.slice(0, MAX_LINKS).filter((link) => link.length <= MAX_LINK) }),
    ...(kept && { undo: kept.value }),
  }
}

/** The value as JSON gives it back; undefined when it is none, or longer than this. */
export function jsonWithin(value: unknown, longest: number): { value: unknown } | undefined {
  try {
    const text = JSON.stringify(value)
    // Postgres takes no NUL in JSON.
    if (text === undefined || text.length > longest || text.includes(String.raw`\u0000`)) return undefined
    const parsed: unknown = JSON.parse(text)
    return { value: parsed }
  } catch {
    return undefined
  }
}

/** Something thrown as an error that can be logged: anything can be thrown, also what throws when it is looked at. */
export function asError(thrown: unknown): Error {
  try {
    const looked: Record<'name' | 'message' | 'stack', unknown> =
      thrown instanceof Error
        ? { name: thrown.name, message: thrown.message, stack: thrown.stack }
        : { name: 'Error', message: thrown, stack: undefined }
    const { name, message, stack } = looked
    const error = new Error(String(message).slice(0, 1_000))
    error.name = String(name).slice(0, 100)
    if (typeof stack === 'string') error.stack = stack.slice(0, 4_000)
    return error
  } catch {
    return new Error('something that cannot be described was thrown')
  }
}
