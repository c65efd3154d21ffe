import type { Logger } from 'pino'
import { atIntervals } from './at-intervals.ts'
import type { ListedTool } from './bounded-client.ts'
import { connect, type Connection } from './connect.ts'
import { failureOf } from './failure-of.ts'
import type { ServerSettings } from './server-settings.ts'

const PING_EVERY_MS = 30_000
const PING_MS = 5_000
/** Least time between two lists that a server asks us to fetch. */
const LIST_EVERY_MS = 1_000

/** One connection as those who call over it know it. */
export interface LiveConnection extends Connection {
  /** It is over, for this reason. */
  end(why: string): void
  /** It may be over: it is looked at. */
  doubt(): void
}

export interface LiveSettings {
  server: ServerSettings
  /** Ends it. */
  signal: AbortSignal
  /** Calls are under way. */
  busy(): boolean
  listed(tools: ListedTool[]): void
  began(connection: LiveConnection): void
  /** Told at the moment it ends: nobody may be given it any more. */
  ended(): void
  /** Awaited between its end and its close. */
  settled(): Promise<void>
  log: Logger
}

/** One connection, from its beginning to its end. Returns why it ended; throws when it never began. */
export async function live(settings: LiveSettings): Promise<string> {
  const { server, signal, log } = settings
  const lost = Promise.withResolvers<string>()
  const relist = atIntervals(LIST_EVERY_MS, signal)
  const held: { connection?: Connection } = {}
  let missed = 0
  let checking = false
  let over = false

  function end(why: string): void {
    if (over) return
    over = true
    settings.ended()
    lost.resolve(why)
  }

  async function check(): Promise<void> {
    // A server that works on one call at a time answers when that is over.
    if (!held.connection || settings.busy() || checking) return
    checking = true
    const failure = await held.connection.ping(PING_MS).then(() => undefined, failureOf)
    checking = false
    missed = failure === undefined || failure.kind === 'refused' ? 0 : missed + 1
    if (failure?.away !== undefined || missed >= 2) end(failure?.away ?? 'it does not answer')
  }

  const doubt = () => void check()
  const closed = () => end('the connection ended')
  const events = { closed, doubted: doubt, listChanged: () => relist.ask() }
  await using opened = await connect(server, events, signal, log)
  const list = async () => settings.listed(await opened.list(signal))
  await list()
  held.connection = opened
  settings.began({ ...opened, end, doubt })
  relist.begin(list, log)
  const timer = setInterval(doubt, PING_EVERY_MS).unref()
  signal.addEventListener('abort', () => end('the service stops'), { once: true })
  try {
    return await lost.promise
  } finally {
    clearInterval(timer)
    relist.end()
    settings.ended()
    await settings.settled()
  }
}
