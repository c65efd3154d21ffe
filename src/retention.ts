import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { Logger } from 'pino'
import { pruneThread } from './graph/prune-thread.ts'
import type { Database } from './store/database.ts'
import { conversationsWithOld, deleteOldBatch, endHold, holdIdle, recentTurns } from './store/retention.ts'

export interface RetentionSettings {
  database: Database
  checkpointer: BaseCheckpointSaver
  /** 0: nothing is deleted for its age. */
  days: number
  log: Logger
  stop: AbortSignal
}

/**
 * Deletes what was said longer ago than the owner keeps it: messages, turns and what is known of their acts, and their part of
 * the threads. A conversation that was silent for so long loses its thread with the summary. What cannot be seen to now is
 * seen to the next time.
 */
export function createRetention({ database, checkpointer, days, log, stop }: RetentionSettings) {
  const db = database.pool

  async function tidyThread(conversation: string): Promise<void> {
    const held = await holdIdle(db, conversation, days)
    if (!held) return
    if (held.silent) await checkpointer.deleteThread(conversation)
    else
      await pruneThread(checkpointer, { conversation, epoch: held.epoch }, (turns) =>
        recentTurns(db, turns, days),
      )
    await endHold(db, { conversation, ...held }, days)
  }

  return async function deleteOld(): Promise<void> {
    if (days === 0) return
    let after = ''
    for (;;) {
      const conversations = await conversationsWithOld(db, days, after)
      for (const conversation of conversations) {
        if (stop.aborted) return
        // A hold that is left behind runs out by itself.
        await tidyThread(conversation).catch((err: unknown) =>
          log.warn({ err, conversation }, 'a thread was not tidied, will try again'),
        )
      }
      const last = conversations.at(-1)
      if (last === undefined) break
      after = last
    }
    while (!stop.aborted && (await deleteOldBatch(db, days)));
  }
}
