import { useEffect, useState } from 'react'
import { field, list, text } from './phone-message.ts'

/** What the sandbox says about a calendar (its `/api/calendar`), read with care. */

export interface Person {
  email: string
  name: string
  self: boolean
}

export interface CalendarEvent {
  id: string
  title: string
  status: string
  /** Wall-clock time of the calendar's zone: `2026-11-24T15:00`, or `2026-11-24` for whole days. */
  start: string
  /** The end of whole days is the day after the last one. */
  end: string
  location: string
  notes: string
  organizer: Person
  attendees: (Person & { answer: string })[]
  /** `api`: through the calendar API, which is the assistant; `page`: by hand, on this page; `test`: by a test. */
  origin: string
  series: boolean
  rule: string
  meet: string
}

export interface Mail {
  to: string
  kind: string
  by: string
  summary: string
  at: string
}

export interface Calendar {
  accounts: string[]
  timeZone: string
  /** The sandbox's time, ISO 8601. */
  now: string
  events: CalendarEvent[]
  mails: Mail[]
  /** The one that was asked for by its id. */
  event?: CalendarEvent
}

const RETRY_MS = 1_500

/** A calendar from one day to another (`2026-11-23`, the last one not included), kept in step with the sandbox. */
export function useCalendar(
  account: string,
  range: { from: string; to: string },
  event: string,
): { calendar: Calendar | undefined; lost: boolean } {
  const [calendar, setCalendar] = useState<Calendar>()
  const [lost, setLost] = useState(false)
  const query = new URLSearchParams({ account, from: around(range.from, -1), to: around(range.to, 1) })
  if (event) query.set('event', event)
  const url = `/api/calendar?${query}`
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      try {
        const response = await fetch(url, { signal: stop.signal })
        if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
        const answer: unknown = await response.json()
        if (stop.signal.aborted) return
        setCalendar(readCalendar(answer))
        setLost(false)
      } catch {
        if (!stop.signal.aborted) setLost(true)
      }
    }
    const unlisten = listen(
      () => void load(),
      () => setLost(true),
    )
    return () => {
      stop.abort()
      unlisten()
    }
  }, [url])
  return { calendar, lost }
}

/** Hears of every change, and once at the beginning of every connection. */
function listen(changed: () => void, lost: () => void): () => void {
  let source: EventSource
  let timer: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    source = new EventSource('/api/calendar/live')
    source.addEventListener('changed', changed)
    source.addEventListener('error', () => {
      source.close()
      lost()
      timer = setTimeout(connect, RETRY_MS)
    })
  }
  connect()
  return () => {
    source.close()
    clearTimeout(timer)
  }
}

/** A day more on each side: the zone of the calendar is not known yet. */
function around(day: string, days: number): string {
  return `${addDays(day, days)}T00:00:00Z`
}

export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -weekday)
}

/** The date and time in a zone: `2026-11-24T15:00`. */
export function wallClock(at: Date, timeZone?: string): string {
  const style = { dateStyle: 'short', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat('sv-SE', { ...style, timeZone }).format(at).replace(' ', 'T')
}

function readCalendar(value: unknown): Calendar {
  const one = field(value, 'event')
  return {
    accounts: list(field(value, 'accounts')).flatMap((item) => text(item) ?? []),
    timeZone: text(field(value, 'timeZone')) ?? 'UTC',
    now: text(field(value, 'now')) ?? new Date().toISOString(),
    events: list(field(value, 'events'))
      .map(readEvent)
      .filter(({ status, start }) => status !== 'cancelled' && start !== ''),
    mails: list(field(value, 'mails')).map((item) => ({
      to: text(field(item, 'to')) ?? '',
      kind: text(field(item, 'kind')) ?? '',
      by: text(field(item, 'by')) ?? '',
      summary: text(field(item, 'summary')) ?? '',
      at: text(field(item, 'at')) ?? '',
    })),
    ...(one !== undefined && { event: readEvent(one) }),
  }
}

function readEvent(value: unknown): CalendarEvent {
  const said = (key: string) => text(field(value, key)) ?? ''
  return {
    id: said('id'),
    title: said('summary') || '(no title)',
    status: said('status'),
    start: readTime(field(value, 'start')),
    end: readTime(field(value, 'end')),
    location: said('location'),
    notes: said('description'),
    organizer: readPerson(field(value, 'organizer')),
    attendees: list(field(value, 'attendees')).map((item) => ({
      ...readPerson(item),
      answer: text(field(item, 'responseStatus')) ?? 'needsAction',
    })),
    origin: said('origin'),
    series: said('recurringEventId') !== '',
    rule: list(field(value, 'recurrence'))
      .flatMap((line) => text(line) ?? [])
      .join(' '),
    // What an event says is never a link by itself: only Google's own calls are.
    meet: said('hangoutLink').startsWith('https://meet.google.com/') ? said('hangoutLink') : '',
  }
}

/** The calendar writes its times in its own zone: what stands before the offset is the time on its wall. */
const readTime = (value: unknown) =>
  text(field(value, 'date')) ?? text(field(value, 'dateTime'))?.slice(0, 16) ?? ''

function readPerson(value: unknown): Person {
  const email = text(field(value, 'email')) ?? ''
  return { email, name: text(field(value, 'displayName')) || email, self: field(value, 'self') === true }
}
