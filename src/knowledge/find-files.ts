import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'

export interface FoundFile {
  /** Where it lies: absolute, without links. Tells it from all others. */
  path: string
  /** What people are shown of it: from the folder on that was given, never more of this machine. */
  source: string
  name: string
  bytes: number
  /** The folder that was given, or the one it lies in. */
  root: string
}

export interface FoundFiles {
  files: FoundFile[]
  /** Folders that were looked through to the end: what is gone from them is gone. */
  folders: string[]
  /** Files of kinds that hold no text. */
  otherKinds: number
  problems: { source: string; reason: string }[]
}

const KINDS = new Set(
  '.md .markdown .txt .html .htm .xhtml .pdf .docx .pptx .odt .odp .ods .rtf .csv .tsv .xlsx'.split(' '),
)
const SKIPPED = new Set(['node_modules', '__MACOSX'])

/** The documents that the paths of a command line mean: files, and all that lies in folders. */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], folders: [], otherKinds: 0, problems: [] }
  const seen = new Set<string>()
  const add = (file: FoundFile) => {
    if (!seen.has(file.path)) found.files.push(file)
    seen.add(file.path)
  }
  for (const given of paths) {
    const path = await settlePath(given)
    const about = await stat(path).catch(() => undefined)
    if (!about) {
      const reason = 'there is no such file; what was read of it before stays until --remove'
      found.problems.push({ source: given, reason })
    } else if (about.isDirectory()) await walk(path, path, found, add, new Set())
    else if (!about.isFile()) found.problems.push({ source: given, reason: 'it is no file' }) // it may have no end
    else
      add({
        path,
        source: shownAs(given, path),
        name: basename(given),
        bytes: about.size,
        root: dirname(path),
      })
  }
  return found
}

/** Absolute and without links, as far as it exists. */
export async function settlePath(given: string): Promise<string> {
  const path = resolve(given)
  const real = await realpath(path).catch(() => undefined)
  if (real !== undefined) return real
  return dirname(path) === path ? path : join(await settlePath(dirname(path)), basename(path))
}

/** As it was given, unless that goes through the rest of this machine. */
function shownAs(given: string, path: string): string {
  const from = relative('.', resolve(given))
  return from.startsWith('..') || from === '' || resolve(from) === from
    ? basename(path)
    : from.split(sep).join('/')
}

async function walk(
  folder: string,
  root: string,
  found: FoundFiles,
  add: (file: FoundFile) => void,
  inside: Set<string>,
): Promise<void> {
  const source = (path: string) => [basename(root), ...relative(root, path).split(sep)].join('/')
  const before = found.files.length
  const problems = found.problems.length
  try {
    const names = (await readdir(folder)).filter((name) => !/^[.~]/.test(name) && !SKIPPED.has(name))
    for (const name of names.toSorted()) {
      const path = await realpath(join(folder, name)).catch(() => undefined)
      const about = path === undefined ? undefined : await stat(path).catch(() => undefined)
      if (path === undefined || !about) continue // a link to nowhere, or gone since
      // A link may lead out of the folder, but not round in a circle.
      if (about.isDirectory()) {
        if (path.startsWith(folder + sep) && !inside.has(path))
          await walk(path, root, found, add, new Set([...inside, path]))
      } else if (!about.isFile() || !KINDS.has(extname(name).toLowerCase())) found.otherKinds += 1
      else add({ path, source: source(join(folder, name)), name, bytes: about.size, root })
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    found.problems.push({ source: source(folder), reason: `the folder cannot be read (${code})` })
  }
  // An empty folder may as well be a disk that is not there; what could not be read may still hold what seems gone.
  if (folder === root && found.files.length > before && found.problems.length === problems)
    found.folders.push(root)
}
