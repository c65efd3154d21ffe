import type { Begun, EffectKey, EffectLedger } from '../graph/ledger.ts'
import type { Queryable } from './database.ts'
import { ClaimLost } from './turns.ts'

/**
 * The ledger of tool calls with a side effect. Rule of the table: one row for a turn, a tool and its arguments; it is
 * begun only by who holds the conversation, and what is `done` stays done.
 */
export function createEffectLedger(db: Queryable): EffectLedger {
  return {
    async begin(effect: EffectKey): Promise<Begun> {
      const begun = await db.query<{
        inserted: boolean
        status: string
        call_id: string
        result: string | null
        receipt: string | null
        outside: boolean
      }>(
        `INSERT INTO effects AS e (turn, tool, arguments_hash, call_id, conversation)
         SELECT $1, $2, $3, $4, id FROM conversations WHERE id = $5 AND epoch = $6
         ON CONFLICT (turn, tool, arguments_hash) DO UPDATE SET
           status = CASE WHEN e.status = 'failed' THEN 'started' ELSE e.status END
         RETURNING xmax = 0 OR (SELECT before.status = 'failed' FROM effects AS before
           WHERE (before.turn, before.tool, before.arguments_hash) = (e.turn, e.tool, e.arguments_hash)) AS inserted,
           status, call_id, result, receipt, outside`,
        [effect.turn, effect.tool, effect.argumentsHash, effect.callId, effect.conversation, effect.epoch],
      )
      const row = begun.rows[0]
      if (!row) throw new ClaimLost('another process has taken over this conversation')
      if (row.inserted) return { state: 'new', callId: row.call_id }
      if (row.status === 'done') {
        const { call_id: callId, result, receipt, outside } = row
        return { state: 'done', callId, result: result ?? '', receipt: receipt ?? undefined, outside }
      }
      return { state: 'unknown', callId: row.call_id }
    },
    async finish(effect, outcome, { text, receipt, outside = false, undo }) {
      await db.query(
        `UPDATE effects SET status = $4, result = $5, receipt = $6, undo = $7, outside = $8, finished_at = now()
         WHERE turn = $1 AND tool = $2 AND arguments_hash = $3 AND status = 'started'`,
        [
          effect.turn,
          effect.tool,
          effect.argumentsHash,
          outcome,
          text,
          receipt ?? null,
          undo === undefined ? null : JSON.stringify(undo),
          outside,
        ],
      )
    },
  }
}

export interface EffectOutcome {
  tool: string
  outcome: 'done' | 'failed' | 'unknown'
  /** What the tool reported, in its words. */
  result: string | null
  /** What the person is shown of it. */
  receipt: string | null
}

/** What came of the side effects of a turn, whichever process ran them. */
export async function effectOutcomes(db: Queryable, turn: string): Promise<EffectOutcome[]> {
  const found = await db.query<EffectOutcome>(
    `SELECT tool, CASE status WHEN 'started' THEN 'unknown' ELSE status END AS outcome, result, receipt
     FROM effects WHERE turn = $1 ORDER BY started_at`,
    [turn],
  )
  return found.rows
}
