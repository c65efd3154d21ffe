import { dirname, sep } from 'node:path'
import { PermanentError, TransientError } from '../errors.ts'
import pLimit from 'p-limit'
import type { Decoder } from '../media/decode.ts'
import { MediaUnusable } from '../media/decoded.ts'
import { closedFolders, hashOfFolder, openFolders } from '../store/closed-folders.ts'
import type { Database } from '../store/database.ts'
import {
  changeAudience,
  type KnownDocument,
  listDocuments,
  removeDocument,
  saveDocument,
  saveVectors,
} from '../store/documents.ts'
import { knownConfigs, passagesOf, recountWords } from '../store/passages.ts'
import { chooseAudience } from './choose-audience.ts'
import { type FoundFile, findFiles } from './find-files.ts'
import { hashOf, readFile, unusableWords } from './read-file.ts'
import type { MakeVectors } from './make-vectors.ts'
import { configFor, searchable } from './words.ts'

export interface IngestSettings {
  database: Database
  decoder: Decoder
  /** Undefined: words alone. */
  vectors: MakeVectors | undefined
}

export interface IngestRequest {
  paths: readonly string[]
  /** Ids of people, or everyone. Undefined: known documents stay as they are, and new ones are for those beside them. */
  audience: string[] | 'everyone' | undefined
  /** Only tells what would be done. */
  dryRun: boolean
}

/** One is read while another one is stored. */
const AT_ONCE = 2

export type Change = 'new' | 'changed' | 'audience' | 'vectors' | 'removed' | 'same' | 'failed'

export interface Progress {
  source: string
  change: Change
  passages: number
  pages: number
  /** Of a failure, or of what was left out. */
  note?: string | undefined
  done: number
  of: number
}

/**
 * Brings the documents up to what lies on the disk now: what changed is read, cut and stored, what is gone from a folder
 * goes. Every document is one commit, so it may be stopped anywhere and run again, and two may run at once.
 */
export async function ingest(
  settings: IngestSettings,
  request: IngestRequest,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<{ otherKinds: number }> {
  const { database } = settings
  const found = await findFiles(request.paths)
  const known = new Map((await listDocuments(database.pool)).map((one) => [one.path, one]))
  const paths = new Set(found.files.map(({ path }) => path))
  const gone = [...known.values()].filter(
    ({ path }) => !paths.has(path) && found.folders.some((folder) => path.startsWith(folder + sep)),
  )
  const audienceOf = chooseAudience(request.audience, found.files, known, await closedFolders(database.pool))
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  const work = { ...settings, known, audienceOf, configs: await knownConfigs(database.pool), signal: stopped }
  let done = 0
  const of = found.files.length + gone.length
  const tell = (source: string, outcome: Outcome) => report({ source, ...outcome, done, of })

  for (const { source, reason } of found.problems)
    tell(source, { change: 'failed', passages: 0, pages: 0, note: reason })
  try {
    const limit = pLimit(AT_ONCE)
    await limit.map(found.files, async (file) => {
      if (stopped.aborted) return
      const outcome = await bringUpToDate(file, work, request.dryRun).catch((error: unknown) => {
        stop.abort() // the others need not begin any more
        throw error
      })
      done += 1
      tell(file.source, outcome)
    })
    signal.throwIfAborted()
    for (const document of gone) {
      signal.throwIfAborted()
      if (!request.dryRun) await removeDocument(database, document.id)
      done += 1
      tell(document.source, { change: 'removed', passages: document.passages, pages: 0 })
    }
    if (request.audience !== undefined && !request.dryRun) {
      const settled = found.files.map(({ path }) => dirname(path))
      const whole = settled.filter((folder) =>
        found.folders.some((root) => `${folder}/`.startsWith(`${root}/`)),
      )
      await openFolders(database.pool, [...new Set(whole)].map(hashOfFolder))
    }
  } finally {
    // Also after a stop: what is there is searched.
    if (!request.dryRun) await recountWords(database)
  }
  return { otherKinds: found.otherKinds }
}

const WHOSE =
  'it may be for somebody who had everything erased: say --for a number, or --for everyone, for its folder'

type Outcome = Omit<Progress, 'source' | 'done' | 'of'>

interface Work extends IngestSettings {
  known: Map<string, KnownDocument>
  audienceOf: ReturnType<typeof chooseAudience>
  configs: ReadonlySet<string>
  signal: AbortSignal
}

async function bringUpToDate(file: FoundFile, work: Work, dryRun: boolean): Promise<Outcome> {
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
    const moved = String(audience?.toSorted()) !== String(old.audience?.toSorted())
    if (moved && !dryRun) await changeAudience(database, old.id, audience)
    const wanting = vectors && vectors.working() && old.embeddedWith !== vectors.model
    if (wanting && !dryRun) await addVectors(old, vectors, work)
    return { change: moved ? 'audience' : wanting ? 'vectors' : 'same', ...nothing }
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
