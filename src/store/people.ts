import type { Choice } from '../channels/channel.ts'
import type { Queryable } from './database.ts'
import type { Person } from './turns.ts'

export interface KeywordContext extends Pick<Person, 'language' | 'opted_out_at'> {
  /** The quick replies of our last message to this person. */
  offered: Choice[] | null
}

/** What is needed to tell a keyword such as STOP from an answer. */
export async function keywordContext(
  db: Queryable,
  conversation: string,
): Promise<KeywordContext | undefined> {
  const found = await db.query<KeywordContext>(
    `SELECT language, opted_out_at, offered FROM conversations JOIN people ON people.id = person
     WHERE conversations.id = $1`,
    [conversation],
  )
  return found.rows[0]
}

/** Rule of the column: from this statement's commit on, nothing but an answer to a keyword is sent to the person. */
export async function setOptedOut(db: Queryable, conversation: string, optedOut: boolean): Promise<void> {
  await db.query(
    `UPDATE people SET opted_out_at = CASE WHEN $2 THEN coalesce(opted_out_at, now()) END
     FROM conversations WHERE conversations.id = $1 AND people.id = person`,
    [conversation, optedOut],
  )
}

export async function setVoiceReplies(
  db: Queryable,
  person: string,
  mode: Person['voice_replies'],
): Promise<void> {
  await db.query('UPDATE people SET voice_replies = $2 WHERE id = $1', [person, mode])
}

/** `chosen`: it holds whatever they write; otherwise it is what they were last seen to write. */
export async function setLanguage(
  db: Queryable,
  person: string,
  language: string | null,
  chosen: boolean,
): Promise<void> {
  await db.query('UPDATE people SET language = $2, language_chosen = $3 WHERE id = $1', [
    person,
    language,
    chosen,
  ])
}

/** `chosen`: by themselves; otherwise it is that of their profile, and follows it. */
export async function setName(
  db: Queryable,
  person: string,
  name: string | null,
  chosen: boolean,
): Promise<void> {
  await db.query('UPDATE people SET name = $2, name_chosen = $3 WHERE id = $1', [person, name, chosen])
}

/** Where they live; a journey is over with it. */
export async function setTimeZone(db: Queryable, person: string, timeZone: string): Promise<void> {
  await db.query(
    'UPDATE people SET timezone = $2, away_timezone = NULL, away_until = NULL, zone_told_at = now() WHERE id = $1',
    [person, timeZone],
  )
}

/** Where they are until they are back. */
export async function setAway(
  db: Queryable,
  person: string,
  timeZone: string,
  until: Temporal.Instant,
): Promise<void> {
  await db.query('UPDATE people SET away_timezone = $2, away_until = $3 WHERE id = $1', [
    person,
    timeZone,
    until.toString(),
  ])
}

/** What a person has settled; null where they have not. */
export interface PersonSettings {
  name: string | null
  nameChosen: boolean
  language: string | null
  languageChosen: boolean
  home: string | null
  away: string | null
  until: string | null
  voice: Person['voice_replies']
}

export async function settingsOf(db: Queryable, person: string): Promise<PersonSettings> {
  const found = await db.query<PersonSettings>(
    `SELECT name, name_chosen AS "nameChosen", language, language_chosen AS "languageChosen", timezone AS home,
       away_timezone AS away, to_char(away_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS until,
       voice_replies AS voice
     FROM people WHERE id = $1`,
    [person],
  )
  const [row] = found.rows
  if (!row) throw new Error('the person is gone')
  return row
}

/** Where they were before: at home, and on a journey that may be over by now. */
export async function restoreZones(
  db: Queryable,
  person: string,
  zones: { home: string | null; away: string | null; until: string | null },
): Promise<void> {
  await db.query('UPDATE people SET timezone = $2, away_timezone = $3, away_until = $4 WHERE id = $1', [
    person,
    zones.home,
    zones.away,
    zones.until,
  ])
}

/** People whose journey is over while reminders still go by where they were. */
export async function peopleBackHome(
  db: Queryable,
): Promise<Pick<Person, 'id' | 'timezone' | 'away_timezone' | 'away_until'>[]> {
  const found = await db.query<Pick<Person, 'id' | 'timezone' | 'away_timezone' | 'away_until'>>(
    `SELECT id, timezone, away_timezone, away_until::text FROM people
     WHERE away_until <= clock_now() AND EXISTS (
       SELECT FROM reminders WHERE person = people.id AND status = 'active' AND floating AND zone = away_timezone)`,
  )
  return found.rows
}

/** True the first time: the person is to be told that their zone is only a guess. */
export async function tellZoneOnce(db: Queryable, person: string): Promise<boolean> {
  const told = await db.query(
    'UPDATE people SET zone_told_at = now() WHERE id = $1 AND zone_told_at IS NULL',
    [person],
  )
  return told.rowCount === 1
}

/** `HH:MM` each; undefined: none. */
export async function setQuietHours(
  db: Queryable,
  person: string,
  hours: { from: string; until: string } | undefined,
): Promise<void> {
  await db.query('UPDATE people SET quiet_from = $2, quiet_until = $3 WHERE id = $1', [
    person,
    hours?.from ?? null,
    hours?.until ?? null,
  ])
}

export async function quietHoursOf(
  db: Queryable,
  person: string,
): Promise<{ from: string; until: string } | undefined> {
  const found = await db.query<{ from: string | null; until: string | null }>(
    'SELECT quiet_from::text AS from, quiet_until::text AS until FROM people WHERE id = $1',
    [person],
  )
  const { from, until } = found.rows[0] ?? {}
  return from && until ? { from: from.slice(0, 5), until: until.slice(0, 5) } : undefined
}

/** BCP 47; undefined while it is not known. */
export async function languageOfPerson(db: Queryable, person: string): Promise<string | undefined> {
  const found = await db.query<{ language: string | null }>('SELECT language FROM people WHERE id = $1', [
    person,
  ])
  return found.rows[0]?.language ?? undefined
}

/** The conversation in which the person wrote last. */
export async function latestConversation(db: Queryable, person: string): Promise<string | undefined> {
  const found = await db.query<{ id: string }>(
    'SELECT id FROM conversations WHERE person = $1 ORDER BY last_inbound_at DESC LIMIT 1',
    [person],
  )
  return found.rows[0]?.id
}

/** A person with a conversation of epoch 0 in which nothing was written: for a tool that is tried by itself. */
export async function makePerson(
  db: Queryable,
  { id, language, timezone }: { id: string; language: string; timezone: string },
): Promise<Person> {
  await db.query('INSERT INTO people (id, language, timezone) VALUES ($1, $2, $3)', [id, language, timezone])
  await db.query(
    `INSERT INTO conversations (id, person, channel, medium, their_address, our_address, epoch)
     VALUES ($1, $1, 'none', 'none', $1, $1, 0)`,
    [id],
  )
  const found = await db.query<Person>('SELECT * FROM people WHERE id = $1', [id])
  const [row] = found.rows
  if (!row) throw new Error('the person was not stored')
  return row
}
