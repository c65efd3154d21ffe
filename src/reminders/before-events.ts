import type { Logger } from 'pino'
import type { Said } from '../announce.ts'
import type { Calendar, CalendarEvent } from '../calendars/calendar.ts'
import { startOf } from '../calendars/event-times.ts'
import { fewAtOnce } from '../few-at-once.ts'
import { phrase } from '../phrases.ts'
import type { Database } from '../store/database.ts'
import { type FiringEvent, type PlannedFiring, planFirings } from '../store/firings.ts'
import { type ReminderRow, watchedReminders } from '../store/reminders.ts'
import { describeWhen } from '../time/describe-when.ts'
import { declined, lookInto } from './look-into-calendars.ts'
import { describeMinutes, titleMarkdown } from './reminder-text.ts'

/** How far beyond its lead a watch looks, so that the next one may be late, in minutes. */
const AHEAD = 15
/** An event that is booked inside of the lead is not announced, but for what the time between two watches makes, in minutes. */
const GRACE = 5
/** Longest look into the calendars of one person, in milliseconds. */
const WATCH_MS = 20_000
/** A calendar that hangs for one person must not make the others late. */
const PEOPLE_AT_ONCE = 16

export interface WatchSettings {
  database: Database
  calendarsOf(person: string): Promise<Calendar[]>
  log: Logger
}

/** Plans what comes before events, every few minutes: one firing for each event and start. `person`: theirs alone. */
export function createWatch({ database, calendarsOf, log }: WatchSettings) {
  const look = fewAtOnce(async (owner: string, rows: (ReminderRow & { now: Date })[]): Promise<void> => {
    try {
      const signal = AbortSignal.timeout(WATCH_MS)
      const now = (rows[0]?.now ?? new Date()).toTemporalInstant()
      const furthest = Math.max(...rows.map(({ minutes_before }) => minutes_before ?? 0)) + AHEAD
      const to = now.add({ minutes: furthest }).toString()
      const query = { from: now.toString(), to, limit: 100, zone: 'UTC' }
      const { events } = await lookInto(await calendarsOf(owner), query, signal, log)
      await planFirings(
        database.pool,
        events.flatMap((event) => rows.flatMap((row) => planned(row, event, now))),
      )
    } catch (err) {
      log.warn({ err }, 'coming events of a person were not looked at')
    }
  }, PEOPLE_AT_ONCE)

  return async function watch(person?: string): Promise<void> {
    const all = await watchedReminders(database.pool)
    const byPerson = Map.groupBy(
      all.filter((row) => person === undefined || row.person === person),
      (row) => row.person,
    )
    await Promise.all([...byPerson].map(([owner, rows]) => look(owner, rows)))
  }
}

function planned(row: ReminderRow, event: CalendarEvent, now: Temporal.Instant): PlannedFiring[] {
  const { time } = event
  if (time.kind !== 'timed' || !event.busy) return []
  const start = startOf(time)
  const minutes = row.minutes_before ?? 0
  const due = start.subtract({ minutes })
  const away = now.until(due).total('minutes')
  if (away < -Math.min(GRACE, minutes / 2) || away > AHEAD) return []
  const { calendar, id, title, own } = event
  const occurrence = `event:${calendar}/${id}@${start.toString()}`
  const seen: FiringEvent = { calendar, id, title, start: time.start, end: time.end, own }
  return [{ reminder: row.id, conversation: row.conversation, occurrence, due, event: seen }]
}

/**
 * What is said before an event, as it is now; undefined when it is gone, was moved (the watch finds it where it is), or has
 * begun. Of a calendar that cannot be read, what was seen last is said.
 */
export async function sayEventSoon(
  { event, now }: { event: FiringEvent; now: Temporal.Instant },
  calendars: Calendar[],
  way: { timeZone: string; language: string; signal: AbortSignal; log: Logger },
): Promise<Said | undefined> {
  const { timeZone, language, signal, log } = way
  let current: Pick<CalendarEvent, 'title' | 'own'> & Partial<CalendarEvent> = event
  const calendar = calendars.find(({ id }) => id === event.calendar)
  if (!calendar) return undefined // disconnected meanwhile
  try {
    const found = await calendar.get(event.id, signal)
    if (!found || found.status === 'cancelled' || declined(found) || !isAt(found, event.start))
      return undefined
    current = found
  } catch (err) {
    log.warn({ err, calendar: event.calendar }, 'an event could not be looked at, saying what was seen last')
  }
  const at = Temporal.ZonedDateTime.from(event.start)
  const minutes = Math.round(now.until(at.toInstant()).total('minutes'))
  if (minutes < 1) return undefined
  const when = describeWhen(
    { kind: 'moment', at, end: Temporal.ZonedDateTime.from(event.end) },
    { timeZone, language },
  )
  const lines = [
    `⏰ ${phrase('eventSoon', language, { time: describeMinutes(minutes, language), event: `**${titleMarkdown(current.title)}**` })}`,
    when,
    current.location && `📍 ${titleMarkdown(current.location)}`,
    current.meetLink && `<${current.meetLink}>`,
  ]
  return { reply: { text: lines.filter(Boolean).join('\n\n') }, outside: !current.own }
}

const isAt = ({ time }: CalendarEvent, start: string): boolean =>
  time.kind === 'timed' && startOf(time).equals(Temporal.ZonedDateTime.from(start).toInstant())
