import type { Announce, Notice } from './announce.ts'
import { batched } from './batch.ts'
import type { Reach } from './crash-points.ts'
import type { Metrics } from './metrics.ts'
import { whereIs, type ZoneSettings } from './people/where.ts'
import { quietEnd } from './reminders/quiet-hours.ts'
import { reminderReply } from './reminders/reminder-text.ts'
import { instantOf, lastMissed, nextOf, occurrenceAt } from './reminders/schedule.ts'
import type { Database, Queryable } from './store/database.ts'
import {
  type DueFiring,
  markFired,
  type PlannedFiring,
  planFirings,
  postponeFirings,
  skipFiring,
  takeDue,
} from './store/firings.ts'
import { endReminders } from './store/reminders.ts'

/** How many conversations are sent to at once, however many are due: who waits for an answer comes first. */
const SENDS_AT_ONCE = 8
/** Longest look into calendars for one message, in milliseconds. */
const COMPOSE_MS = 20_000

/** What is said of a calendar, looked up when it is due; undefined: nothing is to be said any more. */
export type Compose = (
  due: DueFiring,
  way: { timeZone: string; language: string; signal: AbortSignal },
) => Promise<Pick<Notice, 'reply' | 'outside'> | undefined>

export interface RemindSettings {
  database: Database
  announce: Announce
  /** Says a briefing, or what comes before an event. */
  compose: Compose
  /** The third step. It follows in the same job, as after a turn. */
  deliver: (conversation: string, signal: AbortSignal) => Promise<void>
  zone: ZoneSettings
  /** Of a person whose own is not known. */
  language: string
  metrics: Metrics
  reach: Reach
}

/** Someone's reminder, and what it comes to. */
interface Saying {
  due: DueFiring
  notice: Pick<Notice, 'reply' | 'outside'>
}

/**
 * The step of what comes by itself: takes what is due of a conversation and queues it as messages, each once, in one commit
 * with what comes next; then they are sent. A crash anywhere repeats nothing: what is queued is not due any more. A crowd
 * that is due together shares commits.
 */
export function createRemind(settings: RemindSettings) {
  const { database, announce, compose, metrics, reach } = settings
  const deliver = fewAtOnce(settings.deliver, SENDS_AT_ONCE)
  const languageOf = ({ language }: DueFiring): string => language ?? settings.language
  const zoneOf = (due: DueFiring): string =>
    whereIs({ ...due, id: due.person }, instantOf(due.now), settings.zone).timezone

  /** Reminders of these conversations are queued; returns what must be looked up first, for each. */
  const fireTogether = batched(async (conversations: string[]): Promise<DueFiring[][]> => {
    const composed = await database.transaction(async (db) => {
      const due = await postponeQuiet(db, await takeDue(db, conversations))
      await fire(
        db,
        due.filter(({ kind }) => kind === 'reminder').map((one) => ({ due: one, notice: plainNotice(one) })),
      )
      reach('reminders-taken')
      return due.filter(({ kind }) => kind !== 'reminder')
    })
    return conversations.map((conversation) => composed.filter((one) => one.conversation === conversation))
  }, 100)

  function plainNotice(due: DueFiring): Saying['notice'] {
    const when = { due: dueOf(due), now: instantOf(due.now), timeZone: zoneOf(due) }
    return { reply: reminderReply(due.text, when, languageOf(due)) }
  }

  /** A single time that the person set is theirs, at whatever hour; all else waits for the end of quiet hours. */
  async function postponeQuiet(db: Queryable, rows: DueFiring[]): Promise<DueFiring[]> {
    const later = rows.flatMap((due) => {
      const { id, quiet_from: from, quiet_until: until } = due
      if (!from || !until || isSetForOnce(due)) return []
      const end = quietEnd(instantOf(due.now), zoneOf(due), { from, until })
      return end ? [{ id, until: end }] : []
    })
    await postponeFirings(db, later)
    const quiet = new Set(later.map(({ id }) => id))
    return rows.filter(({ id }) => !quiet.has(id))
  }

  /** Messages, firings and what comes next, by the transaction of who calls it. */
  async function fire(db: Queryable, sayings: Saying[]): Promise<void> {
    if (sayings.length === 0) return
    const notices = sayings.map(({ due: { conversation, kind }, notice }) => ({
      ...notice,
      conversation,
      kind,
    }))
    const outbox = await announce.many(db, notices)
    await markFired(
      db,
      sayings.map(({ due }, at) => ({ id: due.id, due: dueOf(due), outbox: outbox[at] })),
    )
    await planFirings(
      db,
      sayings.flatMap(({ due }) => nextFiring(due) ?? []),
    )
    await endReminders(
      db,
      sayings.map(({ due }) => due.reminder),
    )
    for (const { due } of sayings) metrics.lateness.observe((due.now.getTime() - due.due_at.getTime()) / 1000)
  }

  /** What takes a look into calendars is said outside of any transaction; if it is still due after that, it is sent. */
  async function fireComposed(due: DueFiring, signal: AbortSignal): Promise<void> {
    const way = { timeZone: zoneOf(due), language: languageOf(due), signal }
    const notice = await compose(due, way)
    await database.transaction(async (db) => {
      const [still] = await takeDue(db, [due.conversation], { id: due.id })
      if (!still) return
      if (notice) return fire(db, [{ due: still, notice }])
      await skipFiring(db, still.id)
      await planFirings(db, [nextFiring(still) ?? []].flat())
    })
  }

  return async function remind(conversation: string, signal: AbortSignal): Promise<void> {
    try {
      for (const due of await fireTogether(conversation)) {
        await fireComposed(due, AbortSignal.any([signal, AbortSignal.timeout(COMPOSE_MS)]))
      }
    } finally {
      reach('reminders-fired')
      await deliver(conversation, signal) // what is queued by now does not wait for what failed
    }
  }
}

/** The same work, of which no more than `most` is under way; the rest waits its turn. */
function fewAtOnce<Args extends unknown[]>(
  work: (...args: Args) => Promise<void>,
  most: number,
): (...args: Args) => Promise<void> {
  let running = 0
  const queued: (() => void)[] = []
  return async (...args) => {
    if (running >= most) await new Promise<void>((go) => void queued.push(go))
    else running += 1
    try {
      await work(...args)
    } finally {
      const next = queued.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** The person named this very time, or put it off to then. */
function isSetForOnce({ kind, rule, occurrence }: DueFiring): boolean {
  return kind === 'reminder' && (rule === null || !occurrence.startsWith('rule:'))
}

/** When it was due; of a series that was missed several times, the last of them: only that is said. */
function dueOf(due: DueFiring): Temporal.Instant {
  if (!due.occurrence.startsWith('rule:')) return instantOf(due.due_at)
  return lastMissed(due, instantOf(due.due_at), instantOf(due.now))
}

/** The next time of a series; what was put off once does not begin another one. */
function nextFiring(due: DueFiring): PlannedFiring | undefined {
  if (!due.occurrence.startsWith('rule:')) return undefined
  const next = nextOf(due, instantOf(due.now))?.toInstant()
  const { reminder, conversation } = due
  return next && { reminder, conversation, occurrence: occurrenceAt(next), due: next }
}
