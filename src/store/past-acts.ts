import type { ActHistory, ActKey, BegunUndo, LatestAct } from '../graph/past-acts.ts'
import type { ToolResult } from '../graph/tool.ts'
import type { Queryable } from './database.ts'

const IS_ACT = '(turn, tool, arguments_hash) = ($1::uuid, $2::text, $3::text)'
const keyOf = ({ turn, tool, argumentsHash }: ActKey) => [turn, tool, argumentsHash]

/**
 * What can be taken back. Rule of the columns: whoever sets `undone_at` first takes the act back, and nobody else does, even
 * if nobody hears what came of it.
 */
export function createActHistory(db: Queryable): ActHistory {
  return {
    async latest(person, conversation): Promise<LatestAct | undefined> {
      const found = await db.query<{
        turn: string | null
        tool: string
        arguments_hash: string
        stand: string[]
      }>(
        `WITH acts AS (
           SELECT begun_at AS at, turn, tool, arguments_hash FROM effects
           WHERE conversation = $2 AND status = 'done' AND undo IS NOT NULL AND undone_at IS NULL
             AND begun_at > clock_now() - interval '7 days'
           UNION ALL
           SELECT at, NULL, NULL, NULL FROM event_changes
           WHERE person = $1 AND action <> 'undo' AND status <> 'failed' AND undone_at IS NULL
             AND at > clock_now() - interval '7 days'
         ), latest AS (SELECT * FROM acts ORDER BY at DESC LIMIT 1)
         SELECT turn, tool, arguments_hash, ARRAY(
           SELECT DISTINCT later.tool FROM effects AS later
           WHERE conversation = $2 AND begun_at > latest.at AND status <> 'failed' AND undo IS NULL
             AND later.tool <> 'undo' AND NOT EXISTS (
               SELECT FROM event_changes AS change
               WHERE change.conversation = $2 AND change.call_id = later.call_id)
           ORDER BY later.tool) AS stand
         FROM latest`,
        [person, conversation],
      )
      const row = found.rows[0]
      if (!row) return undefined
      const { turn, tool, arguments_hash: argumentsHash, stand } = row
      if (turn === null) return { by: 'calendar', stand }
      return { by: 'tool', act: { turn, tool, argumentsHash }, stand }
    },
    async beginUndo(act, conversation, callId): Promise<BegunUndo> {
      const begun = await db.query<{ undo: unknown }>(
        `UPDATE effects SET undone_at = clock_now(), undone_by = $4
         WHERE ${IS_ACT} AND conversation = $5 AND status = 'done' AND undo IS NOT NULL AND undone_at IS NULL
         RETURNING undo`,
        [...keyOf(act), callId, conversation],
      )
      const fresh = begun.rows[0]
      if (fresh) return { state: 'new', undo: fresh.undo }
      const found = await db.query<{ undone_by: string | null; undone_result: ToolResult | null }>(
        `SELECT undone_by, undone_result FROM effects WHERE ${IS_ACT} AND conversation = $4`,
        [...keyOf(act), conversation],
      )
      const row = found.rows[0]
      if (row?.undone_by !== callId) return { state: 'undone' }
      return row.undone_result ? { state: 'done', result: row.undone_result } : { state: 'unknown' }
    },
    async endUndo(act, callId, result) {
      await db.query(
        result
          ? `UPDATE effects SET undone_result = $5 WHERE ${IS_ACT} AND undone_by = $4`
          : `UPDATE effects SET undone_at = NULL, undone_by = $5 WHERE ${IS_ACT} AND undone_by = $4`,
        [...keyOf(act), callId, result ? JSON.stringify(result) : null],
      )
    },
  }
}
