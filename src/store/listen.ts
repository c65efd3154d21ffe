import pg from 'pg'
import type { Logger } from 'pino'

/**
 * Hears Postgres notifications on a connection of its own, which comes back by itself. A notification is only ever a
 * hint to look sooner, so what is missed while the connection is away costs one polling interval.
 */
export async function listen(
  url: string,
  channel: string,
  heard: (payload: string) => void,
  reconnected: () => void,
  log: Logger,
): Promise<{ close(): Promise<void> }> {
  let client: pg.Client | undefined
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'majordomo listen',
    })
    const lost = (err?: Error): void => {
      if (client !== next || closed) return
      client = undefined
      log.warn({ err }, 'notification connection lost')
      timer = setTimeout(() => void connect().catch(lostAgain), 1_000)
    }
    const lostAgain = (err: Error): void => {
      client = next
      lost(err)
    }
    next.on('error', lost)
    next.on('end', () => lost())
    next.on('notification', (message) => heard(message.payload ?? ''))
    await next.connect()
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    client = next
    reconnected()
  }

  await connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
