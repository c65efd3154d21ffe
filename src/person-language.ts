import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { weights } from './phrases/common-words.ts'
import { countryLanguages } from './phrases/country-languages.ts'
import { foldLetters } from './phrases/fold.ts'

export interface LanguageGuess {
  /** BCP-47; from the texts only the primary subtag. */
  language: string
  /** The texts themselves show it; otherwise it is the fallback. */
  confident: boolean
}

export interface LanguageFallback {
  /** What was known about the person before. */
  saved?: string | undefined
  /** E.164, also with a channel in front. */
  phone?: string | undefined
  default: string
}

/**
 * The language a person writes, from their recent messages; offline and the same every time. Confident only on clear
 * evidence: "hi" and "ok" are written everywhere, and a loan word or two does not make a language.
 */
export function languageOf(texts: readonly string[], fallback: LanguageFallback): LanguageGuess {
  const likely = fallback.saved ?? ofPhone(fallback.phone) ?? fallback.default
  // A long forwarded text should neither outweigh what the person writes nor take long to look at.
  const text = texts.map((one) => prose(one.slice(0, 1000)).slice(0, 300)).join('\n')
  const shown = byScript(text, likely)
  const language = shown === 'Latin' ? byWords(text) : shown
  return language ? { language, confident: true } : { language: likely, confident: false }
}

function ofPhone(phone: string | undefined): string | undefined {
  const country = phone && parsePhoneNumberFromString(phone.replace(/^\w+:/, ''))?.country
  return country ? countryLanguages.get(country) : undefined
}

/** Without addresses, mentions, code and numbers, which are in no language. */
function prose(text: string): string {
  return text
    .replace(/```[^`]*```|`[^`]*`/g, ' ')
    .replace(/https?:\/\/\S+|www\.\S+|\S+@\S+|[@#/]\w+/g, ' ')
    .replace(/\d+/g, ' ')
}

/** Scripts that belong to one language, or nearly. */
const scripts: readonly (readonly [language: string, letters: RegExp])[] = [
  ['hi', /\p{Script=Devanagari}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['am', /\p{Script=Ethiopic}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['Arabic', /\p{Script=Arabic}/gu],
  ['Cyrillic', /\p{Script=Cyrillic}/gu],
  ['Asian', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['Latin', /\p{Script=Latin}/gu],
]

/** Letters a script needs before it counts: one Chinese character is a word, one Greek letter is not. */
const enough = (script: string) => (script === 'Asian' ? 1 : 2)

/** The language the letters show, or 'Latin' when only the words can tell. */
function byScript(text: string, likely: string): string | undefined {
  const counts = scripts
    // Characters of East Asia stand for about two letters each.
    .map(([script, letters]) => ({
      script,
      count: (text.match(letters)?.length ?? 0) * (script === 'Asian' || script === 'ko' ? 2 : 1),
    }))
    .sort((a, b) => b.count - a.count)
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const [most] = counts
  if (!most || most.count < enough(most.script) || most.count < total * 0.6) return undefined
  if (most.script === 'Arabic') return arabic(text)
  if (most.script === 'Cyrillic') return cyrillic(text, likely)
  if (most.script === 'Asian') return asian(text, likely)
  return most.script
}

function arabic(text: string): string {
  if (/[ٹڈڑںےھ]/.test(text)) return 'ur'
  return /[پچژگکی]/.test(text) ? 'fa' : 'ar'
}

const russianWords =
  /(?<!\p{L})(как|что|где|когда|привет|спасибо|нет|мне|меня|можно|нужно|сегодня|сейчас|пожалуйста|здравствуйте|если|только|есть|доброе|утро|надо|кто|или|он|она|и|с|мой|моя|какая|какой|какое|сколько|почему|напомни|позвони|позвонить|скажи|помоги|хорошо)(?!\p{L})/giu
const ukrainianWords =
  /(?<!\p{L})(як|що|де|коли|дякую|мене|можна|треба|зараз|будь|ласка|якщо|хто|або|вона|добре|та|й|яка|який|яке|чому|нагадай|скажи|допоможи)(?!\p{L})/giu

function cyrillic(text: string, likely: string): string | undefined {
  if (/[ђћџљњј]/i.test(text)) return 'sr'
  if (/ў/i.test(text)) return 'be'
  if (/[әғқңөұүһ]/i.test(text)) return undefined // Kazakh and its neighbours
  if (/[іїєґ]/i.test(text)) return 'uk'
  if (/[ыэё]/i.test(text)) return 'ru'
  const russian = text.match(russianWords)?.length ?? 0
  const ukrainian = text.match(ukrainianWords)?.length ?? 0
  if (russian !== ukrainian) return russian > ukrainian ? 'ru' : 'uk'
  const [primary = ''] = likely.split('-')
  return ['ru', 'uk', 'bg', 'be', 'sr', 'mk', 'kk', 'mn'].includes(primary) ? primary : undefined
}

function asian(text: string, likely: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  return likely.startsWith('ja') ? 'ja' : 'zh'
}

/** Letters that only some of the languages write. */
const letters: readonly (readonly [RegExp, readonly string[]])[] = [
  [/[ñ¿¡]/i, ['es']],
  [/[ãõ]/i, ['pt']],
  [/ß/, ['de']],
  [/[ąęłńśźż]/i, ['pl']],
  [/[ğşıİ]/, ['tr']],
  [/[œùû]|(?<!\p{L})[çàé]a?(?!\p{L})/iu, ['fr']],
  [/ä/i, ['de']],
  [/[öü]/i, ['de', 'tr']],
  [/ç/i, ['fr', 'pt', 'tr']],
  [/[êâ]/i, ['fr', 'pt']],
]

/** Letters that none of the listed languages writes: Czech, Hungarian, Romanian, Nordic, Vietnamese and others. */
const foreign = /[řůěýőűășțåæøđơưčžšťď]/i

function byWords(text: string): string | undefined {
  if (foreign.test(text)) return undefined
  const words = foldLetters(text).match(/\p{L}+(?:['-]\p{L}+)*/gu) ?? []
  const points = new Map<string, number>()
  const add = (language: string, value: number) => points.set(language, (points.get(language) ?? 0) + value)
  for (const word of words) {
    for (const [language, weight] of weights.get(word) ?? []) add(language, weight)
  }
  const fromWords = Math.max(0, ...points.values())
  for (const [pattern, languages] of letters) {
    if (pattern.test(text)) for (const language of languages) add(language, 1 / languages.length)
  }
  const [first, second] = [...points].sort((a, b) => b[1] - a[1])
  if (!first || fromWords === 0) return undefined
  const [language, score] = first
  if (score < 1.5 * (second?.[1] ?? 0)) return undefined
  // Two points are a telling word, or two that only one language has. With less, or in a language we do not know,
  // only a few of the words look familiar.
  const share = score / words.length
  return (score >= 2 && share >= 0.3) || (score >= 1.5 && share >= 0.5) ? language : undefined
}
