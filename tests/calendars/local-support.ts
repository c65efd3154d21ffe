import { pino } from 'pino'
import type { Calendar, CalendarEvent, EventDraft } from '../../src/calendars/calendar.ts'
import { createLocalCalendar } from '../../src/calendars/local/local.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { startWorld, type World } from '../support/world.ts'

export const signal = new AbortController().signal
export const quietly = { notify: false }

export interface LocalWorld extends AsyncDisposable {
  db: Database
  query: World['query']
  /** A new person's calendar. */
  open(name?: string): Promise<Calendar>
}

/** A database of its own, with local calendars in it. */
export async function startLocal(): Promise<LocalWorld> {
  const world = await startWorld({ service: false })
  const db = openDatabase(world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 8)
  let people = 0
  return {
    db,
    query: world.query,
    async open(name = 'Ana') {
      const person = `+1555010${1000 + people++}`
      await world.query('INSERT INTO people (id) VALUES ($1)', [person])
      const [row] = await world.query<{ id: string }>(
        `INSERT INTO calendars (person, kind, name) VALUES ($1, 'local', $2) RETURNING id`,
        [person, name],
      )
      return createLocalCalendar({ id: row?.id ?? '', name, db })
    },
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

/** `at`: `2026-11-24T15:00[Europe/Lisbon]`. */
export function timed(at: string, hours = 1, more: Partial<EventDraft> = {}): EventDraft {
  const start = Temporal.ZonedDateTime.from(at)
  const time = { kind: 'timed' as const, start: start.toString(), end: start.add({ hours }).toString() }
  return { title: 'Meeting', time, ...more }
}

export const days = (first: string, last = first, more: Partial<EventDraft> = {}): EventDraft => ({
  title: 'Holiday',
  time: { kind: 'days', first, last },
  ...more,
})

export const between = (from: string, to: string) => ({
  from: `${from}T00:00:00Z`,
  to: `${to}T00:00:00Z`,
  limit: 250,
})

/** What a person would see of it. */
export function shown({ title, time }: CalendarEvent): string {
  if (time.kind === 'days') return `${title} ${time.first}–${time.last}`
  const [start, end] = [time.start, time.end].map((text) => Temporal.ZonedDateTime.from(text))
  return `${title} ${start?.toPlainDateTime().toString({ smallestUnit: 'minute' })}–${end?.toPlainTime().toString({ smallestUnit: 'minute' })}`
}

let ids = 0
export const newId = (): string => `ab${String(ids++).padStart(30, '0')}`
