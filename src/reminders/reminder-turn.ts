import type { Logger } from 'pino'
import type { ToolPerson } from '../graph/tool.ts'
import type { Database } from '../store/database.ts'

/** Whose reminders, in which conversation, and when. */
export interface ReminderTurn {
  person: ToolPerson
  conversation: string
  now: Temporal.Instant
  log: Logger
}

export interface RemindersSettings {
  database: Database
  /** Looks for events that a new reminder is for at once. */
  watch(person: string): Promise<void>
}
