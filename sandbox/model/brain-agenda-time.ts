import {
  DAYS,
  HOURS,
  MONTHS,
  UNITS,
  WHICH,
  IN,
  LATER,
  CLOCK_SUFFIX,
  AT,
  BETWEEN,
  LINKS,
  DROPPED,
} from './brain-agenda-vocabulary.ts'

/** Time words in a text, as they stand there. They are found and never worked out: that is for the service. */
export interface TimeWords {
  words: string
  start: number
  end: number
}

/** Lower case without accents: people leave them out. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const DATE = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}\/\d{1,2}|\d{1,2}(?:st|nd|rd|th))$/
const CLOCK =
  /^(?:\d{4}-\d{2}-\d{2}t[\d:]+|\d{1,2}(?:[:.]\d{2}|(?:[:.]\d{2})?(?:am|pm|h|uhr)|h\d{2})|\d{1,2}(?:[:.]\d{2})?(?:am|pm|h)?[-–]\d{1,2}(?:[:.]\d{2})?(?:am|pm|h)?)$/

type Kind = 'day' | 'clock' | 'part' | 'link' | 'other'

interface Token {
  word: string
  start: number
  end: number
  /** A sign behind it ends the phrase. */
  stops: boolean
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: raw, index }) => {
    const open = /^["“(¿¡[]*/.exec(raw)?.[0].length ?? 0
    const bare = raw.slice(open).replace(/['’]s$|['’]s(?=[.,;:!?]+$)/u, '')
    const body = bare.replace(/[.,;:!?)"”\]]+$/u, '')
    const start = index + open
    const word = fold(body)
      .replace('’', "'")
      .replace(/-feira$/, '')
    const ends = /[.;:!?)]/.test(bare.slice(body.length)) && !/^\d{1,2}$|^[ap]\.m$/.test(word)
    return { word, start, end: start + body.length, stops: ends }
  })
}

function kindOf(tokens: Token[], at: number): Kind {
  const word = tokens[at]?.word ?? ''
  const before = tokens[at - 1]?.word ?? ''
  const after = tokens[at + 1]?.word ?? ''
  const next = tokens[at + 2]?.word ?? ''
  if (DAYS.has(word) || DATE.test(word)) return 'day'
  if (HOURS.has(word) || CLOCK.test(word)) return 'clock'
  if (MONTHS.has(word)) {
    const earlier = tokens[at - 2]?.word ?? ''
    const dated = [before, after, earlier].some((one) => /^\d{1,4}(?:st|nd|rd|th)?$/.test(one))
    return dated || IN.has(before) || WHICH.has(before) || AT.has(before) ? 'day' : 'other'
  }
  if (/^\d{1,2}$/.test(word)) {
    if (CLOCK_SUFFIX.has(after)) return 'clock'
    if (AT.has(before) && !UNITS.has(after)) return before === 'dia' ? 'day' : 'clock'
    if (UNITS.has(after) || [before, after, next].some((one) => MONTHS.has(one))) return 'part'
    return BETWEEN.has(before) ? 'clock' : 'other'
  }
  if (/^\d{4}$/.test(word))
    return [before, tokens[at - 2]?.word ?? ''].some((one) => MONTHS.has(one)) ? 'part' : 'other'
  if (CLOCK_SUFFIX.has(word)) return at > 0 ? 'part' : 'other'
  if (UNITS.has(word)) {
    const ahead = tokens.slice(Math.max(0, at - 4), at).some((one) => IN.has(one.word))
    return WHICH.has(before) || ahead || LATER.has(after) ? 'day' : 'part'
  }
  if (LATER.has(word)) return UNITS.has(before) ? 'part' : 'other'
  if (WHICH.has(word) || AT.has(word) || BETWEEN.has(word) || IN.has(word) || LINKS.has(word)) return 'link'
  return 'other'
}

/** All time phrases of a text, in order. */
export function timesIn(text: string): TimeWords[] {
  const tokens = tokensOf(text)
  const kinds = tokens.map((_token, at) => kindOf(tokens, at))
  const found: TimeWords[] = []
  for (let from = 0; from < tokens.length; from++) {
    let to = from
    while (to < tokens.length && kinds[to] !== 'other') if (tokens[to++]?.stops) break
    if (to === from) continue
    const phrase = trim(tokens, kinds, from, to)
    if (phrase) found.push({ ...phrase, words: text.slice(phrase.start, phrase.end) })
    from = to - 1
  }
  return found
}

/** Without the small words at its ends that lead to the rest of the sentence; undefined when nothing else is in it. */
function trim(
  tokens: Token[],
  kinds: Kind[],
  from: number,
  to: number,
): { start: number; end: number } | undefined {
  if (!kinds.slice(from, to).some((kind) => kind === 'day' || kind === 'clock')) return undefined
  let end = to
  while (kinds[end - 1] === 'link' && !/^(prochain|viene|vem)/.test(tokens[end - 1]?.word ?? '')) end--
  let start = from
  while (leadsNowhere(tokens, kinds, start)) start++
  return { start: tokens[start]?.start ?? 0, end: tokens[end - 1]?.end ?? 0 }
}

/** "On" of "on Friday": the "at" of "at 5" and the "a" of "a las 5" belong to the time. */
function leadsNowhere(tokens: Token[], kinds: Kind[], at: number): boolean {
  const [word = '', next = '', second = ''] = tokens.slice(at, at + 3).map((token) => token.word)
  if (UNITS.has(word)) return !/^\d/.test(next)
  if (kinds[at] !== 'link') return false
  if (word === 'a' || word === 'an') return kinds[at + 1] === 'day' && !UNITS.has(next)
  const bare = /^\d{1,2}$/.test(next) && !MONTHS.has(second) && !CLOCK_SUFFIX.has(second)
  return DROPPED.has(word) && !bare
}

/** The part of time words that says the day, and the part that says the hour. */
function sidesOf(words: string): { day: string; clock: string } {
  const tokens = tokensOf(words)
  const kinds = tokens.map((_token, at) => kindOf(tokens, at))
  const leads = (word: string): boolean => AT.has(word) || BETWEEN.has(word)
  const isClock = (at: number): boolean => {
    const word = tokens[at]?.word ?? ''
    if (kinds[at] === 'clock' || CLOCK_SUFFIX.has(word)) return true
    return kinds[at] === 'link' && leads(word) && isClock(at + 1)
  }
  const side = (clock: boolean): string =>
    tokens
      .filter((_token, at) => isClock(at) === clock)
      .map((token) => words.slice(token.start, token.end))
      .join(' ')
  return { day: side(false), clock: side(true) }
}

/** The earlier words with what the later ones say otherwise: `tomorrow at 3 PM` and `at 5` make `tomorrow at 5`. */
export function mergeTimes(before: string, after: string): string {
  const [old, now] = [sidesOf(before), sidesOf(after)]
  if (!now.day) return [old.day, after].filter(Boolean).join(' ')
  return now.clock || RELATIVE.test(after) || !old.clock ? after : `${after} ${old.clock}`
}

/** The pieces of the one time a sentence is about: a day and an hour may stand apart, of others the first or last counts. */
export function mainTime(times: readonly TimeWords[], which: 'first' | 'last' = 'first'): TimeWords[] {
  const sides = times.map(({ words }) => sidesOf(words))
  const day = sides.findIndex((side) => side.day && !side.clock)
  const clock = sides.findIndex((side) => side.clock && !side.day)
  if (times.length === 2 && day >= 0 && clock >= 0) return [...times]
  if (which === 'last') return times.slice(-1)
  const whole = sides.findIndex((side) => side.day && side.clock)
  return times.slice(Math.max(0, whole)).slice(0, 1)
}

const RELATIVE = /^(?:in|en|em|dans)\s|\b(?:later|earlier)\b/i

/** Whether it comes again and again. */
export const repeats = (words: string): boolean =>
  /(?<!\p{L})(?:every|each|daily|weekly|monthly|yearly|weekdays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|cada|todos? (?:los|os)|todas (?:las|as)|toda|jede[nrs]?|taglich|werktags|wochentags|chaque|tous les)(?!\p{L})/iu.test(
    fold(words),
  )
