import type { Logger } from 'pino'
import type { Announce, Said } from './announce.ts'
import { batched } from './batch.ts'
import type { Reach } from './crash-points.ts'
import { fewAtOnce } from './few-at-once.ts'
import type { Metrics } from './metrics.ts'
import { whereIs, type ZoneSettings } from './people/where.ts'
import type { Compose } from './reminders/compose.ts'
import { dueOf, isSetForOnce, nextFiring } from './reminders/due-firing.ts'
import { quietEnd } from './reminders/quiet-hours.ts'
import { reminderReply } from './reminders/reminder-text.ts'
import type { Database, Queryable } from './store/database.ts'
import {
  type DueFiring,
  markFired,
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
/** What could not be looked up for so long is not said any more, in minutes. */
const GIVE_UP_MINUTES = 60

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
  log: Logger
  reach: Reach
}

/** Someone's reminder, and what it comes to. */
interface Saying {
  due: DueFiring
  said: Said
}

/**
 * The step of what comes by itself: takes what is due of a conversation and queues it as messages, each once, in one commit
 * with what comes next; then they are sent. A crash anywhere repeats nothing: what is queued is not due any more. A crowd
 * that is due together shares commits.
 */
export function createRemind(settings: RemindSettings) {
  const { database, announce, compose, metrics, log, reach } = settings
  const deliver = fewAtOnce(settings.deliver, SENDS_AT_ONCE)
  const languageOf = ({ language }: DueFiring): string => language ?? settings.language
  const zoneOf = (due: DueFiring): string =>
    whereIs({ ...due, id: due.person }, due.now.toTemporalInstant(), settings.zone).timezone

  /** Reminders of these conversations are queued; returns what must be looked up first, for each. */
  const fireTogether = batched(async (conversations: string[]): Promise<DueFiring[][]> => {
    const composed = await database.transaction(async (db) => {
      const due = await postponeQuiet(db, await takeDue(db, conversations))
      await fire(
        db,
        due.filter(({ kind }) => kind === 'reminder').map((one) => ({ due: one, said: plainly(one) })),
      )
      reach('reminders-taken')
      return due.filter(({ kind }) => kind !== 'reminder')
    })
    return conversations.map((conversation) => composed.filter((one) => one.conversation === conversation))
  }, 100)

  function plainly(due: DueFiring): Said {
    const when = { due: dueOf(due), now: due.now.toTemporalInstant(), timeZone: zoneOf(due) }
    return { reply: reminderReply(due.text, when, languageOf(due)) }
  }

  /** A single time that the person set is theirs, at whatever hour; all else waits for the end of quiet hours. */
  async function postponeQuiet(db: Queryable, rows: DueFiring[]): Promise<DueFiring[]> {
    const later = rows.flatMap((due) => {
      const { id, quiet_from: from, quiet_until: until } = due
      if (!from || !until || isSetForOnce(due)) return []
      const end = quietEnd(due.now.toTemporalInstant(), zoneOf(due), { from, until })
      return end ? [{ id, until: end }] : []
    })
    await postponeFirings(db, later)
    const quiet = new Set(later.map(({ id }) => id))
    return rows.filter(({ id }) => !quiet.has(id))
  }

  /** Messages, firings and what comes next, by the transaction of who calls it. */
  async function fire(db: Queryable, sayings: Saying[]): Promise<void> {
    if (sayings.length === 0) return
    const outbox = await announce.many(
      db,
      sayings.map(({ due: { conversation, kind }, said }) => ({ ...said, conversation, kind })),
    )
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
    const said = await compose(due, way).catch((err: Error) => {
      if (dueOf(due).until(due.now.toTemporalInstant()).total('minutes') < GIVE_UP_MINUTES) throw err
      log.error({ err, firing: due.id }, 'what was due could not be looked up, left out')
      return undefined
    })
    await database.transaction(async (db) => {
      const [still] = await takeDue(db, [due.conversation], { id: due.id })
      if (!still) return
      if (said) return fire(db, [{ due: still, said }])
      await skipFiring(db, still.id)
      await planFirings(db, [nextFiring(still) ?? []].flat())
    })
  }

  return async function remind(conversation: string, signal: AbortSignal): Promise<void> {
    try {
      const due = await fireTogether(conversation)
      const composed = due.map((one) =>
        fireComposed(one, AbortSignal.any([signal, AbortSignal.timeout(COMPOSE_MS)])),
      )
      const failed = (await Promise.allSettled(composed)).find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    } finally {
      reach('reminders-fired')
      await deliver(conversation, signal) // what is queued by now does not wait for what failed
    }
  }
}
