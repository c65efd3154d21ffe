import { asian } from './phrases/asian.ts'
import { germanic } from './phrases/germanic.ts'
import { romance } from './phrases/romance.ts'
import type { Sentences } from './phrases/sentences.ts'
import { slavic } from './phrases/slavic.ts'

export { affirmation } from './phrases/affirmation.ts'

export type PhraseKey = keyof Sentences

/** What a phrase must be given; the others need nothing. */
interface Parameters {
  help: { name: string }
  toolFailed: { tool: string }
  heard: { text: string }
  voiceNoteHint: { assistant: string; names: string }
}

/** Every language the fixed sentences exist in, by primary subtag. */
export const phrases: ReadonlyMap<string, Sentences> = new Map(
  Object.entries<Sentences>({ ...germanic, ...romance, ...slavic, ...asian }),
)

/** A fixed sentence in the person's language (BCP-47), or in English where it does not exist. */
export function phrase<K extends PhraseKey>(
  key: K,
  language: string,
  ...params: K extends keyof Parameters ? [Parameters[K]] : []
): string {
  const [primary = ''] = language.toLowerCase().split(/[-_]/)
  const sentence = (phrases.get(primary) ?? germanic.en)[key]
  const given: Record<string, string> = { ...params[0] }
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => given[name] ?? hole)
}
