import type { Logger } from 'pino'
import type { Announce } from './announce.ts'
import type { Calendar } from './calendars/calendar.ts'
import type { Reach } from './crash-points.ts'
import type { Metrics } from './metrics.ts'
import type { ZoneSettings } from './people/where.ts'
import { createRemind } from './remind.ts'
import type { Database } from './store/database.ts'
import type { Queue } from './store/queue.ts'
import { createWatch } from './reminders/before-events.ts'
import { createCompose } from './reminders/compose.ts'
import { createReminders } from './reminders/create-reminders.ts'
import { refloat } from './reminders/refloat.ts'
import type { ReminderTurn } from './reminders/reminder-turn.ts'
import type { Reminders } from './reminders/reminders.ts'
import { createSweepReminders } from './reminders/sweep-reminders.ts'

export interface OpenRemindersSettings {
  database: Database
  queue: Queue
  announce: Announce
  /** The third step. */
  deliver: (conversation: string, signal: AbortSignal) => Promise<void>
  calendarsOf(person: string): Promise<Calendar[]>
  /** Most messages that are started for one person in an hour. */
  mostPerHour: number
  zone: ZoneSettings
  /** Of a person whose own is not known. */
  language: string
  metrics: Metrics
  log: Logger
  reach: Reach
}

export interface OpenReminders {
  remindersOf(turn: ReminderTurn): Reminders
  /** The person is in another zone now. */
  zoneChanged(person: string, timeZone: string): Promise<void>
  /** The step: runs in the worker of `remind`. */
  remind(conversation: string, signal: AbortSignal): Promise<void>
  /** Every minute, on one process. */
  sweep(): Promise<void>
  /** Every two minutes, on one process. */
  watch(): Promise<void>
}

/** All that comes by itself, put together. */
export function openReminders(settings: OpenRemindersSettings): OpenReminders {
  const { database } = settings
  const watch = createWatch(settings)
  return {
    watch: () => watch(),
    remindersOf: createReminders({ database, watch }),
    zoneChanged: (person, timeZone) => refloat(database, person, timeZone),
    remind: createRemind({ ...settings, compose: createCompose(settings) }),
    sweep: createSweepReminders(settings),
  }
}
