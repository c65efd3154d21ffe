import type { Queryable } from './database.ts'

export interface OAuthState {
  id: string
  person: string
  conversation: string
  /** Encrypted. */
  verifier: Buffer
  state: 'open' | 'used' | 'expired'
}

const COLUMNS = `id, person, conversation, verifier,
  CASE WHEN used_at IS NOT NULL THEN 'used' WHEN expires_at <= now() THEN 'expired' ELSE 'open' END AS state`

/** Rule of the table: `id` is a hash, so that who reads the table can use no link. Old rows go when new ones come. */
export async function storeState(
  db: Queryable,
  link: { id: string; person: string; conversation: string; verifier: Uint8Array; validMinutes: number },
): Promise<void> {
  await db.query(`DELETE FROM oauth_states WHERE expires_at < now() - interval '7 days'`)
  await db.query(
    `INSERT INTO oauth_states (id, person, conversation, verifier, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5))`,
    [link.id, link.person, link.conversation, link.verifier, link.validMinutes],
  )
}

export async function findState(db: Queryable, id: string): Promise<OAuthState | undefined> {
  const found = await db.query<OAuthState>(`SELECT ${COLUMNS} FROM oauth_states WHERE id = $1`, [id])
  return found.rows[0]
}

/** The same; a second one with the same link waits here until this transaction ends, and then sees what came of it. */
export async function lockState(db: Queryable, id: string): Promise<OAuthState | undefined> {
  const found = await db.query<OAuthState>(`SELECT ${COLUMNS} FROM oauth_states WHERE id = $1 FOR UPDATE`, [
    id,
  ])
  return found.rows[0]
}

export async function markUsed(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE oauth_states SET used_at = now() WHERE id = $1', [id])
}
