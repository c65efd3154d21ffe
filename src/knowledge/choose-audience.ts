import { dirname, sep } from 'node:path'
import { PermanentError } from '../errors.ts'
import { hashOfFolder } from '../store/closed-folders.ts'
import type { KnownDocument } from '../store/documents.ts'
import type { FoundFile } from './find-files.ts'

/** `unknown`: the owner has to say. */
type Audience = string[] | undefined | 'unknown'

/**
 * Whom a document is for. Without word of it nothing becomes readable by more people: a document keeps its audience, and a
 * new one gets that of the documents beside it, or else of those in the nearest folder above; not where a folder is `closed`,
 * because those it was for had everything erased. Throws `PermanentError` when these are for different people.
 */
export function chooseAudience(
  asked: string[] | 'everyone' | undefined,
  files: readonly FoundFile[],
  known: ReadonlyMap<string, KnownDocument>,
  closed: ReadonlySet<string>,
): (file: FoundFile) => Audience {
  if (asked === 'everyone') return () => undefined
  if (asked) return () => asked
  const documents = [...known.values()]
  const chosen = new Map<string, Audience>()
  /** By folder: to look through all documents for each of many files would take minutes. */
  const near = new Map<string, Audience>()
  for (const file of files) {
    const document = known.get(file.path)
    const folder = `${file.root}\0${dirname(file.path)}`
    if (!document && !near.has(folder)) near.set(folder, ofNeighbours(file, documents, closed))
    chosen.set(file.path, document ? document.audience : near.get(folder))
  }
  return ({ path }) => chosen.get(path)
}

function ofNeighbours(
  file: FoundFile,
  documents: readonly KnownDocument[],
  closed: ReadonlySet<string>,
): Audience {
  const own = dirname(file.path)
  if (closed.has(hashOfFolder(own))) return 'unknown'
  const beside = documents.filter(({ path }) => dirname(path) === own)
  if (beside.length > 0) return only(file, beside)
  for (let folder = own; folder.length >= file.root.length; folder = dirname(folder)) {
    if (closed.has(hashOfFolder(folder))) return 'unknown'
    const below = documents.filter(({ path }) => path.startsWith(folder + sep))
    if (below.length > 0) return only(file, below)
    if (folder === dirname(folder)) break
  }
  return undefined
}

function only({ source }: FoundFile, documents: readonly KnownDocument[]): Audience {
  const named = new Set(documents.map(({ audience }) => JSON.stringify(audience?.toSorted() ?? null)))
  if (named.size === 1) return documents[0]?.audience
  const words = `The documents near ${source} are for different people, so nobody knows whom it is for`
  throw new PermanentError(`${words}: say --for a number, or --for everyone.`)
}
