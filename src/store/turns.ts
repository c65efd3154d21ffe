import type { Choice } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { InboxRow } from './inbox.ts'
import type { QueuedMessage } from './outbox.ts'
import { HEARD } from './reminders.ts'

/** How long a claim lasts unless it is renewed, in seconds. Only the database's clock counts. */
const LEASE_SECONDS = 10

export interface Person {
  id: string
  name: string | null
  language: string | null
  /** By themselves; otherwise it is what they write. */
  language_chosen: boolean
  name_chosen: boolean
  timezone: string | null
  away_timezone: string | null
  away_until: string | null
  opted_out_at: Date | null
  voice_replies: 'never' | 'mirror' | 'always'
}

/** A conversation that this process holds, with the messages it has to answer. */
export interface Claim {
  conversation: string
  epoch: string
  channel: string
  medium: string
  theirAddress: string
  ourAddress: string
  /** The graph waits for this person's answer to a question. */
  awaitsAnswer: boolean
  /** When the provider took our last message, the question; undefined while it has not. */
  askedAt: Date | undefined
  /** The quick replies of our last message, if it had any. */
  offered: Choice[]
  person: Person
  /** Reminders that were sent and are still open, one line each, the last one last. */
  openReminders: string[]
  /** When it was claimed, by the database's clock. */
  now: Temporal.Instant
  /** The same however often the turn is run again. */
  turn: string
  rows: InboxRow[]
}

interface OpenReminder {
  ref: number
  /** The person's own words; null where it holds others', such as the title of an event. */
  text: string | null
  /** By the clock of the zone that it goes by, e.g. `2026-11-21 17:00`. */
  sent: string
}

/** What the statement returns; a time inside of JSON is text. */
interface ClaimedRow {
  waiting: number
  mine: {
    epoch: number
    channel: string
    medium: string
    their_address: string
    our_address: string
    awaits_answer: boolean
    offered: Choice[] | null
  } | null
  person: Person
  open_reminders: OpenReminder[] | null
  now: Date
  asked_at: Date | null
  rows: (Omit<InboxRow, 'received_at'> & { turn: string; received_at: string })[] | null
}

/**
 * Takes the conversation and all its unanswered messages in order, unless another process holds it. Messages that
 * were in a turn before stay in that turn, alone: what the thread holds of it is the answer to exactly these.
 */
export async function claimConversation(
  db: Queryable,
  conversation: string,
): Promise<Claim | 'busy' | 'nothing'> {
  const claimed = await db.query<ClaimedRow>({
    name: 'claim-conversation',
    text: `
      WITH waiting AS (
        SELECT id, turn, first_value(turn) OVER in_order AS first_turn, first_value(id) OVER in_order AS first_id
        FROM inbox WHERE conversation = $1 AND status = 'received' WINDOW in_order AS (ORDER BY seq)
      ), mine AS (
        UPDATE conversations SET epoch = epoch + 1, claimed_until = now() + make_interval(secs => $2)
        WHERE id = $1 AND (claimed_until IS NULL OR claimed_until < now()) AND EXISTS (SELECT FROM waiting)
        RETURNING *
      ), taken AS (
        UPDATE inbox SET tries = inbox.tries + 1, turn = coalesce(first_turn, first_id) FROM waiting, mine
        WHERE inbox.id = waiting.id AND waiting.turn IS NOT DISTINCT FROM first_turn
        RETURNING inbox.*
      )
      SELECT (SELECT count(*)::integer FROM waiting) AS waiting, to_jsonb(mine) AS mine, to_jsonb(people) AS person, clock_now() AS now,
        (SELECT jsonb_agg(o ORDER BY o.fired_at, o.due_at, o.ref) FROM (
          SELECT ref, CASE WHEN kind = 'reminder' THEN left(text, 200) END AS text, fired_at, due_at,
            to_char(fired_at AT TIME ZONE reminders.zone, 'YYYY-MM-DD HH24:MI') AS sent
          FROM firings JOIN reminders ON reminders.id = reminder
          WHERE firings.conversation = $1 AND firings.status = 'open' AND kind <> 'briefing'
            AND fired_at > clock_now() - interval '30 days' AND ${HEARD}
          ORDER BY fired_at DESC, due_at DESC, ref DESC LIMIT 5
        ) AS o) AS open_reminders,
        (SELECT jsonb_agg(to_jsonb(taken) ORDER BY seq) FROM taken) AS rows,
        CASE WHEN mine.awaits_answer THEN (
          SELECT accepted_at FROM outbox WHERE conversation = $1 AND turn IS NOT NULL ORDER BY seq DESC LIMIT 1
        ) END AS asked_at
      FROM (SELECT 1) AS always LEFT JOIN mine ON true LEFT JOIN people ON people.id = mine.person`,
    values: [conversation, LEASE_SECONDS],
  })
  const found = claimed.rows[0]
  if (!found || found.waiting === 0) return 'nothing'
  const [first] = found.rows ?? []
  if (!found.mine || !first) return 'busy'
  return {
    conversation,
    epoch: String(found.mine.epoch),
    channel: found.mine.channel,
    medium: found.mine.medium,
    theirAddress: found.mine.their_address,
    ourAddress: found.mine.our_address,
    awaitsAnswer: found.mine.awaits_answer,
    askedAt: found.asked_at ?? undefined,
    offered: found.mine.offered ?? [],
    person: found.person,
    openReminders: (found.open_reminders ?? []).map(describeOpen),
    now: found.now.toTemporalInstant(),
    turn: first.turn,
    rows: (found.rows ?? []).map((row) => ({ ...row, received_at: new Date(row.received_at) })),
  }
}

function describeOpen({ ref, text, sent }: OpenReminder): string {
  const what = text === null ? 'of a coming event' : `"${text.replaceAll(/\s+/g, ' ')}"`
  return `r${ref}: ${what}, sent ${sent}`
}

/** Keeps the claims alive; one that was let go meanwhile stays so. */
export async function renewClaims(
  db: Queryable,
  claims: Pick<Claim, 'conversation' | 'epoch'>[],
): Promise<void> {
  await db.query(
    `UPDATE conversations SET claimed_until = now() + make_interval(secs => $3)
     FROM unnest($1::text[], $2::bigint[]) AS held (id, epoch)
     WHERE conversations.id = held.id AND conversations.epoch = held.epoch AND claimed_until IS NOT NULL`,
    [claims.map((claim) => claim.conversation), claims.map((claim) => claim.epoch), LEASE_SECONDS],
  )
}

/** Gives the conversation up without an answer; the messages stay unanswered. `unTry` when the try does not count. */
export async function releaseClaim(db: Queryable, claim: Claim, unTry: boolean): Promise<void> {
  await db.query(
    `WITH mine AS (
       UPDATE conversations SET claimed_until = NULL WHERE id = $1 AND epoch = $2 RETURNING id
     )
     UPDATE inbox SET tries = tries - 1 FROM mine
     WHERE $4 AND conversation = mine.id AND inbox.id = ANY($3::uuid[]) AND status = 'received'`,
    [claim.conversation, claim.epoch, claim.rows.map((row) => row.id), unTry],
  )
}

/** The process lost its claim: another one holds the conversation now, and nothing may be written. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
}

/** Messages that came after the claim; they are part of its turn from now on. */
export async function takeArrivals(db: Queryable, claim: Claim): Promise<InboxRow[]> {
  const found = await db.query<InboxRow>(
    `WITH arrived AS (
       UPDATE inbox SET tries = tries + 1, turn = $2
       WHERE conversation = $1 AND status = 'received' AND turn IS NULL
         AND EXISTS (SELECT FROM conversations WHERE id = $1 AND epoch = $3)
       RETURNING *
     ) SELECT * FROM arrived ORDER BY seq`,
    [claim.conversation, claim.turn, claim.epoch],
  )
  return found.rows
}

/** What a turn cost. Tokens as the provider reports them; the price is null for a model without a known one. */
export interface Usage {
  model: string | null
  modelCalls: number
  toolCalls: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
}

export interface TurnRecord {
  outcome: string
  rowStatus: 'answered' | 'parked' | 'ignored'
  reason?: string | undefined
  startedAt: Date
  usage: Usage
  /** The replies, rendered, in order. */
  messages: QueuedMessage[]
  /** What the last of them offers to tap. */
  offered?: Choice[] | undefined
  awaitsAnswer: boolean
  /** Keep the conversation after the commit: there is something to tidy. `releaseClaim` lets go of it. */
  keepClaim: boolean
  /** What the person sent is to be deleted at the provider. */
  deleteMedia: boolean
  /** The language the person writes, when their messages show it clearly. */
  language?: string | undefined
}

/**
 * The end of a turn in one statement: its replies, what became of its messages and what it cost, or nothing of it.
 * Throws `ClaimLost` when the epoch has moved on.
 */
export async function commitTurn(db: Queryable, claim: Claim, turn: TurnRecord): Promise<void> {
  const { usage } = turn
  const committed = await db.query({
    name: 'commit-turn',
    text: `
      WITH mine AS (
        UPDATE conversations SET awaits_answer = $4, claimed_until = CASE WHEN $5 THEN claimed_until END,
          offered = CASE WHEN jsonb_array_length($6::jsonb) > 0 THEN $7::jsonb ELSE offered END
        WHERE id = $1 AND epoch = $2 RETURNING *
      ), turn AS (
        INSERT INTO turns AS t (id, conversation, outcome, model, model_calls, tool_calls, input_tokens, output_tokens,
          cost_usd, started_at)
        SELECT $3, id, $8, $9, $10, $11, $12, $13, $14, $15 FROM mine
        -- Messages that the owner gave back run in the turn that was parked, so that its effects are found again.
        ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, model = coalesce(excluded.model, t.model),
          model_calls = t.model_calls + excluded.model_calls, tool_calls = t.tool_calls + excluded.tool_calls,
          input_tokens = t.input_tokens + excluded.input_tokens,
          output_tokens = t.output_tokens + excluded.output_tokens,
          cost_usd = CASE WHEN t.cost_usd IS NULL OR excluded.cost_usd IS NULL
            THEN coalesce(t.cost_usd, excluded.cost_usd) ELSE t.cost_usd + excluded.cost_usd END,
          finished_at = now()
      ), person AS (
        UPDATE people SET language = $16::text FROM mine
        WHERE people.id = mine.person AND $16::text IS NOT NULL AND language IS DISTINCT FROM $16::text
          AND NOT language_chosen -- perhaps in this very turn
      ), replies AS (
        INSERT INTO outbox (conversation, turn, channel, medium, sender, recipient, body, quick_replies, voice, outside)
        SELECT id, $3, $20, $21, $22, $23, message->>'body', message->'quickReplies', (message->>'voice')::uuid,
          coalesce((message->>'outside')::boolean, false)
        FROM mine, jsonb_array_elements($6::jsonb) WITH ORDINALITY AS list (message, place) ORDER BY place
      ), answered AS (
        UPDATE inbox SET status = $17, reason = $18, turn = $3, delete_media = $24 AND details ? 'media'
        FROM mine WHERE inbox.id = ANY($19::uuid[])
      )
      SELECT FROM mine`,
    values: [
      claim.conversation,
      claim.epoch,
      claim.turn,
      turn.awaitsAnswer,
      turn.keepClaim,
      JSON.stringify(turn.messages),
      turn.offered ? JSON.stringify(turn.offered) : null,
      turn.outcome,
      usage.model,
      usage.modelCalls,
      usage.toolCalls,
      usage.inputTokens,
      usage.outputTokens,
      usage.costUsd,
      turn.startedAt,
      turn.language ?? null,
      turn.rowStatus,
      turn.reason ?? null,
      claim.rows.map((row) => row.id),
      claim.channel,
      claim.medium,
      claim.ourAddress,
      claim.theirAddress,
      turn.deleteMedia,
    ],
  })
  if (committed.rowCount !== 1) throw new ClaimLost('another process has taken over this conversation')
}

/** Whether this message of ours is the question that was put last. */
export async function isLastQuestion(
  db: Queryable,
  conversation: string,
  providerId: string,
): Promise<boolean> {
  const found = await db.query(
    `SELECT FROM outbox WHERE conversation = $1 AND provider_id = $2 AND turn = (
       SELECT id FROM turns WHERE conversation = $1 AND outcome = 'question' ORDER BY finished_at DESC LIMIT 1)`,
    [conversation, providerId],
  )
  return found.rowCount === 1
}
