import type { Logger } from 'pino'
import { batched } from './batch.ts'
import type { Channel } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { OutcomeUnknown, PermanentError, TransientError } from './errors.ts'
import type { Metrics } from './metrics.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import {
  knownProviderIds,
  markAccepted,
  markFailed,
  markUnknown,
  type OutboxRow,
  postponeOutbound,
  resendOutbound,
  takeNextOutbound,
  toOutbound,
  type Windows,
} from './store/outbox.ts'
import type { Queue } from './store/queue.ts'
import { releaseWaiting } from './store/waiting.ts'

/** Longest request for one message, in seconds. A row that is `sending` for longer was left by a process that died. */
const SEND_SECONDS = 15
/** How long after the request a message of unknown outcome is read back, first and last, in seconds. */
const FIRST_LOOK = 3
const LAST_LOOK = 15
/** A message that was looked for and not found is sent once more, and no more than that. */
const MAX_RESENDS = 1
/** How long a message is tried that the provider does not take for now, in milliseconds. */
const GIVE_UP_MS = 4 * 60 * 60_000

export interface DeliverSettings {
  database: Database
  queue: Queue
  channels: Map<string, Channel>
  metrics: Metrics
  log: Logger
  reach: Reach
  /** Of a person whose own is not known. */
  language: string
  /** The address of a recording for the provider, which ends to be good after a while. */
  voiceUrl(id: string): string
}

/** Whether all is settled, or the next must be looked at, at once or in so many seconds. */
type Next = 'settled' | 'again' | number

/** The third step: sends what a conversation is owed, in order, each once. */
export function createDeliver(settings: DeliverSettings) {
  const { database, queue, channels, metrics, log, reach, voiceUrl } = settings
  const db = database.pool
  const windows = windowsOf(channels.values())
  /** A crowd of them shares one commit. */
  const accepted = batched((messages: { id: string; providerId: string }[]) => markAccepted(db, messages))

  async function send(row: OutboxRow, channel: Channel, signal: AbortSignal): Promise<Next> {
    const count = (outcome: string): void =>
      metrics.outbound.inc({ channel: row.channel, medium: row.medium, outcome })
    reach('outbox-sending')
    try {
      const sent = await channel.send(
        toOutbound(row, voiceUrl),
        AbortSignal.any([signal, AbortSignal.timeout(SEND_SECONDS * 1000)]),
      )
      reach('outbox-sent')
      const more = await accepted({ id: row.id, providerId: sent.providerId })
      reach('outbox-accepted')
      count('accepted')
      return more ? 'again' : 'settled'
    } catch (error) {
      if (error instanceof PermanentError) {
        log.warn({ err: error, outbox: row.id }, 'message refused')
        count('failed')
        return fail(row, error.message)
      }
      if (error instanceof TransientError) {
        count('retried')
        if (Date.now() - row.created_at.getTime() > GIVE_UP_MS) return fail(row, 'not accepted for too long')
        const seconds = Math.max((error.retryAfterMs ?? 0) / 1000, 2 ** Math.min(row.tries, 8))
        await postponeOutbound(db, row.id, seconds)
        return seconds
      }
      if (error instanceof OutcomeUnknown) {
        log.warn({ err: error, outbox: row.id }, 'outcome of a message unknown')
        await markUnknown(db, row.id)
        count('unknown')
        return FIRST_LOOK
      }
      throw error
    }
  }

  async function fail(row: OutboxRow, reason: string): Promise<Next> {
    await markFailed(db, row.id, reason)
    return 'again' // a voice note is its words now; and others may stand behind it
  }

  /** The callback may have told by now; if not, the provider's list does. */
  async function reconcile(row: OutboxRow, channel: Channel, signal: AbortSignal): Promise<Next> {
    const age = row.sending_for ?? 0
    if (row.status === 'sending' && age < SEND_SECONDS + 1) return SEND_SECONDS + 1 - age
    await markUnknown(db, row.id)
    if (age < FIRST_LOOK) return FIRST_LOOK - age
    const known = (ids: string[]): Promise<Set<string>> => knownProviderIds(db, row.channel, ids)
    const found = await channel.readBack(
      toOutbound(row, voiceUrl),
      row.sending_at ?? row.created_at,
      known,
      signal,
    )
    if (found) return (await accepted({ id: row.id, providerId: found.providerId })) ? 'again' : 'settled'
    if (age < LAST_LOOK) return LAST_LOOK - age
    if (row.resends >= MAX_RESENDS) return fail(row, 'outcome unknown after it was sent again')
    log.warn({ outbox: row.id }, 'message not found at the provider, sending it once more')
    metrics.resends.inc({ channel: row.channel })
    await resendOutbound(db, row.id)
    return 'again'
  }

  /** What waited for the person to write: they have, and it comes before the answer. */
  async function release(conversation: string): Promise<void> {
    const heading = (language: string | null): string => phrase('whileAway', language ?? settings.language)
    await database.transaction((tx) => releaseWaiting(tx, conversation, heading))
  }

  return async function deliver(conversation: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const row = await takeNextOutbound(db, conversation, windows)
      if (!row) return
      if (row.held) {
        await release(conversation)
        continue
      }
      if (row.status === 'failed' || row.status === 'waiting') continue
      if (row.status === 'queued') return // its time has not come; a job waits for it
      const channel = channels.get(row.channel)
      if (!channel) throw new Error(`messages wait for the channel ${row.channel}, which is not set up`)
      const next = await (row.fresh ? send(row, channel, signal) : reconcile(row, channel, signal))
      if (typeof next === 'number')
        return queue.enqueue('deliver', conversation, { afterSeconds: Math.ceil(next) })
      if (next === 'settled') return
    }
  }
}

/** Where free text and templates go, by the channels there are. */
function windowsOf(channels: Iterable<Channel>): Windows {
  const windows: Windows = { limited: [], templates: [] }
  for (const { name, windowMedia, templateMedia } of channels) {
    windows.limited.push(...windowMedia.map((medium) => `${name}/${medium}`))
    windows.templates.push(...templateMedia.map((medium) => `${name}/${medium}`))
  }
  return windows
}
