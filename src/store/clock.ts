import type { Database, Queryable } from './database.ts'
import { enqueueSql } from './queue.ts'

/**
 * Moves the clock by which reminders are due and WhatsApp's 24 hours run out, for the sandbox: `shiftMs` is how far it is
 * from the real time then. Whatever is due by it is woken.
 */
export async function moveClock(database: Database, shiftMs: number): Promise<void> {
  await database.transaction(async (db) => {
    const moved = await db.query(
      `UPDATE clock SET shift = $1 * interval '1 ms' WHERE shift <> $1 * interval '1 ms'`,
      [shiftMs],
    )
    if (moved.rowCount === 0) return
    // Jobs run by the real time: those that are queued are for another one now, and find nothing to do.
    await db.query(
      `WITH due AS (
         SELECT DISTINCT conversation, fire_at - shift AS at FROM firings, clock WHERE status = 'planned'
       ) ${enqueueSql('remind', 'due', 'at')}`,
    )
  })
}

/** What time it is for everything that is due. */
export async function clockNow(db: Queryable): Promise<Temporal.Instant> {
  const found = await db.query<{ now: Date }>('SELECT clock_now() AS now')
  return Temporal.Instant.fromEpochMilliseconds(found.rows[0]?.now.getTime() ?? Date.now())
}
