import type { Logger } from 'pino'
import { ToolFailure } from '../errors.ts'
import type { ToolPerson } from '../graph/tool.ts'
import type { Database } from '../store/database.ts'
import type { TimeContext, Unclear } from '../time/when.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import type { Calendars } from './calendars.ts'

export interface AgendaSettings {
  database: Database
  calendars: Calendars
  /** Undefined: the owner has not set Google up. */
  connect:
    | {
        linkFor(person: string, conversation: string): Promise<string>
        /** The addresses of the accounts that were disconnected. */
        disconnect(person: string, email: string | undefined, signal: AbortSignal): Promise<string[]>
      }
    | undefined
  /** The private address of a local calendar, e.g. `/calendar/<token>.ics`. */
  feed: { pathFor(calendar: { id: string; feedVersion: number }): string }
  /** Without a slash at its end. */
  publicUrl: () => string
}

/** Whose calendars, in which conversation, and when. */
export interface AgendaTurn {
  person: ToolPerson
  conversation: string
  now: Temporal.Instant
  signal: AbortSignal
  log: Logger
}

/** What everything of the agenda works with. */
export interface Desk extends AgendaTurn {
  settings: AgendaSettings
}

export function timeContext(
  { person, now }: AgendaTurn,
  purpose: TimeContext['purpose'] = 'event',
): TimeContext {
  return { now, timeZone: person.timezone, language: person.language, purpose }
}

/** A zone nobody lives in: where it comes out again, the words named none. */
const NOWHERE = 'Etc/GMT+12'

/** Times are wrong for somebody of whom nobody knows where they are; a zone in the words is as good as knowing. */
export function needZone(desk: AgendaTurn, words: (string | undefined)[]): void {
  if (desk.person.zoneSource !== 'unknown') return
  const named = words.some((said) => {
    if (said === undefined) return false
    const when = resolveWhen(said, { ...timeContext(desk, 'search'), timeZone: NOWHERE })
    return when.kind === 'moment' && when.at.timeZoneId !== NOWHERE
  })
  if (!named)
    throw new ToolFailure(
      'Nothing was done: it is not known in which time zone the person is. Ask which city they are in, set it with ' +
        'time-zone, then call this again.',
    )
}

/** What is unclear about a time, for the model to ask about. */
export function notClear({ problem, question, choices = [] }: Unclear, about = 'The time'): ToolFailure {
  const readings = choices.map((reading) => (problem === 'overlap' ? reading : readable(reading)))
  const offered = readings.length > 0 ? ` Choices: ${readings.join('; or ')}.` : ''
  return new ToolFailure(`${about} is not clear, and nothing was done. Ask the person: ${question}${offered}`)
}

/** `2026-11-24T15:00+00:00[Europe/Lisbon]` → `Tuesday 2026-11-24 15:00`; what is no time stays as it is. */
function readable(reading: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?/.exec(reading) ?? []
  if (!day) return reading
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(
    Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds,
  )
  return [weekday, day, time].filter(Boolean).join(' ')
}
