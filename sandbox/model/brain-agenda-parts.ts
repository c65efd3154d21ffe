import { mainTime, type TimeWords, timesIn } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

/** What a sentence about an event says, apart from what is to be done. */
export interface Parts {
  when: string | undefined
  duration: string | undefined
  attendees: { email: string; name?: string }[] | undefined
  meet: true | undefined
  /** What is left. */
  rest: string
}

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const NAMED = /(\p{Lu}[\p{L}'-]*(?:\s+\p{Lu}[\p{L}'-]*)?)\s*[<(]\s*([\w.+-]+@[\w-]+(?:\.[\w-]+)+)\s*[>)]/gu
const AMOUNT = String.raw`(?:\d+(?:[.,]\d+)?|an?|one|two|three|half an|eine[rn]?|ein|una?|uma|meia|media|une?|zwei|dos|duas|deux)`
const UNIT = String.raw`(?:h|hours?|hrs?|min|mins|minutes?|minut[eo]s?|minuten|stunden?|horas?|heures?)`
const LASTING = words(
  String.raw`(?:for|lasting|für|durante|por|pendant|pour|de)\s+(${AMOUNT}\s*${UNIT}(?:\s+and a half)?)(?!\s+(?:before|vor|antes|avant))`,
)
const LONG = words(
  String.raw`(\d+)[- ](minutes?|min|hours?)(?=[- ]\p{L})(?!\s+(?:before|later|earlier|longer))`,
)
const MEET = words(
  String.raw`(?:(?:with|and|plus|mit|con|com|avec)\s+)?(?:an?\s+|einem\s+|un\s+|une\s+|uma?\s+)?(?:google\s+meet|meet[- ]link|video[- ]?(?:call|link)|videollamada|videochamada|videoanruf|lien\s+meet)(?:\s+link)?`,
)

/** Takes a sentence apart. `which` of several times is meant, when they are not the day and the hour of one. */
export function partsOf(text: string, which: 'first' | 'last' = 'first'): Parts {
  const attendees: { email: string; name?: string }[] = [...text.matchAll(NAMED)].map(
    ([, name = '', email = '']) => ({ email, name }),
  )
  let rest = text.replace(NAMED, '$1')
  attendees.push(...[...rest.matchAll(EMAIL)].map(([email]) => ({ email })))
  rest = rest.replace(EMAIL, ' ')
  const lasting = LASTING.exec(rest)
  const long = lasting ? undefined : LONG.exec(rest)
  rest = rest.replace(lasting?.[0] ?? long?.[0] ?? '', ' ')
  const meet = MEET.test(rest) || undefined
  rest = rest.replace(MEET, ' ')
  const times = mainTime(timesIn(rest), which)
  return {
    when: times.map((time) => time.words).join(' ') || undefined,
    duration: lasting?.[1] ?? (long ? `${long[1]} ${long[2]}` : undefined),
    attendees: attendees.length > 0 ? attendees : undefined,
    meet,
    rest: tidy(without(rest, times)),
  }
}

const without = (text: string, times: readonly TimeWords[]): string =>
  times.toReversed().reduce((left, { start, end }) => `${left.slice(0, start)} ${left.slice(end)}`, text)

const DANGLING = words(
  String.raw`with|and|on|at|in|to|for|from|of|by|mit|und|am|um|con|y|el|a las|com|e|às|à|a|na|no|em|avec|et|le|la|de|the|auf|al|para|zu|den|dem|der|el`,
)

/** Without blanks and small words that lead nowhere any more. */
export function tidy(text: string): string {
  let left = text
    .replace(/\s+/g, ' ')
    .replace(/\s+([.,;:!?])/g, '$1')
    .trim()
  for (;;) {
    const shorter = left
      .replace(/[\s.,;:!?]+$/u, '')
      .replace(new RegExp(`(?:^|\\s)${DANGLING.source}$`, 'iu'), '')
      .replace(/^[\s.,;:!?]+/u, '')
    if (shorter === left) return left
    left = shorter
  }
}
