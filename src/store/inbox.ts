import type { Choice, InboundMessage, Media, Place } from '../channels/channel.ts'
import type { Unusable } from '../media/decoded.ts'
import type { Queryable } from './database.ts'
import type { Fingerprint } from './fingerprint.ts'
import { enqueueSql } from './queue.ts'

/** What is kept of a message beside its text. */
export interface MessageDetails {
  choice?: Choice | undefined
  place?: Place | undefined
  media?: Media[] | undefined
  repliesTo?: string | undefined
  forwarded?: boolean | undefined
}

/** What a file came to. Only a voice note holds the person's own words; all else may be written by others. */
export type Understood =
  | {
      kind: 'voice'
      /** The person spoke it here, as WhatsApp records; otherwise it may be anybody's, such as a podcast. */
      own: boolean
      /** Empty: no words could be made out. */
      text: string
    }
  | {
      kind: 'file'
      /** E.g. `picture (JPEG)`, `document (PDF)`. */
      what: string
      text?: string | undefined
      leftOut?: string | undefined
      /** Ids in `media`. */
      pictures: string[]
      /** What is said in a video. */
      heard?: string | undefined
    }
  | { kind: 'unusable'; reason: Unusable | 'gone' | 'unheard' }

export interface InboxRow {
  id: string
  conversation: string
  channel: string
  medium: string
  provider_id: string
  text: string
  details: MessageDetails
  /** By the place of the file in `details.media`; what is missing has not been looked at. */
  understood: Record<string, Understood>
  status: 'received' | 'answered' | 'parked' | 'ignored'
  reason: string | null
  tries: number
  received_at: Date
}

/**
 * Stores messages with their conversations and people in one statement, and queues an `answer` job for each that is
 * new, unless `withJobs` is false. Returns the provider ids of those that were not here yet. What was erased does not come
 * in again, and who had said STOP before they were erased still has.
 * Rule of the table: a row is written once, by the provider's id; afterwards its status moves, and what its files came
 * to is noted beside it.
 */
export async function storeInbound(
  db: Queryable,
  channel: string,
  messages: InboundMessage[],
  withJobs: boolean,
  fingerprint: Fingerprint,
): Promise<Set<string>> {
  const stored = await db.query<{ provider_id: string }>({
    name: withJobs ? 'store-inbound' : 'store-inbound-alone',
    text: `
      WITH message AS (
        SELECT * FROM jsonb_to_recordset($2::jsonb) AS m (place integer, conversation text, name text, medium text,
          sender text, recipient text, provider_id text, text text, details jsonb, hash text, person_hash text)
      ), stored AS (
        INSERT INTO inbox (conversation, channel, medium, provider_id, sender, recipient, text, details)
        SELECT conversation, $1, medium, provider_id, sender, recipient, text, details FROM message
        WHERE NOT EXISTS (SELECT FROM erased_messages WHERE erased_messages.hash = decode(message.hash, 'hex'))
        ORDER BY place
        ON CONFLICT (channel, provider_id) DO NOTHING
        RETURNING conversation, provider_id
      ), latest AS ( -- only of new messages: a late duplicate must not lead the answer elsewhere
        SELECT DISTINCT ON (conversation) message.* FROM message JOIN stored USING (conversation, provider_id)
        ORDER BY conversation, place DESC
      ), stopped AS (
        DELETE FROM erased_opt_outs USING latest WHERE erased_opt_outs.hash = decode(person_hash, 'hex')
        RETURNING conversation
      ), person AS (
        INSERT INTO people AS p (id, name, opted_out_at)
        SELECT conversation, name, CASE WHEN stopped.conversation IS NOT NULL THEN now() END
        FROM latest LEFT JOIN stopped USING (conversation) ORDER BY conversation
        ON CONFLICT (id) DO UPDATE SET name = CASE WHEN p.name_chosen THEN p.name ELSE coalesce(excluded.name, p.name) END,
          opted_out_at = coalesce(p.opted_out_at, excluded.opted_out_at)
          WHERE (excluded.name IS NOT NULL AND NOT p.name_chosen AND p.name IS DISTINCT FROM excluded.name)
            OR excluded.opted_out_at IS NOT NULL
      ), conversation AS (
        INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
        SELECT conversation, conversation, $1, medium, sender, recipient FROM latest ORDER BY conversation
        ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, medium = excluded.medium,
          their_address = excluded.their_address, our_address = excluded.our_address, last_inbound_at = clock_now()
      )${withJobs ? `, queued AS (${enqueueSql('answer', 'stored')})` : ''}
      SELECT provider_id FROM stored${withJobs ? ' LEFT JOIN queued ON true' : ''}`,
    values: [
      channel,
      JSON.stringify(messages.map((message, place) => toRecord(channel, message, place, fingerprint))),
    ],
  })
  return new Set(stored.rows.map((row) => row.provider_id))
}

function toRecord(channel: string, message: InboundMessage, place: number, fingerprint: Fingerprint): object {
  const { conversation, profileName, medium, from, to, providerId, text, choice, media, repliesTo } = message
  const details: MessageDetails = {
    choice,
    place: message.place,
    media: media.length > 0 ? media : undefined,
    repliesTo,
    forwarded: message.forwarded || undefined,
  }
  return {
    place,
    conversation,
    name: profileName ?? null,
    medium,
    sender: from,
    recipient: to,
    provider_id: providerId,
    text,
    details,
    hash: fingerprint.message(channel, providerId).toString('hex'),
    person_hash: fingerprint.address(conversation).toString('hex'),
  }
}

/** A row that no turn will take: a keyword that the code has answered itself, or a message of somebody opted out. */
export async function ignoreInbound(
  db: Queryable,
  channel: string,
  providerId: string,
  { reason, deleteMedia }: { reason: string; deleteMedia: boolean },
): Promise<void> {
  await db.query(
    `UPDATE inbox SET status = 'ignored', reason = $3, delete_media = $4 AND details ? 'media'
     WHERE channel = $1 AND provider_id = $2`,
    [channel, providerId, reason, deleteMedia],
  )
}

/** The person behind an address that another message has shown to be theirs, e.g. a business-scoped user id. */
export async function resolveAlias(db: Queryable, address: string): Promise<string | undefined> {
  const found = await db.query<{ person: string }>('SELECT person FROM aliases WHERE address = $1', [address])
  return found.rows[0]?.person
}

export async function addAliases(db: Queryable, person: string, addresses: string[]): Promise<void> {
  await db.query(
    'INSERT INTO aliases (address, person) SELECT unnest($2::text[]), $1 ON CONFLICT (address) DO NOTHING',
    [person, addresses],
  )
}

/** Conversations with messages that have waited longer than any running turn would let them. */
export async function strandedConversations(db: Queryable, olderThanSeconds: number): Promise<string[]> {
  const found = await db.query<{ conversation: string }>(
    `SELECT DISTINCT inbox.conversation FROM inbox JOIN conversations ON conversations.id = inbox.conversation
     WHERE status = 'received' AND received_at < now() - make_interval(secs => $1)
       AND (claimed_until IS NULL OR claimed_until < now())`,
    [olderThanSeconds],
  )
  return found.rows.map((row) => row.conversation)
}

export async function listParked(db: Queryable): Promise<InboxRow[]> {
  const found = await db.query<InboxRow>(`SELECT * FROM inbox WHERE status = 'parked' ORDER BY seq`)
  return found.rows
}

/** Gives parked messages back to be answered, or drops them for good. Returns their conversations. */
export async function releaseParked(
  db: Queryable,
  ids: string[],
  to: 'received' | 'ignored',
): Promise<string[]> {
  const moved = await db.query<{ conversation: string }>(
    // What was said is known and paid for; all other files are looked at again.
    `UPDATE inbox SET status = $2, tries = 0, reason = CASE WHEN $2 = 'ignored' THEN 'dropped by the owner' END,
       understood = (
         SELECT coalesce(jsonb_object_agg(place, file), '{}') FROM jsonb_each(understood) AS files (place, file)
         WHERE file->>'kind' = 'voice')
     WHERE id = ANY($1::uuid[]) AND status = 'parked' RETURNING conversation`,
    [ids, to],
  )
  return [...new Set(moved.rows.map((row) => row.conversation))]
}

/** What a file of a message came to; a result that is here already stays. */
export async function storeUnderstood(
  db: Queryable,
  row: InboxRow,
  place: number,
  understood: Understood,
): Promise<void> {
  await db.query(
    `UPDATE inbox SET understood = jsonb_build_object($2::text, $3::jsonb) || understood WHERE id = $1`,
    [row.id, String(place), JSON.stringify(understood)],
  )
}

/** Messages that are dealt with, whose files are still at the provider although the owner wants them deleted there. */
export async function messagesWithMediaToDelete(
  db: Queryable,
): Promise<{ id: string; channel: string; media: Media[] }[]> {
  const found = await db.query<{ id: string; channel: string; media: Media[] }>(
    `SELECT id, channel, details->'media' AS media FROM inbox
     WHERE delete_media AND status IN ('answered', 'ignored') ORDER BY received_at DESC LIMIT 500`,
  )
  return found.rows
}

export async function markMediaDeleted(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE inbox SET delete_media = false WHERE id = $1', [id])
}
