import { PermanentError, TransientError } from '../errors.ts'
import type { Decoder } from '../media/decode.ts'
import { MediaUnusable } from '../media/decoded.ts'
import type { Database } from '../store/database.ts'
import { changeAudience, type KnownDocument, saveDocument, saveVectors } from '../store/documents.ts'
import { passagesOf } from '../store/passages.ts'
import type { chooseAudience } from './choose-audience.ts'
import type { FoundFile } from './find-files.ts'
import type { MakeVectors } from './make-vectors.ts'
import { hashOf, readFile, unusableWords } from './read-file.ts'
import { configFor, searchable } from './words.ts'

export interface IngestSettings {
  database: Database
  decoder: Decoder
  /** Undefined: words alone. */
  vectors: MakeVectors | undefined
}

/** What may become of a file. */
export const CHANGES = ['new', 'changed', 'audience', 'vectors', 'removed', 'same', 'failed'] as const
export type Change = (typeof CHANGES)[number]

export interface Outcome {
  change: Change
  passages: number
  pages: number
  /** Of a failure, or of what was left out. */
  note?: string | undefined
}

/** What all documents of a run have in common. */
interface Work extends IngestSettings {
  known: ReadonlyMap<string, KnownDocument>
  audienceOf: ReturnType<typeof chooseAudience>
  configs: ReadonlySet<string>
  signal: AbortSignal
}

const WHOSE =
  'it may be for somebody who had everything erased: say --for a number, or --for everyone, for its folder'

/** Reads, cuts and stores what changed of a document, in one commit; what cannot be read is an outcome, and no error. */
export async function updateDocument(file: FoundFile, work: Work, dryRun: boolean): Promise<Outcome> {
  const { database, vectors, signal } = work
  const old = work.known.get(file.path)
  const nothing = { passages: old?.passages ?? 0, pages: 0 }
  try {
    const hash = await hashOf(file, signal)
    const audience = work.audienceOf(file)
    if (audience === 'unknown') return { change: 'failed', ...nothing, note: WHOSE }
    if (old?.hash !== hash) {
      if (dryRun) return { change: old ? 'changed' : 'new', ...nothing }
      return { change: old ? 'changed' : 'new', ...(await store(file, hash, audience, work)) }
    }
    const forOthers = String(audience?.toSorted()) !== String(old.audience?.toSorted())
    if (forOthers && !dryRun) await changeAudience(database, old.id, audience)
    const wanting = vectors && vectors.working() && old.embeddedWith !== vectors.model
    if (wanting && !dryRun) await addVectors(old, vectors, work)
    return { change: forOthers ? 'audience' : wanting ? 'vectors' : 'same', ...nothing }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof MediaUnusable)
      return { change: 'failed', ...nothing, note: unusableWords[error.reason] }
    if (error instanceof TransientError || error instanceof PermanentError)
      return { change: 'failed', ...nothing, note: error.message }
    throw error
  }
}

async function store(
  file: FoundFile,
  hash: string,
  audience: string[] | undefined,
  { database, decoder, vectors, configs, signal }: Work,
): Promise<Omit<Outcome, 'change'>> {
  const read = await readFile(file, decoder, signal)
  const { title, language, pieces } = read
  const config = configFor(language, configs)
  const made = await vectors?.make(title, pieces, signal)
  const passages = pieces.map(({ section, text }) => ({
    section,
    text,
    sectionWords: searchable(section, config),
    textWords: searchable(text, config),
  }))
  await saveDocument(
    database,
    {
      path: file.path,
      source: read.address ?? file.source,
      title,
      titleWords: searchable(title, config),
      language,
      config,
      hash,
      audience,
      embeddedWith: made && vectors?.model,
      passages,
    },
    made,
  )
  return { passages: passages.length, pages: read.pages, note: read.leftOut && `left out: ${read.leftOut}` }
}

async function addVectors(
  document: KnownDocument,
  vectors: MakeVectors,
  { database, signal }: Work,
): Promise<void> {
  const passages = await passagesOf(database.pool, document.id)
  const made = await vectors.make(document.title, passages, signal)
  if (!made) return
  const ids = passages.map(({ id }) => id)
  await saveVectors(database, document, vectors.model, ids, made)
}
