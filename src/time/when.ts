export interface TimeContext {
  now: Temporal.Instant
  /** IANA: the zone of the person. */
  timeZone: string
  /** BCP-47; a region decides whether 3/4 is in March or in April. */
  language?: string
  /** What the words are for; `event` where nothing is said. Only a search may lie in the past. */
  purpose?: 'event' | 'reminder' | 'search'
}

export type Problem =
  | 'not-understood'
  | 'past'
  | 'impossible'
  | 'gap'
  | 'overlap'
  | 'ambiguous'
  | 'end-before-start'
  | 'too-far'
  | 'unknown-zone'

export type When =
  /** `end` when a range or a duration was said. */
  | { kind: 'moment'; at: Temporal.ZonedDateTime; end?: Temporal.ZonedDateTime }
  /** All day; both days included. */
  | { kind: 'days'; first: Temporal.PlainDate; last: Temporal.PlainDate }

export interface Unclear {
  kind: 'unclear'
  problem: Problem
  /** Plain English, for the model to put to the person. */
  question: string
  /** The readings there are, each in a form that `resolveWhen` takes. */
  choices?: string[]
}

export type Resolved = When | Unclear

export function unclear(problem: Problem, question: string, choices?: readonly string[]): Unclear {
  return { kind: 'unclear', problem, question, ...(choices?.length ? { choices: [...choices] } : {}) }
}

export const notUnderstood = (words: string): Unclear =>
  unclear(
    'not-understood',
    words.length > 200
      ? 'These are too many words for one time. When exactly should it be?'
      : `I could not read "${words.replace(/\p{Cc}/gu, ' ')}" as a time. Which day, and at what time?`,
  )

/** Each word is understood, but not what they say together. */
export const conflicting = (): Unclear =>
  unclear('not-understood', 'These words do not fit together as one time. Which day, and at what time?')

/** A moment as a choice: to the minute, with offset and zone, so that it has one reading. */
export const choice = (at: Temporal.ZonedDateTime): string =>
  at.toString({ smallestUnit: at.second === 0 ? 'minute' : 'second' })
