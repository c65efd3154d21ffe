import { dirname, sep } from 'node:path'
import pLimit from 'p-limit'
import { closedFolders, openFolders } from '../store/closed-folders.ts'
import { listDocuments, removeDocument } from '../store/documents.ts'
import { knownConfigs, recountWords } from '../store/passages.ts'
import { chooseAudience } from './choose-audience.ts'
import { findFiles } from './find-files.ts'
import { type IngestSettings, type Outcome, updateDocument } from './update-document.ts'

export interface IngestRequest {
  paths: readonly string[]
  /** Ids of people, or everyone. Undefined: known documents stay as they are, and new ones are for those beside them. */
  audience: string[] | 'everyone' | undefined
  /** Only tells what would be done. */
  dryRun: boolean
}

/** One is read while another one is stored. */
const AT_ONCE = 2

export interface Progress extends Outcome {
  source: string
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
      const outcome = await updateDocument(file, work, request.dryRun).catch((error: unknown) => {
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
      await openFolders(database.pool, [...new Set(whole)])
    }
  } finally {
    // Also after a stop: what is there is searched.
    if (!request.dryRun) await recountWords(database)
  }
  return { otherKinds: found.otherKinds }
}
