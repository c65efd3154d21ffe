import type { Logger } from 'pino'
import type { Database } from '../store/database.ts'
import { countDocuments, filesFor, knowledgeVersion } from '../store/documents.ts'
import { vectorSupport } from '../store/vectors.ts'
import { createEmbedder, type EmbeddingSettings } from './embed.ts'
import type { Knowledge } from './knowledge.ts'
import { oneLine } from './one-line.ts'
import { createSearch } from './search.ts'
import { nameOf } from './title.ts'

export interface OpenKnowledge {
  knowledgeOf(person: string): Knowledge
  /** What the documents for this person are called, in one line for the model; undefined: there are none. */
  describeFor(person: string): Promise<string | undefined>
  /** What there is now and how it is searched, for the start table. */
  state(): Promise<KnowledgeState>
}

export interface KnowledgeState {
  state: 'real' | 'off'
  detail: string
  hint?: string
}

/** Passages that the model is given: about 1,500 tokens. */
const MOST_PASSAGES = 6
const MOST_NAMES = 12
const LONGEST_NAME = 60
/** How long a changed document may go unnoticed in the prompt, in milliseconds. */
const VERSION_MS = 5_000
/** People whose line is kept. */
const MOST_KEPT = 2_000

export function openKnowledge({
  database,
  embeddings,
  log,
}: {
  database: Database
  /** Undefined: no key; words alone are searched. */
  embeddings: EmbeddingSettings | undefined
  log: Logger
}): OpenKnowledge {
  const embedder = embeddings && createEmbedder(embeddings)
  const search = createSearch({ database, embedder, log })
  const version = remembered(() => knowledgeVersion(database.pool), VERSION_MS)
  const lines = new Map<string, { version: string; line: string | undefined }>()

  return {
    knowledgeOf: (person) => ({
      search: (queries, signal) => search(queries, { person, most: MOST_PASSAGES }, signal),
    }),
    async describeFor(person) {
      const now = await version()
      if (now === '0') return undefined
      const known = lines.get(person)
      if (known?.version === now) return known.line
      const line = describe(await filesFor(database.pool, person, MOST_NAMES))
      if (lines.size >= MOST_KEPT) lines.clear()
      lines.set(person, { version: now, line })
      return line
    },
    async state() {
      const [{ documents, passages, embedded }, support] = await Promise.all([
        countDocuments(database.pool, embeddings?.model),
        vectorSupport(database.pool),
      ])
      if (documents === 0)
        return { state: 'off', detail: 'no documents', hint: 'npm run ingest -- <files and folders>' }
      const counted = `${passages.toLocaleString('en')} passages of ${documents.toLocaleString('en')} documents`
      if (support === 'missing')
        return { state: 'real', detail: `${counted}; words`, hint: 'vectors need Postgres with pgvector 0.8' }
      if (!embeddings)
        return { state: 'real', detail: `${counted}; words`, hint: 'set OPENAI_API_KEY for vectors' }
      if (embedded === 0)
        return { state: 'real', detail: `${counted}; words`, hint: 'npm run ingest again for vectors' }
      const detail = `${counted}; words and vectors (${embeddings.model})`
      if (embedded === documents) return { state: 'real', detail }
      return { state: 'real', detail, hint: `${embedded} of them have vectors: npm run ingest again` }
    },
  }
}

/** By the names of their files, which the owner chose: titles are written by others, and would stand here as orders do. */
function describe({ paths, count, languages }: Awaited<ReturnType<typeof filesFor>>): string | undefined {
  if (count === 0) return undefined
  const names = paths.map((path) => `"${oneLine(nameOf(path), LONGEST_NAME).replaceAll('"', "'")}"`)
  const more = count > names.length ? ` and ${count - names.length} more` : ''
  const written = languages.length > 0 ? `, in ${languages.map(languageName).join(', ')}` : ''
  return `${count} by name: ${names.join(', ')}${more}${written}`
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })

function languageName(tag: string): string {
  try {
    // Only the language: what else stands there was written by the page.
    return languageNames.of(tag.split('-')[0] ?? tag) ?? tag
  } catch {
    return 'another language'
  }
}

/** Asks again after so many milliseconds, and once for all who ask meanwhile. */
function remembered<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: { value: Promise<T>; at: number } | undefined
  return () => {
    if (last && performance.now() - last.at < milliseconds) return last.value
    const value = read()
    const mine = { value, at: performance.now() }
    last = mine
    value.catch(() => {
      if (last === mine) last = undefined
    })
    return value
  }
}
