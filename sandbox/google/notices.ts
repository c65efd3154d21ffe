import { sameAddress, type EventAttendee, type SeenEvent } from './google-event.ts'

/** A mail that Google would have sent. */
export interface Notice {
  /** ISO 8601. */
  at: string
  to: string
  kind: 'invitation' | 'update' | 'cancellation' | 'response'
  /** Whose doing it was. */
  by: string
  event: string
  summary: string
}

export type SendUpdates = 'all' | 'externalOnly' | 'none'

/** Nobody is told unless it is asked for (PROTOCOLS 6.3). */
export function readSendUpdates(query: URLSearchParams): SendUpdates {
  const asked = query.get('sendUpdates')
  if (asked === 'all' || asked === 'externalOnly') return asked
  return asked === null && query.get('sendNotifications') === 'true' ? 'all' : 'none'
}

/**
 * Who gets a mail when the organizer has changed `before` (undefined: it is new) into `after` (undefined: it is deleted),
 * or an attendee has answered. `isGoogle`: whether an address has a calendar here.
 */
export function noticesOf(
  change: { before?: SeenEvent; after?: SeenEvent; by: string; at: string },
  sendUpdates: SendUpdates,
  isGoogle: (email: string) => boolean,
): Notice[] {
  const { before, after, by, at } = change
  const event = after ?? before
  if (sendUpdates === 'none' || !event) return []
  const about = { at, by, event: event.id, summary: event.fields.summary ?? '' }
  const told = (email: string) => !sameAddress(email, by) && (sendUpdates === 'all' || !isGoogle(email))
  if (!sameAddress(by, event.home) && !sameAddress(by, event.creator)) {
    return told(event.home) ? [{ ...about, to: event.home, kind: 'response' }] : []
  }
  const invited = guests(before)
  const staying = guests(after)
  const has = (list: EventAttendee[], { email }: EventAttendee) =>
    list.some((one) => sameAddress(one.email, email))
  const notices = [
    ...staying.map((one) => ({
      one,
      kind: has(invited, one) ? ('update' as const) : ('invitation' as const),
    })),
    ...invited.filter((one) => !has(staying, one)).map((one) => ({ one, kind: 'cancellation' as const })),
  ]
  return notices
    .filter(({ one }) => told(one.email) && !sameAddress(one.email, event.home))
    .map(({ one, kind }) => ({ ...about, to: one.email, kind }))
}

/** Of a cancelled event nobody is a guest any more. */
function guests(event: SeenEvent | undefined): EventAttendee[] {
  return event && event.fields.status !== 'cancelled' ? (event.fields.attendees ?? []) : []
}
