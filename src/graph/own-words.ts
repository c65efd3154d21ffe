import { type BaseMessage, HumanMessage } from '@langchain/core/messages'
import { foldLetters } from '../phrases/fold.ts'

/** What the person themselves said in a message: nothing of what they passed on, quoted or attached. */
export function ownWords(message: BaseMessage): string {
  if (!(message instanceof HumanMessage)) return ''
  const { own, outside } = message.additional_kwargs
  if (typeof own === 'string') return own
  return outside === true ? '' : message.text
}

/**
 * Whether everything that a call says was said by the person: each text is in one of these messages as it stands, and so is
 * each number and each choice. A call that says nothing at all was not said either.
 */
export function isSaid(args: Record<string, unknown>, said: string[], schema: Schema = {}): boolean {
  const messages = said.map(words)
  let texts = 0
  function fits(value: unknown, { default: usual, properties = {} }: Schema): boolean {
    if (value === null || value === undefined || value === '') return true
    if (usual !== undefined ? value === usual : value === false) return true
    if (Array.isArray(value)) return value.every((one) => fits(one, {}))
    if (typeof value === 'object')
      return Object.entries(value).every(([name, one]) => fits(one, properties[name] ?? {}))
    if (typeof value === 'boolean') return false
    if (typeof value !== 'string') return said.some((message) => numbers(message).includes(Number(value)))
    texts += 1
    return holds(messages, said, value)
  }
  return (
    Object.entries(args).every(([name, value]) => fits(value, schema.properties?.[name] ?? {})) && texts > 0
  )
}

/** As much as is needed here of the JSON Schema of an input. */
export interface Schema {
  default?: unknown
  properties?: Record<string, Schema>
}

function holds(messages: string[], asWritten: string[], text: string): boolean {
  const wanted = words(text)
  if (wanted.trim() === '') return asWritten.some((message) => message.includes(text))
  // Where words are not parted by blanks, a part of the sentence is all that can be looked for.
  const looked = UNPARTED.test(wanted) ? wanted.trim() : wanted
  return messages.some((message) => message.includes(looked))
}

const UNPARTED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u

function numbers(message: string): number[] {
  return (message.match(/-?\d+(?:[.,]\d+)?/g) ?? []).map((written) => Number(written.replace(',', '.')))
}

/**
 * Letters and figures alone, folded, with one blank before, between and after the words. "5pm" is "5 pm", and the little words
 * that a model adds or leaves out ("Friday at 8", "to my mum") count only where there are no others.
 */
function words(text: string): string {
  const found = foldLetters(text).match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? []
  const large = found.filter((word) => !LITTLE.test(word))
  return ` ${(large.length > 0 ? large : found).join(' ')} `
}

/** Not where a letter is a word, and not what tells morning from evening. */
const LITTLE = /^(?![ap]m$)[\p{sc=Latin}\p{sc=Cyrillic}]{1,2}$/u
