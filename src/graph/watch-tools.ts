import { createHash } from 'node:crypto'
import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { PermanentError } from '../errors.ts'
import { asError } from './contain.ts'
import { assertOneEach, findToolFiles, readToolFile, type ToolFile, toolNameOf } from './load-tools.ts'

/** An editor writes a file in several steps; it is read once it has been still for so long, in milliseconds. */
const STILL_MS = 80

export interface WatchToolsSettings {
  folder: string
  env: Record<string, string | undefined>
  /** Hears what became of the tools: the files that hold, and what is broken by name. */
  changed(files: ToolFile[], broken: ReadonlyMap<string, string>): void
  /** Tells the developer, in one line where possible. */
  report(line: string): void
  log: Logger
}

interface Known {
  hash: string
  /** The last version that was sound. */
  file: ToolFile | undefined
  broken: string | undefined
}

/** Reads the tools of a folder whenever a file changes, comes or goes. Of a broken one the last good version stays. */
export async function watchTools(first: ToolFile[], settings: WatchToolsSettings): Promise<AsyncDisposable> {
  const { folder, env, report, log } = settings
  const known = new Map<string, Known>()
  for (const file of first) known.set(file.path, { hash: await hashOf(file.path), file, broken: undefined })
  let version = 0
  let reading: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  const news: { line: string; isGood: boolean }[] = []
  const tell = (line: string, isGood: boolean) => void news.push({ line, isGood })

  /** What was read holds by now. */
  function tellNews(): void {
    for (const { line, isGood } of news.splice(0)) {
      if (isGood) log.info(line)
      else log.warn(line)
      report(line)
    }
  }

  async function readAll(): Promise<void> {
    const paths = await findToolFiles(folder)
    let isNew = false
    for (const path of known.keys()) {
      if (paths.includes(path)) continue
      known.delete(path)
      isNew = true
      tell(`Tool ${toolNameOf(path)} is gone.`, true)
      // One of the same name was kept out by it.
      for (const [other, one] of known)
        if (toolNameOf(other) === toolNameOf(path)) known.set(other, { ...one, hash: '' })
    }
    for (const path of paths) {
      const hash = await hashOf(path)
      const before = known.get(path)
      if (hash === before?.hash) continue
      isNew = true
      known.set(path, await readOne(path, hash, before))
    }
    if (!isNew) return
    const all = [...known].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, one]) => ({ path, ...one }))
    const broken = all.flatMap((one) => (one.broken ? [[toolNameOf(one.path), one.broken] as const] : []))
    settings.changed(
      all.flatMap(({ file }) => file ?? []),
      new Map(broken),
    )
    tellNews()
  }

  async function readOne(path: string, hash: string, before: Known | undefined): Promise<Known> {
    try {
      const others = [...known.keys()].filter((other) => other !== path)
      assertOneEach([...others, path].map((one) => ({ name: toolNameOf(one), path: one })))
      const file = await readToolFile(path, env, (version += 1))
      const state = file.tool ? '' : ` It is off: set ${file.missing.join(', ')}.`
      tell(`Tool ${file.name} is ${before ? 'taken over as it is now' : 'new'}.${state}`, true)
      return { hash, file, broken: undefined }
    } catch (err) {
      const reason = err instanceof PermanentError ? err.message : asError(err).message
      const stays = before?.file?.tool ? ' Its last good version stays on.' : ''
      tell(`A tool is broken: ${reason.replace(/[.\s]+$/, '')}.${stays}`, false)
      return { hash, file: before?.file, broken: reason + stays }
    }
  }

  const watcher = watch(folder, () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      reading = reading
        .then(readAll)
        .catch((err: unknown) => log.warn({ err: asError(err) }, 'the tools could not be read again'))
    }, STILL_MS)
  })
  watcher.on('error', (err) => log.warn({ err }, 'changes of tools are not seen any more'))
  return {
    async [Symbol.asyncDispose]() {
      watcher.close()
      clearTimeout(timer)
      await reading
    },
  }
}

async function hashOf(path: string): Promise<string> {
  // A file that goes away meanwhile is seen as gone the next time.
  const bytes = await readFile(path).catch(() => Buffer.alloc(0))
  return createHash('sha256').update(bytes).digest('base64url')
}
