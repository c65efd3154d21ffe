import type { Queryable } from './database.ts'

export interface ChangeKey {
  person: string
  /** Of the call and what it came down to: the same however often its turn is run again. */
  key: string
}

export interface NewChange<Plan> extends ChangeKey {
  callId: string
  conversation: string
  calendar: string
  action: 'book' | 'change' | 'remove' | 'answer' | 'undo'
  plan: Plan
  /** The change that this one takes back. */
  undoes: string | undefined
}

/** What was told of a change. */
export interface ChangeResult {
  text: string
  receipt?: string | undefined
  outside?: boolean | undefined
}

/** `new`: nobody began it. `begun`: it may have been carried out, in part or all of it. `undone`: what it undoes is undone. */
export type BegunChange = { state: 'new' | 'begun' | 'undone' } | { state: 'done'; result: ChangeResult }

/** Rule of the table: a row is here before a calendar is asked to change anything, and what is `done` stays as it is. */
export async function beginChange<Plan>(db: Queryable, change: NewChange<Plan>): Promise<BegunChange> {
  const { person, key, callId, conversation, calendar, action, plan, undoes } = change
  const begun = await db.query<{ status: string; fresh: boolean; result: ChangeResult | null }>(
    `INSERT INTO event_changes AS change (person, key, call_id, conversation, calendar, action, plan)
     SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $8::bigint IS NULL
       OR EXISTS (SELECT FROM event_changes WHERE id = $8 AND person = $1 AND undone_at IS NULL)
       OR EXISTS (SELECT FROM event_changes WHERE person = $1 AND key = $2)
     ON CONFLICT (person, key) DO UPDATE SET
       status = CASE change.status WHEN 'failed' THEN 'begun' ELSE change.status END
     RETURNING status, result, xmax = 0 OR (SELECT was.status = 'failed' FROM event_changes AS was
       WHERE was.person = $1 AND was.key = $2) AS fresh`,
    [person, key, callId, conversation, calendar, action, JSON.stringify(plan), undoes ?? null],
  )
  const row = begun.rows[0]
  if (!row) return { state: 'undone' }
  if (row.status === 'done') return { state: 'done', result: row.result ?? { text: 'It was done.' } }
  return { state: row.fresh ? 'new' : 'begun' }
}

/** Nothing was done. */
export async function failChange(db: Queryable, { person, key }: ChangeKey): Promise<void> {
  await db.query(
    `UPDATE event_changes SET status = 'failed' WHERE person = $1 AND key = $2 AND status = 'begun'`,
    [person, key],
  )
}

export interface FinishedChange extends ChangeKey {
  event: string | undefined
  after: unknown
  result: ChangeResult
  undoes: string | undefined
}

/** Runs in a transaction: what is taken back and what takes it back say so together. */
export async function finishChange(db: Queryable, change: FinishedChange): Promise<void> {
  const { person, key, event, after, result, undoes } = change
  await db.query(
    `UPDATE event_changes SET status = 'done', event = $3, after = $4, result = $5
     WHERE person = $1 AND key = $2 AND status <> 'done'`,
    [person, key, event ?? null, after === undefined ? null : JSON.stringify(after), JSON.stringify(result)],
  )
  if (undoes !== undefined) {
    await db.query('UPDATE event_changes SET undone_at = clock_now() WHERE person = $1 AND id = $2', [
      person,
      undoes,
    ])
  }
}

export interface KeptChange {
  id: string
  status: 'begun' | 'done'
  action: NewChange<unknown>['action']
  calendar: string
  event: string | null
  key: string
  /** JSON as it was given. */
  plan: unknown
  after: unknown
}

const COLUMNS = 'id, status, action, calendar, event, key, plan, after'

/** The last change of a person's within seven days that was not taken back; also one of which nobody knows the outcome. */
export async function lastChange(db: Queryable, person: string): Promise<KeptChange | undefined> {
  const found = await db.query<KeptChange>(
    `SELECT ${COLUMNS} FROM event_changes WHERE person = $1 AND action <> 'undo' AND status <> 'failed'
       AND undone_at IS NULL AND at > clock_now() - interval '7 days' ORDER BY id DESC LIMIT 1`,
    [person],
  )
  return found.rows[0]
}

/** The change that was spoken of last in a conversation, within a day. */
export async function spokenOf(
  db: Queryable,
  person: string,
  conversation: string,
): Promise<KeptChange | undefined> {
  const found = await db.query<KeptChange>(
    `SELECT ${COLUMNS} FROM event_changes WHERE conversation = $2 AND person = $1 AND status = 'done'
       AND at > clock_now() - interval '24 hours' ORDER BY id DESC LIMIT 1`,
    [person, conversation],
  )
  return found.rows[0]
}
