import { pino } from 'pino'
import type { Agenda, BookRequest, ChangeRequest, EventPlan } from '../../src/calendars/agenda.ts'
import type { AgendaSettings } from '../../src/calendars/agenda-turn.ts'
import type { Calendar } from '../../src/calendars/calendar.ts'
import { type Calendars, createCalendars } from '../../src/calendars/calendars.ts'
import { createAgenda } from '../../src/calendars/create-agenda.ts'
import { createFeed } from '../../src/calendars/feed/feed.ts'
import { createLocalCalendar } from '../../src/calendars/local/local.ts'
import { ToolFailure } from '../../src/errors.ts'
import type { Prepared, ToolPerson, ToolResult } from '../../src/graph/tool.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { startWorld, type World } from '../support/world.ts'

/** A Monday, ten o'clock in Lisbon. */
export const NOW = '2026-11-23T10:00:00Z'

export interface Somebody {
  id: string
  agenda: Agenda
  /** Plans and carries out, as after a yes. */
  book(request: Partial<BookRequest>): Promise<ToolResult>
  change(request: ChangeRequest): Promise<ToolResult>
  remove(request?: { event?: string; scope?: 'this' | 'following' | 'all' }): Promise<ToolResult>
  undo(): Promise<ToolResult>
  carryOut(prepared: Prepared<EventPlan>): Promise<ToolResult>
  /** What is in the way of their calendars from one day to another, as a person would see it. */
  events(from?: string, to?: string): Promise<string[]>
  calendars: Calendars
}

export interface SomebodyOptions {
  now?: string
  person?: Partial<ToolPerson>
  /** Takes the place of a calendar. */
  wrap?: (calendar: Calendar) => Calendar
  calendars?: (local: Calendars) => Calendars
  /** Takes the place of the agenda's own database. */
  store?: (database: Database) => Database
  connect?: AgendaSettings['connect']
  /** The same person as before, e.g. after a restart. */
  again?: Somebody
}

export interface AgendaWorld extends AsyncDisposable {
  world: World
  database: Database
  somebody(options?: SomebodyOptions): Promise<Somebody>
}

const log = pino({ level: 'silent' })
let calls = 0
let people = 0

/** Agendas over a database of their own; the calendars in it are real ones. */
export async function startAgenda(): Promise<AgendaWorld> {
  const world = await startWorld({ service: false })
  const database = openDatabase(world.env.DATABASE_URL ?? '', log, 8)
  return {
    world,
    database,
    somebody: (options) => openSomebody(world, database, options),
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

async function openSomebody(
  world: World,
  database: Database,
  options: SomebodyOptions = {},
): Promise<Somebody> {
  const { now = NOW, wrap = (calendar) => calendar, again, connect } = options
  const id = again?.id ?? `+1555030${1000 + people++}`
  if (!again) {
    await world.query('INSERT INTO people (id) VALUES ($1)', [id])
    await world.query(
      `INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
       VALUES ($1, $1, 'twilio', 'whatsapp', $1, '+15550100002')`,
      [id],
    )
  }
  const local = createCalendars({
    db: database.pool,
    localName: 'Majordomo',
    createLocalCalendar: (row) => wrap(createLocalCalendar({ id: row.id, name: row.name, db: database })),
    google: undefined,
  })
  const calendars = options.calendars?.(local) ?? local
  const person: ToolPerson = {
    id,
    name: 'Ana',
    language: 'en-GB',
    timezone: 'Europe/Lisbon',
    zoneSource: 'said',
    ...options.person,
  }
  const agenda = createAgenda({
    database: options.store?.(database) ?? database,
    calendars,
    connect,
    feed: createFeed({ secret: Buffer.alloc(32, 7), db: database }),
    publicUrl: () => 'http://bot.test',
  })({
    person,
    conversation: id,
    now: Temporal.Instant.from(now),
    signal: new AbortController().signal,
    log,
  })
  const carryOut = ({ plan }: Prepared<EventPlan>) => agenda.carryOut(kept(plan), newCall())
  return {
    id,
    agenda,
    calendars,
    carryOut,
    book: async (request) =>
      carryOut(
        await agenda.planBooking({ title: 'Meeting with Sarah', when: 'tomorrow at 3 PM', ...request }),
      ),
    change: async (request) => carryOut(await agenda.planChange(request)),
    remove: async (request = {}) => carryOut(await agenda.planRemoval(request)),
    undo: async () => carryOut(await agenda.planUndo()),
    async events(from = '2026-11-01', to = '2027-12-01') {
      const { all } = await calendars.of(id)
      const range = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z`, limit: 500 }
      const lists = await Promise.all(all.map((one) => one.list(range, new AbortController().signal)))
      return lists.flat().map(({ title, time }) => `${shortly(time)} ${title}`)
    },
  }
}

/** A plan as the thread gives it back. */
export const kept = (plan: EventPlan): EventPlan => JSON.parse(JSON.stringify(plan)) as EventPlan

export const newCall = (): string => `call-${(calls += 1)}`

/** `11-24 15:00–16:00`, on the clock of the event. */
function shortly(time: Awaited<ReturnType<Calendar['list']>>[number]['time']): string {
  if (time.kind === 'days')
    return time.first === time.last ? time.first.slice(5) : `${time.first.slice(5)}–${time.last.slice(5)}`
  const clock = (text: string) => text.slice(11, 16)
  return `${time.start.slice(5, 10)} ${clock(time.start)}–${clock(time.end)}`
}

/** The words of what could not be done; anything else fails the test. */
export async function failure(work: Promise<unknown>): Promise<string> {
  try {
    const done = await work
    throw new Error(`it was done: ${JSON.stringify(done)}`)
  } catch (error) {
    if (error instanceof ToolFailure) return error.message
    throw error
  }
}

/** The name the tools know an event by. */
export const refIn = (text: string): string => /\(ref (e\d+)\)/.exec(text)?.[1] ?? ''
