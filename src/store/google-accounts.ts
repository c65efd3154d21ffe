import type { Queryable } from './database.ts'

export interface GoogleAccountRow {
  id: string
  person: string
  /** The account's address, in small letters. */
  email: string
  /** Encrypted; null when the grant is dead. */
  tokens: Buffer | null
  scopes: string
  status: 'live' | 'dead'
}

const COLUMNS = 'id, person, email, tokens, scopes, status'

/** The accounts of a person, in the order in which they were connected. */
export async function accountsOf(db: Queryable, person: string): Promise<GoogleAccountRow[]> {
  const found = await db.query<GoogleAccountRow>(
    `SELECT ${COLUMNS} FROM google_accounts WHERE person = $1 ORDER BY created_at, id`,
    [person],
  )
  return found.rows
}

export async function readAccount(db: Queryable, id: string): Promise<GoogleAccountRow | undefined> {
  const found = await db.query<GoogleAccountRow>(`SELECT ${COLUMNS} FROM google_accounts WHERE id = $1`, [id])
  return found.rows[0]
}

/** The same, and nobody else writes it until the transaction ends: tokens are merged, so they are read first. */
export async function lockAccount(db: Queryable, id: string): Promise<GoogleAccountRow | undefined> {
  const found = await db.query<GoogleAccountRow>(
    `SELECT ${COLUMNS} FROM google_accounts WHERE id = $1 FOR UPDATE`,
    [id],
  )
  return found.rows[0]
}

/** Locks the account of this address, if the person has it already. */
export async function lockAccountOf(
  db: Queryable,
  person: string,
  email: string,
): Promise<GoogleAccountRow | undefined> {
  const found = await db.query<GoogleAccountRow>(
    `SELECT ${COLUMNS} FROM google_accounts WHERE person = $1 AND email = $2 FOR UPDATE`,
    [person, email],
  )
  return found.rows[0]
}

/** Rule of the table: one row for a person and an address; a new consent makes a dead one live. */
export async function storeAccount(
  db: Queryable,
  account: { person: string; email: string; tokens: Uint8Array; scopes: string },
): Promise<string> {
  const { person, email, tokens, scopes } = account
  const stored = await db.query<{ id: string }>(
    `INSERT INTO google_accounts (person, email, tokens, scopes) VALUES ($1, $2, $3, $4)
     ON CONFLICT (person, email) DO UPDATE
       SET tokens = excluded.tokens, scopes = excluded.scopes, status = 'live', dead_told_at = NULL
     RETURNING id`,
    [person, email, tokens, scopes],
  )
  const [row] = stored.rows
  if (!row) throw new Error('the account was not stored')
  return row.id
}

export async function storeTokens(db: Queryable, id: string, tokens: Uint8Array): Promise<void> {
  await db.query(`UPDATE google_accounts SET tokens = $2 WHERE id = $1 AND status = 'live'`, [id, tokens])
}

/** Rule of the column: whoever is given true here, and nobody else, tells the person. */
export async function markDead(db: Queryable, id: string): Promise<boolean> {
  const marked = await db.query(
    `UPDATE google_accounts SET status = 'dead', tokens = NULL, dead_told_at = now()
     WHERE id = $1 AND status = 'live'`,
    [id],
  )
  return marked.rowCount === 1
}

/** Its calendars go with it. */
export async function deleteAccount(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM google_accounts WHERE id = $1', [id])
}

/** True when somebody else connected the same Google account: it has one grant, and revoking it ends it for all. */
export async function isShared(db: Queryable, account: { id: string; email: string }): Promise<boolean> {
  const found = await db.query(
    `SELECT 1 FROM google_accounts WHERE email = $2 AND id <> $1 AND status = 'live' LIMIT 1`,
    [account.id, account.email],
  )
  return found.rows.length > 0
}

/** Somebody who has not written yet may be connected by the owner. */
export async function ensurePerson(db: Queryable, person: string): Promise<void> {
  await db.query('INSERT INTO people (id) VALUES ($1) ON CONFLICT DO NOTHING', [person])
}
