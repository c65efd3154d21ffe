import { pino } from 'pino'
import { createLog } from '../../src/log.ts'
import { createSweepReminders } from '../../src/reminders/sweep-reminders.ts'
import { moveClock } from '../../src/store/clock.ts'
import { openDatabase } from '../../src/store/database.ts'
import { enqueueSql, type Queue } from '../../src/store/queue.ts'
import { until } from './until.ts'
import { ANA, startWorld, type World, type WorldOptions } from './world.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export interface RemindersWorld extends AsyncDisposable {
  world: World
  /** A message of the person that the model answers with this call, and its words after it. */
  ask(
    tool: string,
    args: object,
    options?: { from?: string; words?: string; repliesTo?: string },
  ): Promise<string>
  /** Further, for the service as for WhatsApp. */
  move(ms: number): Promise<void>
  /** Moves to the next time something is due, and a little beyond. */
  moveToNext(beyondMs?: number): Promise<void>
  /** What the service does every minute, now. */
  sweep(): Promise<void>
  /** Waits for a message to the person that holds these words, and gives it with its id. */
  heard(words: string | RegExp, person?: string): Promise<{ body: string; sid: string }>
}

/** A service in Lisbon, and a clock that can be moved. */
export async function startReminders(options: WorldOptions = {}): Promise<RemindersWorld> {
  const stack = new AsyncDisposableStack()
  const world = stack.use(await startWorld(options))
  const database = stack.use(openDatabase(world.env.DATABASE_URL ?? '', pino({ level: 'silent' }), 2))
  world.sandbox.clock.onMoved((shiftMs) => moveClock(database, shiftMs))
  const move = (ms: number): Promise<void> => world.sandbox.clock.move(ms)

  return {
    world,
    move,
    async ask(tool, args, { from = ANA, words = 'please', repliesTo } = {}) {
      let result = ''
      world.model.replies({ toolCalls: [{ name: tool, args: { ...args } }] })
      world.model.replies(({ messages }) => {
        result = messages.at(-1)?.text ?? ''
        return 'Right.'
      })
      await world.sandbox.twilio.inbound({ from, body: words, ...(repliesTo && { repliesToSid: repliesTo }) })
      await world.drain()
      return result
    },
    async moveToNext(beyondMs = 1_000) {
      const [row] = await world.query<{ ms: number }>(
        `SELECT extract(epoch FROM min(fire_at) - clock_now())::float8 * 1000 AS ms FROM firings WHERE status = 'planned'`,
      )
      if (!row?.ms) throw new Error('nothing is planned')
      await move(Math.ceil(row.ms) + beyondMs)
    },
    sweep: () => sweepReminders(world),
    async heard(words, person = ANA) {
      const found = () =>
        world.sandbox.twilio.sent.findLast(
          ({ to, body }) =>
            to === person && (typeof words === 'string' ? body.includes(words) : words.test(body)),
        )
      await until(() => found() !== undefined, 10_000)
      const message = found()
      return { body: message?.body ?? '', sid: message?.sid ?? '' }
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** What a service does every minute for reminders, on the database of this world; its warnings are among the world's. */
export async function sweepReminders({ env, logs }: World): Promise<void> {
  const log = createLog('debug', { write: (line: string) => void logs.push(line) })
  await using database = openDatabase(env.DATABASE_URL ?? '', log, 2)
  const queue: Pick<Queue, 'enqueue'> = {
    async enqueue(step, conversation, { db = database.pool } = {}) {
      await db.query(enqueueSql(step, '(SELECT $1::text AS conversation) AS one'), [conversation])
    },
  }
  const mostPerHour = Number(env.NOTICES_PER_PERSON_PER_HOUR ?? 20)
  const zone = { timeZone: env.TIMEZONE ?? 'UTC', timeZoneChosen: true }
  await createSweepReminders({ database, queue, mostPerHour, zone, language: 'en', log })()
}
