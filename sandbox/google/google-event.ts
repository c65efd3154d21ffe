import { z } from 'zod'
import { invalid } from './google-refusal.ts'

const Time = z.object({
  /** `2026-11-24`: a whole day. */
  date: z.string().nullish(),
  /** RFC 3339. Kept as an instant in UTC; shown in the zone that is asked for. */
  dateTime: z.string().nullish(),
  timeZone: z.string().nullish(),
})
const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+$/
const Attendee = z.object({
  email: z.string().regex(EMAIL),
  displayName: z.string().nullish(),
  responseStatus: z.enum(['needsAction', 'declined', 'tentative', 'accepted']).nullish(),
  optional: z.boolean().nullish(),
  comment: z.string().nullish(),
})
const Properties = z.record(z.string().max(44), z.string().max(1024)).nullish()

/** What a caller may set of an event (PROTOCOLS 6.2); all else in a body is ignored, as Google does. */
export const EventFields = z.object({
  status: z.enum(['confirmed', 'tentative', 'cancelled']).nullish(),
  summary: z.string().max(1024).nullish(),
  description: z.string().max(8192).nullish(),
  location: z.string().max(1024).nullish(),
  start: Time.nullish(),
  end: Time.nullish(),
  recurrence: z.array(z.string()).nullish(),
  attendees: z.array(Attendee).max(200, 'more than 200 attendees').nullish(),
  transparency: z.enum(['opaque', 'transparent']).nullish(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).nullish(),
  extendedProperties: z.object({ private: Properties, shared: Properties }).nullish(),
  reminders: z
    .object({
      useDefault: z.boolean().nullish(),
      overrides: z
        .array(z.object({ method: z.enum(['email', 'popup']), minutes: z.number().int().min(0).max(40_320) }))
        .max(5)
        .nullish(),
    })
    .nullish(),
  conferenceData: z
    .looseObject({
      createRequest: z
        .looseObject({
          requestId: z.string().min(1),
          conferenceSolutionKey: z.object({ type: z.string() }).nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
export type EventFields = z.infer<typeof EventFields>
export type EventTime = z.infer<typeof Time>
export type EventAttendee = z.infer<typeof Attendee>

/** An event as it is kept, once, in the calendar of its organizer. */
export interface StoredEvent {
  id: string
  /** The calendar it stands in, which is its organizer. Others see it there, when they are invited. */
  home: string
  organizerName?: string
  creator: string
  /** Of an exception to a series only what differs from it. */
  fields: EventFields
  /** Of an exception: its series, and the start that the rule gave it. */
  exception?: { series: string; original: EventTime }
  /** Quoted, as it goes over the wire. */
  etag: string
  sequence: number
  /** ISO 8601. */
  created: string
  updated: string
  /** Invited calendars that deleted it for themselves. */
  hiddenFor: string[]
  /** `api`: through the calendar API, e.g. by the assistant; `page`: by hand on the sandbox's page; `test`: by a test. */
  origin: 'api' | 'page' | 'test'
}

/** An event, or an instance of a series, with all it takes from its series. */
export interface SeenEvent extends StoredEvent {
  /** Not kept by itself: it is one occurrence of the rule. */
  virtual: boolean
}

/** Reads a body; throws `GoogleRefusal`. */
export function readFields(value: unknown): EventFields {
  const parsed = EventFields.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`Invalid value for: ${issue?.path.join('.') || 'event'} (${issue?.message})`)
}

/** Merges as PATCH does: objects by their keys, arrays and values as a whole, null takes away. */
export function merged(old: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: Record<string, unknown> = isObject(old) ? { ...old } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else if (value !== undefined) result[key] = merged(result[key], value)
  }
  return result
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const sameAddress = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
export const isEmail = (text: string) => EMAIL.test(text)
