import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { GoogleAccount } from './accounts.ts'
import { withTimes } from './event-times.ts'
import {
  isEmail,
  readFields,
  sameAddress,
  type EventFields,
  type EventTime,
  type StoredEvent,
} from './google-event.ts'

const Response = z.enum(['needsAction', 'declined', 'tentative', 'accepted'])
const Time = z.union([
  z.string(),
  z.object({ date: z.string().optional(), dateTime: z.string().optional(), timeZone: z.string().optional() }),
])
const Email = z.string().refine(isEmail, 'must be an e-mail address')

/** An event that is put into a calendar past the API. */
export const AddedEvent = z.object({
  /** Made up when absent. */
  id: z.string().optional(),
  summary: z.string(),
  /** `2026-11-24T15:00`, in the account's zone, or with an offset; `2026-11-24` for a whole day; or as the API has it. */
  start: Time,
  /** An hour later, or a whole day, when absent. Of whole days the day after the last one. */
  end: Time.optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  recurrence: z.array(z.string()).optional(),
  /** Whoever made it, when it was not the account itself, which is then invited. */
  organizer: z.object({ email: Email, displayName: z.string().optional() }).optional(),
  attendees: z
    .array(
      z.object({ email: Email, displayName: z.string().optional(), responseStatus: Response.optional() }),
    )
    .optional(),
  /** The account's own answer to somebody else's event; it has none when absent. */
  response: Response.optional(),
  transparency: z.enum(['opaque', 'transparent']).optional(),
  status: z.enum(['confirmed', 'tentative']).optional(),
})
export type AddedEvent = z.infer<typeof AddedEvent>

/** The event as it is kept, and whose it is. Throws `GoogleRefusal` when its times make no sense. */
export function addedEvent(
  event: AddedEvent,
  account: GoogleAccount,
  { now, origin }: { now: Date; origin: StoredEvent['origin'] },
): { home: string; stored: StoredEvent } {
  const { id = randomUUID().replaceAll('-', ''), organizer, response, attendees = [], ...rest } = event
  const home = organizer?.email.toLowerCase() ?? account.email
  const start = readTime(event.start, account.timeZone)
  const end = event.end === undefined ? defaultEnd(start) : readTime(event.end, account.timeZone)
  const invited = [...attendees]
  if (home !== account.email && !invited.some(({ email }) => sameAddress(email, account.email))) {
    invited.push({ email: account.email, responseStatus: response ?? 'needsAction' })
  }
  const raw: EventFields = { status: 'confirmed', ...rest, start, end }
  const fields = withTimes(
    readFields({ ...raw, ...(invited.length > 0 && { attendees: invited }) }),
    account.timeZone,
  )
  const at = now.toISOString()
  const stored: StoredEvent = {
    id,
    home,
    organizerName: organizer?.displayName,
    creator: home,
    fields,
    etag: '',
    sequence: 0,
    created: at,
    updated: at,
    hiddenFor: [],
    origin,
  }
  return { home, stored }
}

function readTime(given: string | EventTime, timeZone: string): EventTime {
  if (typeof given !== 'string') return given
  return given.includes('T') ? { dateTime: given, timeZone } : { date: given }
}

function defaultEnd(start: EventTime): EventTime {
  if (start.date) return { date: Temporal.PlainDate.from(start.date).add({ days: 1 }).toString() }
  const text = start.dateTime ?? ''
  if (!/(Z|[+-]\d\d:\d\d)$/i.test(text)) {
    return { ...start, dateTime: Temporal.PlainDateTime.from(text).add({ hours: 1 }).toString() }
  }
  return { ...start, dateTime: Temporal.Instant.from(text).add({ hours: 1 }).toString() }
}
