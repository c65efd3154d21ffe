import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const sources = path.join(root, 'web')
const built = path.join(root, 'dist', 'web')
const STAMP = 'sources.sha256'

let building: Promise<string> | undefined

/** Builds the pages into `dist/web` when `web/` has changed since; gives that folder, as an absolute path. */
export function buildPages(): Promise<string> {
  building ??= build().finally(() => (building = undefined))
  return building
}

async function build(): Promise<string> {
  const stamp = await stampOfSources()
  if (await isBuilt(stamp)) return built
  const vite = await import('vite').catch(() => undefined)
  if (!vite) {
    process.stdout.write('pages: not built, because vite is not installed (npm install brings it)\n')
    return built
  }
  // Beside the old one and then swapped in: tests and `npm start` may build and serve at the same moment.
  const fresh = `${built}-${randomUUID()}`
  try {
    await vite.build({
      configFile: path.join(sources, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    })
    await writeFile(path.join(fresh, STAMP), stamp)
    await swapIn(fresh, stamp)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  process.stdout.write(`pages: built ${path.relative(root, built)}\n`)
  return built
}

async function swapIn(fresh: string, stamp: string): Promise<void> {
  const old = `${fresh}-old`
  await rename(built, old).catch(ignoreMissing)
  try {
    await rename(fresh, built)
  } catch (error) {
    if (!(await isBuilt(stamp))) throw error // else another process has just put the same pages there
  } finally {
    await rm(old, { recursive: true, force: true })
  }
}

async function isBuilt(stamp: string): Promise<boolean> {
  return stamp === (await readFile(path.join(built, STAMP), 'utf8').catch(() => ''))
}

async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(sources, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  for (const file of files.sort()) {
    hash.update(`${path.relative(sources, file)}\0`).update(await readFile(file))
  }
  return hash.digest('hex')
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
}

if (import.meta.main) await buildPages()
