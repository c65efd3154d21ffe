import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PermanentError } from './errors.ts'

/** Makes the folder for local data and writes to it once. Throws `PermanentError` in words when that cannot be. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  const folder = resolve(dataDir)
  const probe = join(folder, `.write-test-${process.pid}`)
  try {
    await makeFolder(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    const reason = reasons[code] ?? `the system says ${code}`
    throw new PermanentError(
      `DATA_DIR cannot be used: ${folder}: ${reason}. Set DATA_DIR to a folder that this user may write to.`,
      { cause },
    )
  }
}

const reasons: Record<string, string> = {
  EEXIST: 'it is a file, not a folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'the disk is full',
}

/** Like `mkdir` with `recursive`, which never ends under `/proc`: there a folder can neither be found nor made. */
async function makeFolder(folder: string, isParent = false): Promise<void> {
  try {
    await mkdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'EISDIR' || code === 'EROFS' || code === 'EACCES') {
      if ((await stat(folder).catch(() => undefined))?.isDirectory()) return
    }
    if (code !== 'ENOENT' || isParent && dirname(folder) === folder) throw error
    await makeFolder(dirname(folder), true)
    await mkdir(folder)
  }
}
