import { fold } from '../phrases/fold.ts'
import { IS, KINDS, SAID, THINGS } from './slot-words.ts'

/** What there is one of, such as where somebody lives, and what a sentence says it is. */
export interface Slot {
  name: string
  value: string
}

const ME = /^(?:me|myself|i|self|the person|person|the user|user|yo|eu|ich|je|moi|mi|mim)$/

/** `me`, or a name as one line. */
export function aboutWhom(about: string): string {
  const line = about
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 80)
    .toWellFormed()
  return line === '' || ME.test(fold(line)) ? 'me' : line
}

/** Two sentences are the same when only case, accents and punctuation differ. */
export function sameness(sentence: string): string {
  return spellOut(fold(sentence))
    .replaceAll(/[^\p{L}\p{M}\p{N}@]+/gu, ' ')
    .trim()
}

const spellOut = (folded: string): string =>
  folded.replaceAll(/\bi'm\b/g, 'i am').replaceAll(/\b(he|she|they)'(?:s|re)\b/g, '$1 is')

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const PHONE = /(?<![\w@])\+?\d(?:[\s().-]{0,2}\d){6,14}(?!\w)/g
const DATE = /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/g
/** A second address or number of somebody: told apart from the one that has no such word. */
const QUALIFIED =
  /(?<![\p{L}\p{N}])(?:work|office|business|company|private|personal|home|school|old|former|new|second|other|trabajo|oficina|trabalho|escritorio|privad[oa]|pessoal|arbeit|arbeits\p{L}*|buro|dienst\p{L}*|geschaft\p{L}*|privat\p{L}*|travail|bureau|prive|perso(?:nnel)?)(?![\p{L}\p{N}])/u

export interface Contact {
  kind: 'e-mail' | 'phone'
  value: string
}

/** The one address and the one number a sentence holds, as they are written in it; none where it may be one of several. */
export function contactsIn(sentence: string): Contact[] {
  const rest = sentence.replaceAll(EMAIL, ' ').replaceAll(DATE, ' ')
  if (QUALIFIED.test(fold(rest))) return []
  const emails = [...sentence.matchAll(EMAIL)].map(([value]) => value)
  const phones = [...rest.matchAll(PHONE)].map(([value]) => value.trim())
  return [
    ...(emails.length === 1 ? [{ kind: 'e-mail' as const, value: emails[0] ?? '' }] : []),
    ...(phones.length === 1 ? [{ kind: 'phone' as const, value: phones[0] ?? '' }] : []),
  ]
}

/** A clause of its own: there is more in the sentence than one value. */
const MORE =
  /(?<!(?<!\d)\d{1,2})[.;:!?](?:\s|$)|\s(?:and|but|or|because|who|which|that|until|y|pero|e|mas|und|aber|et|mais|since|with)\s|,\s*\S+(?:\s+\S+){2}|\n/

/**
 * Reads the one thing a sentence says, where that is plain: "I live in Porto" and "Vivo en Faro" are about the same. Gives
 * undefined when there is more in it, or any doubt. What it takes to read of a name is built once.
 */
export function createSlotReader(): (about: string, sentence: string) => Slot | undefined {
  const patterns = new Map([['me', aboutMe]])

  function patternsOf(about: string): SlotPattern[] {
    const built = patterns.get(about) ?? patternsAbout(about)
    patterns.set(about, built)
    return built
  }

  return function slotIn(about, sentence) {
    const text = spellOut(fold(sentence))
    for (const { slot, pattern } of patternsOf(about)) {
      const groups = pattern.exec(text)?.slice(1)
      const value = groups?.at(-1)?.trim()
      if (!groups || !value || value.length > 80 || MORE.test(value)) continue
      const kind = groups.slice(0, -1).find(Boolean)
      return { name: kind ? `${slot} ${kind}` : slot, value }
    }
    return undefined
  }
}

interface SlotPattern {
  slot: string
  pattern: RegExp
}

const aboutMe: SlotPattern[] = buildPatterns({
  whose: "(?:my|their|the person's|the user's|mi|meu|minha|o meu|a minha|mein|meine|mon|ma)",
  who: "(?:(?:i|they|the person|the user|yo|eu|ich|je|j')\\s?)?",
})

function patternsAbout(about: string): SlotPattern[] {
  // Any sign stands for one that is no letter: a name may hold what means something in a pattern.
  const name = fold(about).replaceAll(/[^\p{L}\p{N}\s]/gu, '.')
  if (name === '') return []
  return buildPatterns({
    whose: `(?:${name}(?:'s?|s)?|his|her|their|su|seu|sua|o seu|a sua|sein|seine|ihr|ihre|son|sa)`,
    who: `(?:(?:${name}|he|she|they|el|ella|ele|ela|er|sie|il|elle)\\s)?`,
    of: (thing) => `(?:the |el |la |o |a |der |die |das |l'|le )?(?:${thing}) (?:of|de|da|do|von) ${name}`,
  })
}

function buildPatterns(words: { whose: string; who: string; of?: (thing: string) => string }): SlotPattern[] {
  const { whose, who, of } = words
  const whole = (slot: string, pattern: string) => ({ slot, pattern: new RegExp(`^${pattern}$`, 'u') })
  return [
    ...THINGS.map(([slot, thing]) => {
      const owned = [`${whose} (?:${thing})`, ...(of ? [of(thing)] : [])].join('|')
      return whole(slot, `(?:${owned})(?:\\s+|(?=:))${IS}\\s+(.+)`)
    }),
    ...KINDS.map(([slot, pattern]) => whole(slot, `${whose} ${pattern} ${IS} (.+)`)),
    ...SAID.map(([slot, pattern]) => whole(slot, `${who}${pattern}`)),
  ]
}
