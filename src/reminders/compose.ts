import type { Logger } from 'pino'
import type { Said } from '../announce.ts'
import type { Calendar } from '../calendars/calendar.ts'
import type { Database } from '../store/database.ts'
import { comingFirings, type DueFiring } from '../store/firings.ts'
import { sayEventSoon } from './before-events.ts'
import { briefingDay, briefingReply } from './briefing.ts'
import { dueOf } from './due-firing.ts'
import { lookInto } from './look-into-calendars.ts'

/** What is said of a calendar, looked up when it is due; undefined: nothing is to be said any more. */
export type Compose = (
  due: DueFiring,
  way: { timeZone: string; language: string; signal: AbortSignal },
) => Promise<Said | undefined>

export interface ComposeSettings {
  database: Database
  calendarsOf(person: string): Promise<Calendar[]>
  log: Logger
}

/** What is said by looking into the person's calendars. */
export function createCompose({ database, calendarsOf, log }: ComposeSettings): Compose {
  return async (due, { timeZone, language, signal }) => {
    const calendars = await calendarsOf(due.person)
    const now = due.now.toTemporalInstant()
    if (due.kind === 'before-events')
      return due.event
        ? sayEventSoon({ event: due.event, now }, calendars, { timeZone, language, signal, log })
        : undefined
    const day = briefingDay(now, timeZone)
    // The next one comes at the hour the person wants; this is not it.
    if (!day.equals(briefingDay(dueOf(due), timeZone))) return undefined
    const from = day.toZonedDateTime(timeZone).toInstant()
    const to = day.add({ days: 1 }).toZonedDateTime(timeZone).toInstant()
    const query = { from: from.toString(), to: to.toString(), limit: 100, zone: timeZone }
    const seen = await lookInto(calendars, query, signal, log)
    const coming = await comingFirings(database.pool, due.person, {
      from: Temporal.Instant.compare(now, from) > 0 ? now : from,
      to,
    })
    const reminders = coming.map(({ text, due_at }) => ({ text, at: due_at.toTemporalInstant() }))
    return briefingReply({ ...seen, day, timeZone, reminders }, language)
  }
}
