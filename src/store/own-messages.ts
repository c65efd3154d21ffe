import type { Queryable } from './database.ts'

/** About so much text is held at a time, in bytes; a single message may be longer. */
const BATCH_BYTES = 1_000_000
const BATCH_ROWS = 5_000

export interface OwnMessage {
  at: Date
  direction: 'in' | 'out'
  channel: string
  medium: string
  text: string
  status: string
  /** What it brought beside the text: a place, a choice, and what its files came to. */
  details: unknown
}

type Batch = OwnMessage & { cursor: string; seq: string }

const batchOf = (rows: string, order: string): string => `
  SELECT at, cursor, seq, direction, channel, medium, text, status, details FROM (
    SELECT *, sum(size) OVER (ORDER BY ${order}) - size AS before FROM (
      SELECT *, octet_length(text) + octet_length(coalesce(details::text, '')) AS size FROM (${rows}) AS found
    ) AS sized
  ) AS batch WHERE before < ${BATCH_BYTES} ORDER BY ${order}`

const RECEIVED = batchOf(
  `SELECT received_at AS at, received_at::text AS cursor, seq, 'in' AS direction, channel, medium, text, status,
     nullif(jsonb_strip_nulls(details - 'media') || CASE WHEN understood = '{}' THEN '{}'
       ELSE jsonb_build_object('files', understood) END, '{}') AS details
   FROM inbox WHERE conversation = $1 AND (received_at, seq) > ($2::timestamptz, $3::bigint)
   ORDER BY received_at, seq LIMIT ${BATCH_ROWS}`,
  'at, seq',
)
const SENT = batchOf(
  `SELECT created_at AS at, created_at::text AS cursor, seq, 'out' AS direction, channel, medium, body AS text, status,
     NULL::jsonb AS details
   FROM outbox WHERE conversation = $1 AND seq > $3::bigint AND $2::timestamptz IS NOT NULL ORDER BY seq LIMIT ${BATCH_ROWS}`,
  'seq',
)

async function* read(db: Queryable, sql: string, conversation: string): AsyncGenerator<OwnMessage> {
  let from = { cursor: '-infinity', seq: '0' }
  for (;;) {
    const { rows } = await db.query<Batch>(sql, [conversation, from.cursor, from.seq])
    const last = rows.at(-1)
    if (!last) return
    yield* rows
    from = last
  }
}

/** Everything that was said in these conversations, oldest first, read as it is asked for. */
export async function* messagesOf(db: Queryable, conversations: string[]): AsyncGenerator<OwnMessage> {
  const sources = conversations.flatMap((id) => [read(db, RECEIVED, id), read(db, SENT, id)])
  const heads = await Promise.all(sources.map((source) => source.next()))
  for (;;) {
    let first = -1
    let oldest = Infinity
    heads.forEach((head, at) => {
      if (head.done || head.value.at.getTime() >= oldest) return
      first = at
      oldest = head.value.at.getTime()
    })
    const head = heads[first]
    const source = sources[first]
    if (!head || head.done || !source) return
    yield head.value
    heads[first] = await source.next()
  }
}
