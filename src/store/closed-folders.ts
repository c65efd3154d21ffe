import { createHash } from 'node:crypto'
import type { Queryable } from './database.ts'

/** Rule of the table: no path stands in it, because that may name whoever had everything erased. */
export const hashOfFolder = (folder: string) => createHash('sha256').update(folder).digest('hex')

/** From now on the owner has to say whom what lies there is for. */
export async function closeFolders(db: Queryable, folders: readonly string[]): Promise<void> {
  await db.query('INSERT INTO closed_folders SELECT unnest($1::text[]) ON CONFLICT DO NOTHING', [
    folders.map(hashOfFolder),
  ])
}

/** The owner has said whom all that lies there is for. */
export async function openFolders(db: Queryable, folders: readonly string[]): Promise<void> {
  await db.query('DELETE FROM closed_folders WHERE hash = ANY ($1)', [folders.map(hashOfFolder)])
}

/** Their hashes. */
export async function closedFolders(db: Queryable): Promise<Set<string>> {
  const found = await db.query<{ hash: string }>('SELECT hash FROM closed_folders')
  return new Set(found.rows.map(({ hash }) => hash))
}
