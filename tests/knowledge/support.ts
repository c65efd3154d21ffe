import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createLog } from '../../src/log.ts'
import type { Embedder } from '../../src/knowledge/embed.ts'
import { ingest, type IngestRequest, type Progress } from '../../src/knowledge/ingest.ts'
import { openVectors } from '../../src/knowledge/make-vectors.ts'
import { createSearch } from '../../src/knowledge/search.ts'
import { createDecoder } from '../../src/media/decode.ts'
import type { Database } from '../../src/store/database.ts'

export const ANA_ID = '+15550100001'
export const BEN_ID = '+15550100002'

/** Writes files by their names under a folder. */
export async function write(folder: string, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** The documents of one database, as `npm run ingest` and the service use them. */
export function openDocuments(database: Database, embedder?: Embedder) {
  const decoder = createDecoder()
  const logged: string[] = []
  const log = createLog('warn', { write: (line: string) => void logged.push(line) })
  const search = createSearch({ database, embedder, log })
  const failures: unknown[] = []
  return {
    logged,
    failures,
    /** What became of each file, as `change source`. */
    async ingest(
      paths: string[],
      request: Partial<IngestRequest> = {},
      signal = new AbortController().signal,
    ): Promise<string[]> {
      const told: Progress[] = []
      const vectors = await openVectors(database, embedder, (error) => failures.push(error))
      const settings = { database, decoder, vectors }
      const asked = { paths, audience: undefined, dryRun: false, ...request }
      await ingest(settings, asked, (progress) => told.push(progress), signal)
      return told
        .toSorted((a, b) => (a.source < b.source ? -1 : 1))
        .map(({ change, source, note }) => [change, source, note].filter(Boolean).join(' '))
    },
    /** Title and section of what is found. */
    async find(query: string, person = ANA_ID, by?: 'words' | 'vectors'): Promise<string[]> {
      const asked = { person, most: 5, ...(by && { by }) }
      const found = await search([query], asked, new AbortController().signal)
      return found.map(({ title, section }) => [title, section].filter(Boolean).join(' › '))
    },
  }
}
