import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../exchange.ts'
import type { GoogleAccount } from './accounts.ts'
import type { StoredEvent } from './google-event.ts'
import type { Grant, Grants } from './grants.ts'
import type { Notice } from './notices.ts'

interface Kept {
  account: GoogleAccount
  event: StoredEvent
  grant: Grant
  access: Parameters<Grants['restore']['access']>[0]
  notice: Notice
}

/** Keeps the calendars across restarts: a JSON line for each change, the last one of a key counts; null: it is gone. */
export interface GoogleJournal {
  put<K extends keyof Kept>(kind: K, key: string, value: Kept[K] | null): void
  /** All that was kept is of no interest any more. */
  forget(): void
  close(): Promise<void>
}

// Our own lines come back: their kind is checked, the rest was written by this file.
const KINDS = ['account', 'event', 'grant', 'access', 'notice'] as const
const Line = z.object({ kind: z.enum([...KINDS, 'forget']), key: z.string(), value: z.unknown() })

/** Opens the journal of a folder and gives back what it holds. A line cut off by a crash is skipped. */
export function openGoogleJournal(folder: string): {
  journal: GoogleJournal
  kept<K extends keyof Kept>(kind: K): Kept[K][]
} {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'google.jsonl')
  const found = new Map<string, Map<string, unknown>>(KINDS.map((kind) => [kind, new Map()]))
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  for (const one of text.split('\n')) {
    const line = Line.safeParse(parseJson(one))
    if (!line.success) continue
    const { kind, key, value } = line.data
    if (kind === 'forget') for (const map of found.values()) map.clear()
    else if (value === null) found.get(kind)?.delete(key)
    else found.get(kind)?.set(key, value)
  }
  const file = createWriteStream(path, { flags: 'a' })
  if (text && !text.endsWith('\n')) file.write('\n')
  const write = (kind: string, key: string, value: unknown) => {
    // What still moves while the sandbox closes is not kept.
    if (!file.writableEnded) file.write(`${JSON.stringify({ kind, key, value })}\n`)
  }
  return {
    journal: {
      put: (kind, key, value) => write(kind, key, value),
      forget: () => write('forget', '', null),
      close: () => new Promise((resolve) => file.end(() => resolve())),
    },
    kept: <K extends keyof Kept>(kind: K) => [...(found.get(kind)?.values() ?? [])] as Kept[K][],
  }
}
