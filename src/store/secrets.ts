import { randomBytes } from 'node:crypto'
import type { Queryable } from './database.ts'

/** 32 bytes that all processes on this database share, made at the first call. */
export async function sharedSecret(db: Queryable, name: string): Promise<Buffer> {
  await db.query('INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    randomBytes(32),
  ])
  const found = await db.query<{ value: Buffer }>('SELECT value FROM secrets WHERE name = $1', [name])
  const [row] = found.rows
  if (!row) throw new Error(`the secret ${name} is not there`)
  return row.value
}
