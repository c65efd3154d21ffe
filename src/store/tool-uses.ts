import type { Limit, ToolUse, ToolUses } from '../graph/tool-uses.ts'
import type { Queryable } from './database.ts'

/**
 * Rule of the table: one row for a person and a tool, for the latest minute, hour or day (of UTC) in which it was used. Two
 * conversations of a person that use it in the same moment share it; there a turn that is run again may count twice.
 */
export function createToolUses(db: Queryable): ToolUses {
  return {
    async count({ person, tool, turn, callId }: ToolUse, { calls, per }: Limit) {
      const counted = await db.query(
        `INSERT INTO tool_uses AS used (person, tool, since, calls, turn, counted)
         VALUES ($1, $2, date_trunc($5, clock_now(), 'UTC'), 1, $3, ARRAY[$4::text])
         ON CONFLICT (person, tool) DO UPDATE SET
           since = greatest(used.since, excluded.since), -- who waited for the row may come with the time before it
           calls = CASE
             WHEN used.since < excluded.since THEN 1
             WHEN used.turn = $3 AND $4 = ANY (used.counted) THEN used.calls
             ELSE used.calls + 1 END,
           turn = $3,
           counted = CASE
             WHEN used.turn <> $3 THEN excluded.counted
             WHEN $4 = ANY (used.counted) THEN used.counted
             ELSE used.counted || $4::text END
         WHERE used.since < excluded.since OR used.calls < $6 OR (used.turn = $3 AND $4 = ANY (used.counted))`,
        [person, tool, turn, callId, per, calls],
      )
      if (counted.rowCount === 1) return undefined
      const found = await db.query<{ again: Date }>(
        `SELECT date_trunc($1, clock_now(), 'UTC') + ('1 ' || $1)::interval AS again`,
        [per],
      )
      return (found.rows[0]?.again ?? new Date()).toTemporalInstant()
    },
  }
}

/** No limit counts longer than a day. */
export async function dropOldToolUses(db: Queryable): Promise<void> {
  await db.query(`DELETE FROM tool_uses WHERE since < clock_now() - interval '2 days'`)
}
