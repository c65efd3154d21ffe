import type { Prepared, ToolResult } from '../graph/tool.ts'

export interface ReminderRequest {
  /** What to be reminded of, in the person's words. */
  what: string
  /** Time words, e.g. `tomorrow at 5`. One of the three is there. */
  when?: string | undefined
  /** E.g. `every Monday at 9`. */
  repeat?: string | undefined
  /** How long before each event of their calendars, e.g. `30 minutes`. */
  beforeEvents?: string | undefined
}

export interface ReminderChange {
  /** As `list` names it, e.g. `r3`; undefined: the one that was sent last and is still open. */
  reminder?: string | undefined
  /** later: once more after a while (`when`, an hour by default); move: to another time; done; cancel: for good. */
  action: 'later' | 'move' | 'done' | 'cancel'
  when?: string | undefined
}

/**
 * Reminders of the person of a turn. The `plan…` methods settle what the words mean and change nothing; the others carry a
 * plan out, once for a call id. All throw `ToolFailure` in words for the model.
 */
export interface Reminders {
  planCreate(request: ReminderRequest): Promise<Prepared<CreateReminder>>
  create(plan: CreateReminder, callId: string): Promise<ToolResult>
  planChange(change: ReminderChange): Promise<Prepared<ChangeReminder>>
  change(plan: ChangeReminder, callId: string): Promise<ToolResult>
  list(): Promise<ToolResult>
  /** `at`: time words such as `8:00` or `weekdays at 7`; undefined: no briefing any more. */
  planBriefing(at: string | undefined): Promise<Prepared<CreateReminder | { off: true }>>
  setBriefing(plan: CreateReminder | { off: true }, callId: string): Promise<ToolResult>
  /** `HH:MM` each; undefined: there are none. */
  quietHours(): Promise<{ from: string; until: string } | undefined>
  /** Nothing is sent by itself between these times of day; undefined: at any hour. */
  setQuietHours(hours: { from: string; until: string } | undefined): Promise<ToolResult>
}

/** JSON. */
export interface CreateReminder {
  kind: 'reminder' | 'briefing' | 'before-events'
  text: string
  /** `Temporal.ZonedDateTime` as text: the first time; undefined for before-events. */
  first?: string | undefined
  /** RRULE without the name. */
  rule?: string | undefined
  /** Follows the person through time zones, as what repeats by the clock does. */
  floating: boolean
  /** The words mean another moment in another zone: a guessed zone is said aloud then. */
  zoneMatters?: boolean | undefined
  minutesBefore?: number | undefined
}

/** JSON. */
export interface ChangeReminder {
  id: string
  action: ReminderChange['action']
  /** The firing it answers, where there is one. */
  firing?: string | undefined
  /** `Temporal.ZonedDateTime` as text, for later and move; of a series that is moved, its first time. */
  at?: string | undefined
  /** The rule from now on, when a series is moved. */
  rule?: string | undefined
}
