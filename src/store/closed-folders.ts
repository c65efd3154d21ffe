import { createHash } from 'node:crypto'
import type { Queryable } from './database.ts'

/** Hash of the folder that a file lies in, as `closed_folders` has it, from the column with its path. */
export const folderHash = (column: string) =>
  `encode(sha256(convert_to(regexp_replace(${column}, '/[^/]*$', ''), 'UTF8')), 'hex')`

/** The same of a folder's path. */
export const hashOfFolder = (folder: string) => createHash('sha256').update(folder).digest('hex')

export async function closedFolders(db: Queryable): Promise<Set<string>> {
  const found = await db.query<{ hash: string }>('SELECT hash FROM closed_folders')
  return new Set(found.rows.map(({ hash }) => hash))
}

/** The owner has said whom all that lies there is for. */
export async function openFolders(db: Queryable, hashes: readonly string[]): Promise<void> {
  await db.query('DELETE FROM closed_folders WHERE hash = ANY ($1)', [hashes])
}
