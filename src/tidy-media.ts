import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import { PermanentError } from './errors.ts'
import { removeAbandonedWork } from './media/work-folder.ts'
import type { Database } from './store/database.ts'
import { deleteExpiredMedia, markForgotten, mediaToForget } from './store/media.ts'

export interface TidyMediaSettings {
  database: Database
  channels: Map<string, Channel>
  log: Logger
}

/**
 * Deletes the files that nothing needs any more: ours that have expired, what killed processes left, and, where the
 * owner wants it, those at the provider. What fails is tried again the next time.
 */
export function createTidyMedia({ database, channels, log }: TidyMediaSettings) {
  async function forget(row: Awaited<ReturnType<typeof mediaToForget>>[number]): Promise<void> {
    const channel = channels.get(row.channel)
    for (const media of row.media) {
      await channel?.forget?.(media, AbortSignal.timeout(15_000)).catch((err: unknown) => {
        if (!(err instanceof PermanentError)) throw err
        log.warn({ err }, 'a file cannot be deleted at the provider')
      })
    }
    await markForgotten(database.pool, row.id)
  }

  return async function tidyMedia(): Promise<void> {
    await removeAbandonedWork()
    const deleted = await deleteExpiredMedia(database.pool)
    if (deleted > 0) log.info({ deleted }, 'deleted media that had expired')
    for (const row of await mediaToForget(database.pool))
      await forget(row).catch((err: unknown) => log.warn({ err }, 'a file is still at the provider'))
  }
}
