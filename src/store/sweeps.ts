import type { Queryable } from './database.ts'

export async function readSweep(db: Queryable, channel: string): Promise<Date | undefined> {
  const found = await db.query<{ swept_until: Date }>('SELECT swept_until FROM sweeps WHERE channel = $1', [
    channel,
  ])
  return found.rows[0]?.swept_until
}

export async function writeSweep(db: Queryable, channel: string, sweptUntil: Date): Promise<void> {
  await db.query(
    `INSERT INTO sweeps (channel, swept_until) VALUES ($1, $2)
     ON CONFLICT (channel) DO UPDATE SET swept_until = greatest(sweeps.swept_until, excluded.swept_until)`,
    [channel, sweptUntil],
  )
}
