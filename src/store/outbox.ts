import type { Choice, OutboundMessage, RenderedMessage } from '../channels/channel.ts'
import type { Queryable } from './database.ts'

export type OutboxStatus =
  | 'queued'
  | 'sending'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'unknown'
  | 'waiting'
  | 'dropped'

export interface OutboxRow {
  id: string
  conversation: string
  channel: string
  medium: string
  sender: string
  recipient: string
  body: string
  quick_replies: Choice[] | null
  /** The recording of `body`, in `media`. */
  voice: string | null
  /** The kind of a message that we started; null for an answer. */
  notice: string | null
  /** To be sent as the approved template. */
  template: boolean
  status: OutboxStatus
  tries: number
  resends: number
  created_at: Date
  sending_at: Date | null
  /** Seconds since the request for it was made, by the database's clock. */
  sending_for: number | null
  /** It was `queued` until now and its time has come: who got it sends it. */
  fresh: boolean
  /** Messages that waited for the person to write go first: they have written. */
  held: boolean
}

/** Where messages go out, as `channel/medium`. */
export interface Windows {
  /** Free text is taken only within 24 hours of the person's last message. */
  limited: string[]
  /** There is a template for the rest of the time. */
  templates: string[]
}

/** A message as a turn leaves it: `voice` is the id of its recording in `media`; `outside`: it may repeat what others wrote. */
export type QueuedMessage = RenderedMessage & { voice?: string | undefined; outside?: boolean | undefined }

export interface OutboundRoute {
  conversation: string
  channel: string
  medium: string
  /** Our own address, as the provider writes it. */
  sender: string
  recipient: string
}

/**
 * Queues the answer to a keyword such as STOP, which reaches those who opted out too. A question that is open stays open.
 * Wants a transaction with the deliver job.
 */
export async function queueKeywordAnswer(
  db: Queryable,
  route: OutboundRoute,
  messages: RenderedMessage[],
): Promise<void> {
  await db.query(
    `INSERT INTO outbox (conversation, channel, medium, sender, recipient, despite_opt_out, body)
     SELECT $1, $2, $3, $4, $5, true, body FROM unnest($6::text[]) WITH ORDINALITY AS list (body, place) ORDER BY place`,
    [
      route.conversation,
      route.channel,
      route.medium,
      route.sender,
      route.recipient,
      messages.map(({ body }) => body),
    ],
  )
}

/**
 * The next message of the conversation to send, marked `sending` before anybody sends it, or the one in the way whose
 * outcome is not known yet. What must not be sent any more, because the person opted out, is failed on the way, and what
 * we start outside of the person's window becomes a template or waits.
 * Rule of the table: a row goes from `queued` to `sending` in one statement, so only one process ever sends it, and
 * none is sent while an earlier one of the conversation is `queued`, `sending` or `unknown`.
 */
export async function takeNextOutbound(
  db: Queryable,
  conversation: string,
  windows: Windows,
): Promise<OutboxRow | undefined> {
  const found = await db.query<OutboxRow>({
    name: 'take-next-outbound',
    text: `
      WITH next AS (
        SELECT outbox.id, status = 'queued' AND (not_before IS NULL OR not_before <= now()) AS fresh,
          despite_opt_out OR opted_out_at IS NULL AS allowed,
          opted_out_at IS NULL AND EXISTS (SELECT FROM outbox AS waiting WHERE ${RELEASABLE} AND waiting.conversation = $1) AS held,
          notice IS NOT NULL AND NOT template AND outbox.channel || '/' || outbox.medium = ANY($2)
            AND last_inbound_at <= clock_now() - interval '24 hours' AS closed,
          outbox.channel || '/' || outbox.medium = ANY($3) AS has_template
        FROM outbox JOIN conversations ON conversations.id = conversation JOIN people ON people.id = person
        WHERE conversation = $1 AND status IN ('queued', 'sending', 'unknown') ORDER BY seq LIMIT 1
        FOR UPDATE OF outbox
      ), now_to AS (
        SELECT id, fresh, held, has_template, CASE WHEN NOT fresh OR held THEN 'nothing' WHEN NOT allowed THEN 'fail'
          WHEN NOT closed THEN 'send' WHEN has_template THEN 'send as template' ELSE 'wait' END AS act
        FROM next
      )
      UPDATE outbox SET
        status = CASE act WHEN 'nothing' THEN status WHEN 'fail' THEN 'failed' WHEN 'wait' THEN 'waiting' ELSE 'sending' END,
        error = CASE WHEN act = 'fail' THEN 'opted out' ELSE error END,
        template = template OR act = 'send as template',
        waiting_for = CASE WHEN act = 'wait' THEN 'window' END, waiting_at = CASE WHEN act = 'wait' THEN now() END,
        sending_at = CASE WHEN act = 'nothing' THEN sending_at ELSE now() END,
        tries = CASE WHEN act LIKE 'send%' THEN tries + 1 ELSE tries END,
        updated_at = now()
      FROM now_to WHERE outbox.id = now_to.id
      RETURNING outbox.*, fresh, held, extract(epoch FROM now() - sending_at)::float8 AS sending_for`,
    values: [conversation, windows.limited, windows.templates],
  })
  return found.rows[0]
}

/** `waiting` waits for the person to write, or for fewer messages, and the person has written since. */
const RELEASABLE = `waiting.status = 'waiting' AND EXISTS (
  SELECT FROM inbox WHERE inbox.conversation = waiting.conversation AND received_at > waiting.waiting_at)`

/** Returns of each whether others of its conversation wait behind it. */
export async function markAccepted(
  db: Queryable,
  messages: { id: string; providerId: string }[],
): Promise<boolean[]> {
  const marked = await db.query<{ id: string; more: boolean }>({
    name: 'mark-accepted',
    text: `UPDATE outbox SET provider_id = "providerId", updated_at = now(), accepted_at = coalesce(accepted_at, now()),
             status = CASE WHEN status IN ('queued', 'sending', 'unknown') THEN 'accepted' ELSE status END
           FROM jsonb_to_recordset($1::jsonb) AS m (id uuid, "providerId" text)
           WHERE outbox.id = m.id RETURNING outbox.id, EXISTS (
             SELECT FROM outbox AS later WHERE later.conversation = outbox.conversation AND later.seq > outbox.seq
               AND later.status IN ('queued', 'sending', 'unknown')) AS more`,
    values: [JSON.stringify(messages)],
  })
  const more = new Map(marked.rows.map((row) => [row.id, row.more]))
  return messages.map(({ id }) => more.get(id) ?? true)
}

/** A voice note that fails is sent as its words in the same place, unless they stand behind it as text anyway. */
export async function markFailed(db: Queryable, id: string, error: string): Promise<void> {
  await db.query(
    // As a message of its own, so that a late callback about the voice note does not end it.
    `UPDATE outbox SET error = $2, updated_at = now(),
       id = CASE WHEN speaks THEN gen_random_uuid() ELSE outbox.id END,
       status = CASE WHEN speaks THEN 'queued' ELSE 'failed' END, voice = CASE WHEN NOT speaks THEN voice END,
       resends = CASE WHEN speaks THEN 0 ELSE resends END, not_before = NULL
     FROM (SELECT id, voice IS NOT NULL AND NOT ${WRITTEN_TOO} AS speaks FROM outbox AS spoken WHERE id = $1) AS it
     WHERE outbox.id = it.id AND status IN ('sending', 'unknown')`,
    [id, error],
  )
}

/** The words of a voice note `spoken` also stand behind it as text. */
export const WRITTEN_TOO = `EXISTS (
  SELECT FROM outbox AS written WHERE written.conversation = spoken.conversation AND written.seq > spoken.seq
    AND written.turn = spoken.turn AND written.body = spoken.body AND written.voice IS NULL)`

/** Nobody knows whether the provider has it. */
export async function markUnknown(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE outbox SET status = 'unknown', updated_at = now() WHERE id = $1 AND status = 'sending'`,
    [id],
  )
}

/** The provider has never processed it and wants to be left alone for a while. */
export async function postponeOutbound(db: Queryable, id: string, seconds: number): Promise<void> {
  await db.query(
    `UPDATE outbox SET status = 'queued', not_before = now() + make_interval(secs => $2), updated_at = now()
     WHERE id = $1 AND status = 'sending'`,
    [id, seconds],
  )
}

/** Read back and not found: to be sent once more. */
export async function resendOutbound(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE outbox SET status = 'queued', resends = resends + 1, updated_at = now() WHERE id = $1 AND status = 'unknown'`,
    [id],
  )
}

/** Which of these provider ids belong to messages of ours already. */
export async function knownProviderIds(
  db: Queryable,
  channel: string,
  providerIds: string[],
): Promise<Set<string>> {
  const found = await db.query<{ provider_id: string }>(
    'SELECT provider_id FROM outbox WHERE channel = $1 AND provider_id = ANY($2)',
    [channel, providerIds],
  )
  return new Set(found.rows.map((row) => row.provider_id))
}

/** Conversations with messages that have waited to be sent longer than any running job would let them. */
export async function undeliveredConversations(db: Queryable, olderThanSeconds: number): Promise<string[]> {
  const found = await db.query<{ conversation: string }>(
    `SELECT DISTINCT conversation FROM outbox
     WHERE status IN ('queued', 'sending', 'unknown') AND updated_at < now() - make_interval(secs => $1)`,
    [olderThanSeconds],
  )
  return found.rows.map((row) => row.conversation)
}

/** `voiceUrl`: where the provider finds a recording. */
export function toOutbound(row: OutboxRow, voiceUrl: (id: string) => string): OutboundMessage {
  return {
    outboxId: row.id,
    medium: row.medium,
    from: row.sender,
    to: row.recipient,
    body: row.body,
    quickReplies: row.quick_replies ?? undefined,
    voiceUrl: row.voice === null ? undefined : voiceUrl(row.voice),
    template: row.template || undefined,
  }
}
