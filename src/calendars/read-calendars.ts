import type { Logger } from 'pino'
import { PermanentError, ToolFailure, TransientError } from '../errors.ts'
import { oneLine } from '../plain-text.ts'
import { type Calendar, type CalendarEvent, CalendarRefused } from './calendar.ts'
import { byStart } from './event-times.ts'

type Query = Parameters<Calendar['list']>[0]

export interface Unseen {
  calendar: Calendar
  why: 'disconnected' | 'down'
}

export interface Seen {
  /** By start, each once. */
  events: CalendarEvent[]
  unseen: Unseen[]
}

/** All calendars at once. One that cannot be read does not keep the others from being read, and is named. */
export async function readCalendars(
  calendars: Calendar[],
  query: Query,
  { signal, log, zone }: { signal: AbortSignal; log: Logger; zone: string },
): Promise<Seen> {
  const unseen: Unseen[] = []
  const events = await listAll(calendars, query, { signal, zone }, (calendar, err) => {
    signal.throwIfAborted()
    const why = whyUnseen(err)
    if (why === undefined) throw err
    log.warn({ err, calendar: calendar.id, why }, 'a calendar could not be read')
    unseen.push({ calendar, why })
  })
  return { events, unseen }
}

/** The events of all calendars, by start, each once. `failed` decides whether one that fails ends it, by throwing. */
export async function listAll(
  calendars: Calendar[],
  query: Query,
  { signal, zone }: { signal: AbortSignal; zone: string },
  failed: (calendar: Calendar, err: unknown) => void,
): Promise<CalendarEvent[]> {
  const found = await Promise.all(
    calendars.map(async (calendar) => {
      try {
        return await calendar.list(query, signal)
      } catch (err) {
        failed(calendar, err)
        return []
      }
    }),
  )
  // Two calendars may hold the same event; the one that can be changed is the one that counts.
  const all = found.flat().toSorted((one, other) => Number(one.own) - Number(other.own))
  return [...new Map(all.map((event) => [event.id, event])).values()].toSorted(byStart(zone))
}

function whyUnseen(err: unknown): Unseen['why'] | undefined {
  if (err instanceof CalendarRefused) return err.reason === 'disconnected' ? 'disconnected' : 'down'
  return err instanceof TransientError || err instanceof PermanentError ? 'down' : undefined
}

/** For the model: never taken for an empty calendar. */
export function describeUnseen(unseen: Unseen[]): string[] {
  return unseen.map(({ calendar, why }) => {
    const name = `The calendar "${oneLine(calendar.name)}"`
    return why === 'disconnected'
      ? `${name} could not be looked at: the access has ended. Tell the person, and offer to connect it again (connect-calendar).`
      : `${name} could not be looked at right now. Tell the person.`
  })
}

/** Words for what a calendar did not do. Anything else comes out as it is. */
export function refusal(err: unknown, calendar: Pick<Calendar, 'name'>): unknown {
  const name = oneLine(calendar.name)
  if (err instanceof TransientError)
    return new ToolFailure(
      `The calendar "${name}" does not answer right now. Nothing was done; it can be tried later.`,
      {
        cause: err,
      },
    )
  if (!(err instanceof CalendarRefused)) return err
  const words = {
    gone: 'There is no such event any more. Nothing was done. Look with find-events what there is.',
    changed:
      'The event was changed meanwhile, so nothing was done. Look at it again with find-events, and ask the person.',
    taken: 'It could not be booked under this id. Nothing was done; call it again.',
    disconnected: `The access to the calendar "${name}" has ended: it can neither be seen nor written to. Nothing was done. Tell the person, and offer to connect it again (connect-calendar).`,
    forbidden: `The calendar "${name}" does not allow that, perhaps because somebody else organises the event. Nothing was done.`,
    invalid: `The calendar "${name}" does not take these values: ${oneLine(err.message)} Nothing was done.`,
  }
  return new ToolFailure(words[err.reason], { cause: err })
}

/** Asks one calendar; what it refuses becomes words for the model. */
export async function ask<T>(calendar: Calendar, question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (err) {
    throw refusal(err, calendar)
  }
}
