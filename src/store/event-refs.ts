import type { Database, Queryable } from './database.ts'

/** Where an event stands. */
export interface EventPlace {
  calendar: string
  event: string
}

/**
 * Short names of events, in the order given, e.g. `e12`. Rule of the table: an event of a person keeps its number for good,
 * and a number of theirs is never given twice.
 */
export async function refsOf(database: Database, person: string, places: EventPlace[]): Promise<string[]> {
  if (places.length === 0) return []
  const known = await readRefs(database.pool, person, places)
  const missing = places.filter((place) => !known.has(keyOf(place)))
  if (missing.length > 0) {
    await database.transaction(async (db) => {
      // Two at once would give the same number.
      await db.query('SELECT 1 FROM people WHERE id = $1 FOR UPDATE', [person])
      await db.query(
        `INSERT INTO event_refs (person, number, calendar, event)
         SELECT $1, coalesce((SELECT max(number) FROM event_refs WHERE person = $1), 0) + place, calendar, event
         FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS wanted (calendar, event, place)
         ON CONFLICT (person, calendar, event) DO NOTHING`,
        [person, ...columns(missing)],
      )
    })
    for (const [key, ref] of await readRefs(database.pool, person, missing)) known.set(key, ref)
  }
  return places.map((place) => known.get(keyOf(place)) ?? '')
}

/** The event a short name stands for; undefined: none of this person's. */
export async function findRef(db: Queryable, person: string, ref: string): Promise<EventPlace | undefined> {
  const number = /^e?(\d{1,9})$/i.exec(ref.trim())?.[1]
  if (number === undefined) return undefined
  const found = await db.query<EventPlace>(
    'SELECT calendar, event FROM event_refs WHERE person = $1 AND number = $2',
    [person, Number(number)],
  )
  return found.rows[0]
}

async function readRefs(db: Queryable, person: string, places: EventPlace[]): Promise<Map<string, string>> {
  const found = await db.query<EventPlace & { number: number }>(
    `SELECT number, calendar, event FROM event_refs
     JOIN unnest($2::uuid[], $3::text[]) AS wanted (calendar, event) USING (calendar, event) WHERE person = $1`,
    [person, ...columns(places)],
  )
  return new Map(found.rows.map((row) => [keyOf(row), `e${row.number}`]))
}

const columns = (places: EventPlace[]) => [
  places.map(({ calendar }) => calendar),
  places.map(({ event }) => event),
]

const keyOf = ({ calendar, event }: EventPlace): string => `${calendar} ${event}`
