import type { Logger } from 'pino'
import type { Channel, Media } from './channels/channel.ts'
import { PermanentError } from './errors.ts'
import { removeAbandonedWork } from './media/work-folder.ts'
import type { Database } from './store/database.ts'
import { erasedMediaToDelete, markErasedMediaDeleted } from './store/erased.ts'
import { markMediaDeleted, messagesWithMediaToDelete } from './store/inbox.ts'
import { deleteExpiredMedia } from './store/media.ts'

/** Of one deletion at a provider, in milliseconds. */
const DELETE_MS = 10_000

export interface TidyMediaSettings {
  database: Database
  channels: Map<string, Channel>
  log: Logger
  /** Ends what is under way at a provider: the stop of the process waits for it. */
  stop: AbortSignal
}

/**
 * Deletes the files that nothing needs any more: ours that have expired, those at the provider where the owner wants
 * it, and what killed processes left. What fails is tried again the next time.
 */
export function createTidyMedia({ database, channels, log, stop }: TidyMediaSettings) {
  async function deleteAtProviders(): Promise<void> {
    const db = database.pool
    await deleteEach(await messagesWithMediaToDelete(db), (id) => markMediaDeleted(db, id))
    await deleteEach(await erasedMediaToDelete(db), (id) => markErasedMediaDeleted(db, id))
  }

  async function deleteEach(
    messages: { id: string; channel: string; media: Media[] }[],
    mark: (id: string) => Promise<void>,
  ): Promise<void> {
    for (const { id, channel, media } of messages) {
      if (stop.aborted) return
      const provider = channels.get(channel)
      if (!provider) continue
      for (const file of media) {
        await provider
          .deleteMedia?.(file, AbortSignal.any([stop, AbortSignal.timeout(DELETE_MS)]))
          .catch((err: unknown) => {
            // A provider that is away is asked again later, and not five hundred times now.
            if (!(err instanceof PermanentError)) throw err
            log.warn({ err }, 'a file cannot be deleted at the provider')
          })
      }
      await mark(id)
    }
  }

  return async function tidyMedia(): Promise<void> {
    const deleted = await deleteExpiredMedia(database.pool)
    if (deleted > 0) log.info({ deleted }, 'deleted media that had expired')
    await deleteAtProviders().catch((err: unknown) => log.warn({ err }, 'files are still at the provider'))
    await removeAbandonedWork().catch((err: unknown) =>
      log.warn({ err }, 'files of killed processes are still here'),
    )
  }
}
