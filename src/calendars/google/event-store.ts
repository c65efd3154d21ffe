import { z } from 'zod'
import { OutcomeUnknown, PermanentError, TransientError } from '../../errors.ts'
import { CalendarRefused, type WriteOptions } from '../calendar.ts'
import type { GoogleAccount } from './accounts.ts'
import { type Ask, type GoogleClient, TRIES } from './client.ts'
import { type EventBody, forSdk } from './event-body.ts'
import { calendarError, GoogleFailed, refused } from './errors.ts'
import { type GoogleEvent, googleEvent, isMeetPending } from './google-event.ts'
import { contains, isSameEvent } from './same-event.ts'

/** A video call that is not there by then comes later, in the calendar. */
const MEET_LOOKS = 4

/** What Google itself makes: anything else is no event of Google's, and need not be asked for. */
export const isEventId = (id: string): boolean => /^[\w-]{1,1060}$/.test(id)

/**
 * The events of one calendar at Google, one by one. A write whose answer was lost is looked for before it is repeated. All
 * throw `CalendarRefused`, `TransientError`, `PermanentError` and `OutcomeUnknown`; writes also `GoogleFailed`, which
 * `calendarError` puts into words.
 */
export interface GoogleEventStore {
  read<T>(shape: z.ZodType<T>, ask: Ask, signal: AbortSignal): Promise<T>
  /** As Google keeps it, also when it was deleted: then it is `cancelled`. */
  find(eventId: string, signal: AbortSignal): Promise<GoogleEvent | undefined>
  /** What came of a write that did arrive. */
  readBack(eventId: string, signal: AbortSignal): Promise<GoogleEvent>
  /** By its id the event comes to be once, however often it is asked for. */
  insert(eventId: string, body: EventBody, notify: boolean, signal: AbortSignal): Promise<void>
  patch(eventId: string, body: EventBody, options: WriteOptions, signal: AbortSignal): Promise<void>
  /** The same for lists, which are written whole: they are read before, and must not change in between. */
  patchLists(
    eventId: string,
    bodyFor: (before: GoogleEvent) => EventBody,
    options: WriteOptions,
    signal: AbortSignal,
  ): Promise<void>
  /** What is gone is fine. */
  remove(eventId: string, options: WriteOptions, signal: AbortSignal): Promise<void>
}

export function createGoogleEventStore(settings: {
  /** At Google. */
  calendarId: string
  account: GoogleAccount
  client: GoogleClient
}): GoogleEventStore {
  const { calendarId, account, client } = settings

  /** Throws what it means for the person, of a question: a write that asks first has not begun. */
  async function read<T>(shape: z.ZodType<T>, ask: Ask, signal: AbortSignal): Promise<T> {
    try {
      return await client.call({ account, shape, ask }, signal)
    } catch (error) {
      throw error instanceof GoogleFailed ? calendarError(error, false) : error
    }
  }

  /** Throws `GoogleFailed`. */
  const write = (ask: Ask, etag: string | undefined, signal: AbortSignal): Promise<unknown> =>
    client.call({ account, shape: z.unknown(), ask, writing: true, etag }, signal)

  async function find(eventId: string, signal: AbortSignal): Promise<GoogleEvent | undefined> {
    if (!isEventId(eventId)) return undefined
    try {
      return await read(
        googleEvent,
        (api, options) => api.events.get({ calendarId, eventId }, options),
        signal,
      )
    } catch (error) {
      if (error instanceof CalendarRefused && error.reason === 'gone') return undefined
      throw error
    }
  }

  async function findStanding(eventId: string, signal: AbortSignal): Promise<GoogleEvent> {
    const event = await find(eventId, signal)
    if (!event || event.status === 'cancelled') throw refused('gone')
    return event
  }

  async function findWritten(eventId: string, signal: AbortSignal): Promise<GoogleEvent> {
    const event = await afterWrite(() => find(eventId, signal))
    if (!event) throw new OutcomeUnknown('Google took a write and does not know the event')
    if (event.status === 'cancelled') throw refused('gone')
    return event
  }

  async function readBack(eventId: string, signal: AbortSignal): Promise<GoogleEvent> {
    let event = await findWritten(eventId, signal)
    for (let looks = 1; looks < MEET_LOOKS && isMeetPending(event) && !signal.aborted; looks++) {
      await client.pause(looks, signal)
      event = await findWritten(eventId, signal)
    }
    return event
  }

  async function insert(
    eventId: string,
    body: EventBody,
    notify: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const params = { calendarId, requestBody: { id: eventId, ...forSdk(body) }, ...sending(notify, body) }
    await persist(signal, async () => {
      try {
        await write((api, options) => api.events.insert(params, options), undefined, signal)
      } catch (error) {
        if (!(error instanceof GoogleFailed) || error.status !== 409) throw error
        const event = await afterWrite(() => find(eventId, signal))
        if (!event) throw error
        if (!isSameEvent(event, body)) throw refused('taken')
        if (event.status !== 'cancelled') return
        if (!isOurs(event)) throw refused('taken')
        await patch(eventId, { status: 'confirmed' }, { notify, etag: event.etag }, signal)
      }
    })
  }

  async function patch(
    eventId: string,
    body: EventBody,
    { etag, notify }: WriteOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const params = { calendarId, eventId, requestBody: forSdk(body), ...sending(notify, body) }
    await persist(signal, async () => {
      try {
        await write((api, options) => api.events.patch(params, options), etag, signal)
      } catch (error) {
        if (!(error instanceof GoogleFailed) || (error.outcome !== 'unknown' && error.status !== 412))
          throw error
        // It may have arrived, now or in an earlier run; then the event is as it was wanted.
        const event = await afterWrite(() => find(eventId, signal))
        if (!event || (event.status === 'cancelled' && !body.status)) throw refused('gone')
        if (contains(event, body)) return
        if (error.outcome === 'unknown' && etag !== undefined && event.etag !== etag)
          throw new OutcomeUnknown('Google did not answer, and the event has changed since', { cause: error })
        throw error
      }
    })
  }

  async function patchLists(
    eventId: string,
    bodyFor: (before: GoogleEvent) => EventBody,
    options: WriteOptions,
    signal: AbortSignal,
  ): Promise<void> {
    for (let tries = 1; ; tries++) {
      const before = await findStanding(eventId, signal)
      try {
        const etag = options.etag ?? before.etag
        return await patch(eventId, bodyFor(before), { ...options, etag }, signal)
      } catch (error) {
        // Changed since it was read here; who wants it whatever it is need not hear of that.
        const wasLate = error instanceof GoogleFailed && error.status === 412 && options.etag === undefined
        if (!wasLate || tries >= TRIES) throw error
      }
    }
  }

  async function remove(eventId: string, { etag, notify }: WriteOptions, signal: AbortSignal): Promise<void> {
    const params = { calendarId, eventId, ...sending(notify, {}) }
    await persist(signal, async () => {
      try {
        await write((api, options) => api.events.delete(params, options), etag, signal)
      } catch (error) {
        if (!(error instanceof GoogleFailed)) throw error
        if (error.status === 404 || error.status === 410) return
        if (error.status !== 412) throw error
        const event = await afterWrite(() => find(eventId, signal))
        if (event && event.status !== 'cancelled') throw error
      }
    })
  }

  /** Repeats what may have been carried out: each of these writes may be, by its id or its etag. */
  async function persist(signal: AbortSignal, attempt: () => Promise<void>): Promise<void> {
    let lost: GoogleFailed | undefined
    for (let tries = 1; ; tries++) {
      try {
        return await attempt()
      } catch (error) {
        const isLost = error instanceof GoogleFailed && error.outcome === 'unknown'
        if (isLost && tries < TRIES && !signal.aborted) {
          lost = error
          await client.pause(tries, signal)
          continue
        }
        // Not let in this time, but the one before may have arrived: nobody may say that nothing was done.
        if (lost && isUnheard(error)) throw new OutcomeUnknown(lost.message, { cause: error })
        throw error
      }
    }
  }

  return { read, find, readBack, insert, patch, patchLists, remove }
}

/** Without the first the attendees hear nothing, without the second a video call is silently left out (PROTOCOLS 6.2). */
const sending = (notify: boolean, body: EventBody) => ({
  sendUpdates: notify ? 'all' : 'none',
  ...(body.conferenceData !== undefined && { conferenceDataVersion: 1 }),
})

const isOurs = ({ organizer, creator }: GoogleEvent): boolean => (organizer ?? creator)?.self !== false

/** Says nothing of what the calendar holds. */
const isUnheard = (error: unknown): boolean =>
  error instanceof TransientError ||
  error instanceof PermanentError ||
  (error instanceof CalendarRefused && error.reason === 'disconnected') ||
  (error instanceof GoogleFailed &&
    (error.isBusy || error.outcome === 'unsent' || error.status === 401 || error.status === 403))

/** Reads after a write that arrived, or may have. Whatever fails there, nobody may say that nothing was done. */
async function afterWrite<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    throw new OutcomeUnknown('Google could not be asked what came of it', { cause: error })
  }
}
