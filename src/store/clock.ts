import type { Database, Queryable } from './database.ts'
import { wakeSql } from './firings.ts'

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
      `WITH planned AS (SELECT conversation, fire_at FROM firings WHERE status = 'planned'), ${wakeSql('planned')}`,
    )
  })
}

/** What time it is for everything that is due. */
export async function clockNow(db: Queryable): Promise<Temporal.Instant> {
  const found = await db.query<{ now: Date }>('SELECT clock_now() AS now')
  return (found.rows[0]?.now ?? new Date()).toTemporalInstant()
}
