import { ToolFailure } from '../errors.ts'
import type { ToolPerson } from '../graph/tool.ts'
import { askAbout } from '../time/ask-about.ts'
import { occurrences } from '../time/occurrences.ts'
import { resolveRecurrence } from '../time/recurrence.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import type { Resolved, TimeContext, Unclear, When } from '../time/when.ts'

export interface TimesOf {
  person: ToolPerson
  now: Temporal.Instant
}

/** What a day without an hour means. */
const USUAL_HOUR = Temporal.PlainTime.from('09:00')
/** A series may not come more often, in minutes: it would be a flood. */
const CLOSEST_MINUTES = 15
/** Words that mean the same moment here and there do not depend on a zone. */
const ELSEWHERE = 'Pacific/Honolulu'

/** One moment ahead. Throws `ToolFailure`. */
export function readMoment(
  words: string,
  turn: TimesOf,
): { at: Temporal.ZonedDateTime; zoneMatters: boolean } {
  const at = placed(resolveWhen(words, contextOf(turn)), turn)
  const there = resolveWhen(words, { ...contextOf(turn), timeZone: ELSEWHERE })
  const same =
    'at' in at &&
    there.kind === 'moment' &&
    Temporal.Instant.compare(there.at.toInstant(), at.at.toInstant()) === 0
  if (!same) wantZone(turn, at)
  if ('kind' in at) return failUnclear(at)
  return { at: at.at, zoneMatters: !same }
}

/** A series. Throws `ToolFailure`; also when it comes too often. */
export function readSeries(
  words: string,
  turn: TimesOf,
): { first: Temporal.ZonedDateTime; rule: string; floating: boolean } {
  const series = resolveRecurrence(words, contextOf(turn))
  const there = resolveRecurrence(words, { ...contextOf(turn), timeZone: ELSEWHERE })
  const floating = !(
    there.kind === 'recurrence' &&
    there.first.kind === 'moment' &&
    there.first.at.timeZoneId !== ELSEWHERE
  )
  if (floating) wantZone(turn, series)
  if (series.kind === 'unclear') return failUnclear(series)
  const { rule } = series
  const begun = placed(series.first, turn)
  if ('kind' in begun) return failUnclear(begun)
  const coming = occurrences(rule, begun.at, { from: turn.now, limit: 30 })
  const [first] = coming
  if (!first) throw new ToolFailure('It would never come. Nothing was set.')
  if (coming.some((at, place) => tooClose(coming[place - 1], at)))
    throw new ToolFailure(
      `Reminders come every ${CLOSEST_MINUTES} minutes at most. Say so and ask how often it should be. Nothing was set.`,
    )
  return {
    first: Temporal.Instant.compare(begun.at.toInstant(), turn.now) >= 0 ? begun.at : first,
    rule,
    floating,
  }
}

function tooClose(before: Temporal.ZonedDateTime | undefined, at: Temporal.ZonedDateTime): boolean {
  return before !== undefined && before.until(at).total('minutes') < CLOSEST_MINUTES
}

export function contextOf({ person, now }: TimesOf): TimeContext {
  return { now, timeZone: person.timezone, language: person.language, purpose: 'reminder' }
}

/** A whole day has its usual hour. */
export function placed(when: Resolved, { person, now }: TimesOf): { at: Temporal.ZonedDateTime } | Unclear {
  if (when.kind === 'unclear') return when
  if (when.kind === 'moment') return { at: when.at }
  const at = when.first.toZonedDateTime({ timeZone: person.timezone, plainTime: USUAL_HOUR })
  if (Temporal.Instant.compare(at.toInstant(), now) > 0) return { at }
  return { kind: 'unclear', problem: 'ambiguous', question: 'At what time?' }
}

function wantZone(
  { person }: TimesOf,
  read: { kind: string } | { at: Temporal.ZonedDateTime } | Unclear,
): void {
  const hopeless =
    'problem' in read && ['not-understood', 'impossible', 'unknown-zone'].includes(read.problem)
  if (person.zoneSource === 'unknown' && !hopeless)
    throw new ToolFailure(
      'It is not known in which time zone the person is. Ask which city they are in, set it with time-zone, and then call ' +
        'this again. Nothing was set.',
    )
}

export function failUnclear(time: Unclear): never {
  throw new ToolFailure(`It is not clear when. ${askAbout(time)} Nothing was set.`)
}

export const momentOf = (at: Temporal.ZonedDateTime): When => ({ kind: 'moment', at })
