import type { Queryable } from './database.ts'

/** How many rows of a list are held at a time. */
const LIST_ROWS = 2_000

/** The person under all the names there are for them: other addresses, and their conversations. */
export async function namesOf(db: Queryable, person: string): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    // Also asked by one of the other addresses, under which they wrote before the two were known to be one.
    `WITH main AS (SELECT $1 AS id UNION SELECT person FROM aliases WHERE address = $1),
       names AS (SELECT id FROM main UNION SELECT address FROM aliases JOIN main ON person = main.id)
     SELECT id FROM names UNION SELECT conversations.id FROM conversations JOIN names ON person = names.id`,
    [person],
  )
  return found.rows.map(({ id }) => id)
}

export async function conversationsOf(db: Queryable, names: string[]): Promise<string[]> {
  const found = await db.query<{ id: string }>(
    'SELECT id FROM conversations WHERE person = ANY($1) ORDER BY id',
    [names],
  )
  return found.rows.map(({ id }) => id)
}

/** What there was of a person. */
export interface Counts {
  messages: number
  facts: number
  reminders: number
  events: number
  files: number
  accounts: number
  turns: number
}

export async function countAll(db: Queryable, names: string[]): Promise<Counts> {
  const found = await db.query<Counts>(
    `SELECT (SELECT count(*) FROM inbox WHERE conversation = ANY($1))::integer
         + (SELECT count(*) FROM outbox WHERE conversation = ANY($1))::integer AS messages,
       (SELECT count(*) FROM facts WHERE person = ANY($1))::integer AS facts,
       (SELECT count(*) FROM reminders WHERE person = ANY($1))::integer AS reminders,
       (SELECT count(*) FROM events JOIN calendars ON calendars.id = calendar
         WHERE person = ANY($1) AND status = 'confirmed')::integer AS events,
       (SELECT count(*) FROM media WHERE conversation = ANY($1))::integer AS files,
       (SELECT count(*) FROM google_accounts WHERE person = ANY($1))::integer AS accounts,
       (SELECT count(*) FROM turns WHERE conversation = ANY($1))::integer AS turns`,
    [names],
  )
  const [counts] = found.rows
  if (!counts) throw new Error('nothing was counted')
  return counts
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
