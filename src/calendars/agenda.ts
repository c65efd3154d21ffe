import type { Prepared, ToolResult } from '../graph/tool.ts'
import type { EventChange, EventDraft, EventTime, Response } from './calendar.ts'

/** Which instances of a series are meant. */
export type Scope = 'this' | 'following' | 'all'

/** Time words are the person's, never worked out by the model. */
export interface BookRequest {
  title: string
  /** E.g. `tomorrow at 3 PM`, `Friday all day`, `24 Nov from 3 to 4:30`. */
  when: string
  /** E.g. `45 minutes`; an hour when nothing is said. */
  duration?: string | undefined
  /** E.g. `every Monday`, `weekdays until June`. */
  repeat?: string | undefined
  /** Only addresses that the person gave. */
  attendees?: { email: string; name?: string | undefined }[] | undefined
  location?: string | undefined
  notes?: string | undefined
  meet?: boolean | undefined
  /** A calendar by its name; undefined: the default one. */
  calendar?: string | undefined
  /** The person knows of the conflict and wants it all the same. */
  evenIfBusy?: boolean | undefined
}

export interface ChangeRequest {
  /** As `find` names it; undefined: the one that was booked or changed last in this conversation. */
  event?: string | undefined
  /** What changes of the time, e.g. `4 PM`, `half an hour later`, `to Friday`. */
  when?: string | undefined
  duration?: string | undefined
  repeat?: string | undefined
  title?: string | undefined
  location?: string | undefined
  notes?: string | undefined
  addAttendees?: { email: string; name?: string | undefined }[] | undefined
  removeAttendees?: string[] | undefined
  meet?: boolean | undefined
  scope?: Scope | undefined
  evenIfBusy?: boolean | undefined
}

/**
 * One write to a calendar, as JSON, with what takes it back. The event's id may begin with `NEW_SERIES`: that which the
 * insert of the same plan made.
 */
export type Step =
  | { do: 'insert'; draft: EventDraft }
  | { do: 'change'; event: string; change: EventChange; back: EventChange; etag?: string | undefined }
  | { do: 'remove'; event: string; etag?: string | undefined }
  | { do: 'restore'; event: string }
  | { do: 'respond'; event: string; response: Answered; back: Response; etag?: string | undefined }

export type Answered = Exclude<Response, 'needsAction'>

export const NEW_SERIES = '+'

/** A time that nothing stood in the way of, as JSON. */
export interface FoundFree {
  /** An instant. */
  at: string
  title: string
  time: EventTime
  rule?: string | undefined
  /** An event or a series that does not count: the one that is changed. */
  except?: string | undefined
}

/** What is to be done, as JSON: settled when it was asked for, carried out once. */
export interface EventPlan {
  calendar: string
  action: 'book' | 'change' | 'remove' | 'answer' | 'undo'
  steps: Step[]
  /** The event that is read back at the end and shown. */
  subject: string
  /** The person's words for it where it will be gone: title and when. */
  shown: string
  notify: boolean
  /** Who hears of it, by e-mail address. */
  told: string[]
  /** How it is told. */
  say: 'booked' | 'changed' | 'deleted' | 'seriesDeleted' | 'restored' | 'answered'
  /** Times are a guess, as long as nobody said where the person is. */
  guessed?: boolean | undefined
  /** An instant: once it is over, it is too late to do this. */
  goodUntil?: string | undefined
  /** Of what must not stand in the way of anything: what was found free, and when that was looked at. */
  free?: FoundFree | undefined
  /** Titles of what stands at the same hours. */
  overlaps?: string[] | undefined
  /** What else the model has to know, e.g. which calendars could not be looked at. */
  besides: string[]
  /** Something of it was written by others. */
  outside: boolean
  /** Of undo: the change it takes back. */
  undoes?: string | undefined
}

/**
 * The calendars of the person of a turn: words in, facts out. The `plan…` methods resolve times, look for conflicts and say
 * what the person must be asked, and change nothing; `carryOut` does what was planned, once for a call id, reads it back and
 * says it. All throw `ToolFailure` in words for the model.
 */
export interface Agenda {
  planBooking(request: BookRequest): Promise<Prepared<EventPlan>>
  planChange(request: ChangeRequest): Promise<Prepared<EventPlan>>
  planRemoval(request: {
    event?: string | undefined
    scope?: Scope | undefined
  }): Promise<Prepared<EventPlan>>
  planAnswer(request: {
    event: string
    answer: 'accept' | 'decline' | 'maybe'
    scope?: 'this' | 'all' | undefined
  }): Promise<Prepared<EventPlan>>
  /** Takes the last change of this person back that was not taken back yet. */
  planUndo(): Promise<Prepared<EventPlan>>
  carryOut(plan: EventPlan, callId: string): Promise<ToolResult>
  /** `when`: time words, the next seven days when nothing is said. */
  find(request: { when?: string | undefined; text?: string | undefined }): Promise<ToolResult>
  /** When everybody is free. `people`: e-mail addresses besides the person's own. */
  freeTime(request: { when: string; duration: string; people?: string[] | undefined }): Promise<ToolResult>
  /** Their calendars by name, kind and state, and which one is written to. */
  calendars(): Promise<ToolResult>
  /** A link with which the person connects Google. */
  connect(): Promise<ToolResult>
  planDisconnect(account: string | undefined): Promise<Prepared<{ account: string }>>
  disconnect(plan: { account: string }): Promise<ToolResult>
  setDefault(calendar: string): Promise<ToolResult>
  /** The private link to subscribe to the local calendar; `renew`: the old one stops working. */
  feed(renew: boolean): Promise<ToolResult>
}
