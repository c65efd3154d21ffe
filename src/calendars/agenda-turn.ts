import type { Logger } from 'pino'
import { ToolFailure } from '../errors.ts'
import type { ToolPerson } from '../graph/tool.ts'
import type { Database } from '../store/database.ts'
import { askAbout } from '../time/ask-about.ts'
import type { TimeContext, Unclear } from '../time/when.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import type { Calendars } from './calendars.ts'
import type { Feed } from './feed/feed.ts'
import type { Connect } from './google/connect.ts'

export interface AgendaSettings {
  database: Database
  calendars: Calendars
  /** Undefined: the owner has not set Google up. */
  connect: Pick<Connect, 'linkFor' | 'disconnect'> | undefined
  feed: Pick<Feed, 'pathFor'>
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
export const notClear = (time: Unclear, about = 'The time'): ToolFailure =>
  new ToolFailure(`${about} is not clear, and nothing was done. ${askAbout(time)}`)
