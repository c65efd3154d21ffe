import type { Queryable } from './database.ts'

export interface Begun {
  /** What `endSweep` is to note: the database's time, because the clocks of processes differ. */
  at: Date
  /** How far back to look; undefined at a channel's first sweep. */
  since: Date | undefined
}

/**
 * Looks `overlapMs` behind the end of the last sweep, but no further back than `oldestMs`. An end in the future was
 * noted by a clock that was wrong: nobody knows what has been seen, so everything back to `oldestMs` is looked at.
 */
export async function beginSweep(
  db: Queryable,
  channel: string,
  { overlapMs, oldestMs }: { overlapMs: number; oldestMs: number },
): Promise<Begun> {
  const found = await db.query<{ at: Date; since: Date | null }>(
    `SELECT now() AS at,
       CASE WHEN swept_until > now() THEN now() - $3 * interval '1 ms'
       WHEN swept_until IS NOT NULL THEN greatest(swept_until - $2 * interval '1 ms', now() - $3 * interval '1 ms')
       END AS since
     FROM (SELECT $1::text AS channel) AS asked LEFT JOIN sweeps USING (channel)`,
    [channel, overlapMs, oldestMs],
  )
  const [row] = found.rows
  if (!row) throw new Error('a query that always has one row had none')
  return { at: row.at, since: row.since ?? undefined }
}

/** `at` comes from `beginSweep`. Of two sweeps at once the later counts; a time in the future never does. */
export async function endSweep(db: Queryable, channel: string, at: Date): Promise<void> {
  await db.query(
    `INSERT INTO sweeps (channel, swept_until) VALUES ($1, $2)
     ON CONFLICT (channel) DO UPDATE SET swept_until =
       CASE WHEN sweeps.swept_until > now() THEN excluded.swept_until
       ELSE greatest(sweeps.swept_until, excluded.swept_until) END`,
    [channel, at],
  )
}
