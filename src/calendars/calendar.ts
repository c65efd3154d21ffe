/** When an event is, as JSON, so that it can be kept with a thread and in the log of changes. */
export type EventTime =
  /** `Temporal.ZonedDateTime` as text, e.g. `2026-11-24T15:00:00+00:00[Europe/Lisbon]`; `end` is after `start`. */
  | { kind: 'timed'; start: string; end: string }
  /** `Temporal.PlainDate` as text; both belong to it. */
  | { kind: 'days'; first: string; last: string }

export type Response = 'needsAction' | 'accepted' | 'declined' | 'tentative'

export interface Attendee {
  email: string
  name?: string | undefined
  response: Response
  /** The person whose calendar this is. */
  self: boolean
}

/** An event, or one instance of a series. */
export interface CalendarEvent {
  /** Unique in its calendar. An instance of a series: `<series>_20261124T150000Z`, or `<series>_20261124` for whole days. */
  id: string
  /** `Calendar.id` of where it stands. */
  calendar: string
  status: 'confirmed' | 'tentative' | 'cancelled'
  title: string
  time: EventTime
  location: string
  notes: string
  attendees: Attendee[]
  /** The person organises it. What others organise was written by others: outside content, and not ours to change. */
  own: boolean
  /** Takes the person's time: not declined, not marked as free. */
  busy: boolean
  /** RRULE without the name, of the series itself. */
  rule?: string | undefined
  /** Of an instance: its series, and the time the rule gave it. */
  series?: { id: string; originalStart: string } | undefined
  meetLink?: string | undefined
  /** Where the person can look at it. */
  link?: string | undefined
  /** Changes with each write; given back with the next one. */
  etag: string
}

export interface EventDraft {
  title: string
  time: EventTime
  location?: string | undefined
  notes?: string | undefined
  attendees?: { email: string; name?: string | undefined }[] | undefined
  /** RRULE without the name. */
  rule?: string | undefined
  /** Wants a video call of the provider, where it has them. */
  meet?: boolean | undefined
}

/** What one event may hold, in characters and people: more than anybody writes by hand. */
export const LONGEST = { title: 300, location: 500, notes: 8000, name: 100, email: 320 }
export const MOST_ATTENDEES = 200

/** What is to be otherwise; undefined stays as it is, an empty text is cleared. `rule: ''` ends being a series. */
export type EventChange = Partial<EventDraft>

/** `from` (included) to `to` (not included): instants as text. */
export interface Range {
  from: string
  to: string
}

/** Times somebody is busy, merged and in order; undefined: it cannot be seen. */
export type Busy = Range[] | undefined

export interface WriteOptions {
  /** The state this change was thought out for; another one throws `CalendarRefused('changed')`. Undefined: whatever it is. */
  etag?: string | undefined
  /** Tell the attendees. */
  notify: boolean
}

/**
 * One calendar of one person. Every method may throw `CalendarRefused`, `TransientError` (nothing was done, try later) or
 * `PermanentError`; those that write also `OutcomeUnknown`. Writes are safe to repeat: the same insert finds its event.
 */
export interface Calendar {
  /** Ours, a uuid. */
  readonly id: string
  readonly kind: 'google' | 'local'
  /** As the person knows it, e.g. `ana@example.test` or `Work`. */
  readonly name: string
  /** Has video calls of its own. */
  readonly canMeet: boolean
  /** Instances that overlap the range, by start, without cancelled ones; at most `limit`. `text`: in title, notes, place, people. */
  list(
    query: Range & { text?: string | undefined; limit: number },
    signal: AbortSignal,
  ): Promise<CalendarEvent[]>
  /** By the id of an event, a series or an instance. Undefined: not there, or deleted. */
  get(id: string, signal: AbortSignal): Promise<CalendarEvent | undefined>
  /** `id`: lower-case hex, chosen by us. One that is there already with the same content is returned as it is. */
  insert(id: string, draft: EventDraft, options: WriteOptions, signal: AbortSignal): Promise<CalendarEvent>
  /** The id of an instance makes an exception of that one; of a series, changes all. Returns it as read back. */
  change(id: string, change: EventChange, options: WriteOptions, signal: AbortSignal): Promise<CalendarEvent>
  /** The same for deleting. One that is gone is fine. */
  remove(id: string, options: WriteOptions, signal: AbortSignal): Promise<void>
  /** Takes `remove` back: the event, or the instance, stands again as it did. */
  restore(id: string, options: WriteOptions, signal: AbortSignal): Promise<CalendarEvent>
  /** The person's own answer to an invitation. */
  respond(
    id: string,
    response: Exclude<Response, 'needsAction'>,
    options: WriteOptions,
    signal: AbortSignal,
  ): Promise<CalendarEvent>
  /** When each of these people is busy, by e-mail address; in the local calendar nobody can be seen. */
  busy(emails: string[], range: Range, signal: AbortSignal): Promise<Map<string, Busy>>
}

/** Why a calendar did not do what it was asked; nothing was changed. */
export type Refusal =
  /** It is not there (any more). */
  | 'gone'
  /** Somebody changed it since it was read. */
  | 'changed'
  /** The id belongs to another event. */
  | 'taken'
  /** The person's consent has ended; they have to connect it again. */
  | 'disconnected'
  /** The account may not do that: another's event, a calendar that can only be read, a scope that was not granted. */
  | 'forbidden'
  /** The provider does not take these values. `message` says which. */
  | 'invalid'

export class CalendarRefused extends Error {
  override readonly name = 'CalendarRefused'
  readonly reason: Refusal
  constructor(reason: Refusal, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
