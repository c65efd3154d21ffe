import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { Receive } from './receive.ts'
import type { Database } from './store/database.ts'
import { silentVoiceNotes } from './store/delivery-statuses.ts'
import { strandedConversations } from './store/inbox.ts'
import { undeliveredConversations } from './store/outbox.ts'
import type { Queue } from './store/queue.ts'
import { beginSweep, endSweep } from './store/sweeps.ts'
import { dropOldToolUses } from './store/tool-uses.ts'

/** Providers list a message a little after it came; each sweep looks back over the last one's end, in milliseconds. */
const OVERLAP_MS = 10 * 60_000
/** Nobody waits for the answer to an older message, and outside of 24 hours WhatsApp takes no free text. */
const OLDEST_MS = 24 * 60 * 60_000
/** A row that has waited this long has lost its job, in seconds. */
const STRANDED_SECONDS = 120

export interface SweepSettings {
  database: Database
  queue: Queue
  channels: Map<string, Channel>
  receive: Receive
  log: Logger
  /** Ends what is under way at a provider: the stop of the process waits for it. */
  stop: AbortSignal
}

/**
 * What came while we were away: the provider's list of inbound messages is compared with the inbox, and what is
 * missing comes in. A channel's first sweep only notes the time, so that a new service does not answer old messages.
 * Then whatever waits without a job gets one, and what no limit of a tool counts any more goes.
 */
export function createSweep({ database, queue, channels, receive, log, stop }: SweepSettings) {
  return async function sweep(): Promise<void> {
    for (const channel of channels.values()) {
      try {
        await sweepChannel(channel)
      } catch (err) {
        log.warn({ err, channel: channel.name }, 'could not look for missed messages, will try again')
      }
    }
    await dropOldToolUses(database.pool)
    for (const channel of channels.values()) await askAfterVoiceNotes(channel)
    for (const id of await strandedConversations(database.pool, STRANDED_SECONDS))
      await queue.enqueue('answer', id)
    for (const id of await undeliveredConversations(database.pool, STRANDED_SECONDS))
      await queue.enqueue('deliver', id)
  }

  /** A voice note that the provider could not fetch from us, perhaps in the moment we were away, is not lost. */
  async function askAfterVoiceNotes(channel: Channel): Promise<void> {
    for (const { id, providerId } of await silentVoiceNotes(database.pool, channel.name)) {
      if (stop.aborted) return
      try {
        const update = await channel.deliveryStatus?.(
          providerId,
          AbortSignal.any([stop, AbortSignal.timeout(5_000)]),
        )
        if (update && update.status !== 'accepted') await receive.status(channel, { ...update, outboxId: id })
      } catch (err) {
        log.warn({ err, outbox: id }, 'could not ask after a voice note, will try again')
      }
    }
  }

  async function sweepChannel(channel: Channel): Promise<void> {
    if (!channel.missed) return
    const range = { overlapMs: OVERLAP_MS, oldestMs: OLDEST_MS }
    const { at, since } = await beginSweep(database.pool, channel.name, range)
    if (since) {
      let found = 0
      for await (const message of channel.missed(
        since,
        AbortSignal.any([stop, AbortSignal.timeout(120_000)]),
      )) {
        if (await receive.store(channel, message)) found += 1
      }
      if (found > 0) log.info({ channel: channel.name, found }, 'took in messages that were missed')
    }
    await endSweep(database.pool, channel.name, at)
  }
}
