import type { Queryable } from './database.ts'

/** About so much text is held at a time, in bytes; a single message may be longer. */
const BATCH_BYTES = 1_000_000
const BATCH_ROWS = 5_000
const LIST_ROWS = 2_000

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

export interface OwnProfile {
  id: string
  name: string | null
  language: string | null
  timezone: string | null
  away_timezone: string | null
  away_until: string | null
  [setting: string]: unknown
}

/** All that is set for a person. */
export async function profileOf(db: Queryable, person: string): Promise<OwnProfile | undefined> {
  const found = await db.query<{ profile: OwnProfile }>(
    'SELECT to_jsonb(people) AS profile FROM people WHERE id = $1',
    [person],
  )
  return found.rows[0]?.profile
}

/** What stands in a table of a person, in the words of its columns; nothing in it opens anything. */
export interface OwnLists {
  addresses: { address: string }[]
  facts: { about: string; text: string; words: string; created_at: string; updated_at: string }[]
  reminders: { kind: string; text: string; first: string | null; rule: string | null; status: string }[]
  events: {
    title: string
    event_time: unknown
    location: string
    notes: string
    attendees: unknown
    rule: string | null
  }[]
  accounts: { email: string; status: string; scopes: string; created_at: string }[]
  acts: { tool: string; status: string; result: string | null; started_at: string }[]
  turns: {
    outcome: string
    model: string | null
    input_tokens: number
    output_tokens: number
    cost_usd: string | null
    finished_at: string
  }[]
}

const LISTS: Record<keyof OwnLists, string> = {
  addresses: 'SELECT address FROM aliases WHERE person = ANY($1) ORDER BY address',
  facts: `SELECT about, text, words, created_at, updated_at FROM facts WHERE person = ANY($1) ORDER BY person, ref`,
  reminders: `SELECT kind, text, first, rule, floating, zone, minutes_before, status, created_at, (
      SELECT min(due_at) FROM firings WHERE reminder = reminders.id AND firings.status = 'planned') AS next_at
    FROM reminders WHERE person = ANY($1) ORDER BY person, ref`,
  events: `SELECT title, event_time, location, notes, attendees, rule, original_start, starts_at, updated_at
    FROM events JOIN calendars ON calendars.id = calendar
    WHERE person = ANY($1) AND status = 'confirmed' ORDER BY starts_at, events.id`,
  accounts:
    'SELECT email, status, scopes, created_at FROM google_accounts WHERE person = ANY($1) ORDER BY created_at',
  acts: `SELECT tool, status, result, receipt, started_at FROM effects
    WHERE conversation IN (SELECT id FROM conversations WHERE person = ANY($1)) ORDER BY started_at, tool`,
  turns: `SELECT outcome, model, model_calls, tool_calls, input_tokens, output_tokens, cost_usd, started_at, finished_at
    FROM turns WHERE conversation IN (SELECT id FROM conversations WHERE person = ANY($1)) ORDER BY finished_at, id`,
}

/** One of the lists of a person, read as it is asked for. */
export async function* listOf<Name extends keyof OwnLists>(
  db: Queryable,
  name: Name,
  names: string[],
): AsyncGenerator<OwnLists[Name][number]> {
  for (let from = 0; ; from += LIST_ROWS) {
    const { rows } = await db.query<{ row: OwnLists[Name][number] }>(
      `SELECT to_jsonb(list) AS row FROM (${LISTS[name]} LIMIT ${LIST_ROWS} OFFSET $2) AS list`,
      [names, from],
    )
    for (const { row } of rows) yield row
    if (rows.length < LIST_ROWS) return
  }
}

export async function conversationsOf(db: Queryable, names: string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    'SELECT id FROM conversations WHERE person = ANY($1) ORDER BY id',
    [names],
  )
  return found.rows.map(({ id }) => id)
}
