import { existsSync, statSync } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import type { Logger } from 'pino'
import { type Config, ConfigError, readConfig } from './config.ts'
import type { CrashPoint } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import { createLog } from './log.ts'
import { type Service, startService } from './service.ts'
import { renderStartTable } from './start-table.ts'

/** A stop that takes longer than this is ended, in milliseconds. */
const STOP_MS = 10_000
/** The same for a start that is to be stopped: it is completed first, so that nothing half made stays behind. */
const START_MS = 60_000

async function main(): Promise<void> {
  const stopAsked = stopOnSignals()
  readEnvFile()
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`)
  if (needsDataDir(config)) await prepareDataDir(config.dataDir)

  const toolsFolder = process.env.NODE_ENV === 'test' ? process.env.TOOLS_FOLDER : undefined
  const report = (line: string): void => void process.stdout.write(`${line}\n`)
  const edges = { log, env: process.env, pid: process.pid, reach, toolsFolder, report }
  const starting = startService(config, edges)
  const started = starting.then(() => undefined)
  if ((await Promise.race([started, stopAsked.promise])) === 'stop') return await stopStart(starting, log)

  const service = await starting
  const { url, phoneUrl, tools } = service
  const rows = [...config.described, ...service.rows]
  process.stdout.write(renderStartTable({ rows, tools, url, phoneUrl, color: process.stdout.isTTY === true }))
  await stopAsked.promise
  log.info('stopping')
  await stop(service)
  log.info('stopped')
}

/** npm passes on a Ctrl-C that the terminal has already sent to us: the second one must not cut the stop short. */
function stopOnSignals(): PromiseWithResolvers<'stop'> {
  const asked = Promise.withResolvers<'stop'>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.resolve('stop'))
  return asked
}

function readEnvFile(): void {
  if (!existsSync('.env')) return
  try {
    if (statSync('.env').isDirectory()) throw new Error('it is a folder')
    process.loadEnvFile('.env')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const words = `.env cannot be read: ${reason}. Make it a file with one setting on each line, or remove it.`
    throw new PermanentError(words, { cause })
  }
}

const needsDataDir = ({ databaseUrl, sandbox }: Config) =>
  databaseUrl === undefined || Object.values(sandbox).includes(true)

/** Makes the folder for local data and writes to it once. Throws `PermanentError` in words when that cannot be. */
async function prepareDataDir(dataDir: string): Promise<void> {
  const folder = resolve(dataDir)
  const probe = join(folder, `.write-test-${process.pid}`)
  try {
    await makeFolder(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    const reason = dataDirReasons[code] ?? `the system says ${code}`
    throw new PermanentError(
      `DATA_DIR cannot be used: ${folder}: ${reason}. Set DATA_DIR to a folder that this user may write to.`,
      { cause },
    )
  }
}

const dataDirReasons: Record<string, string> = {
  EEXIST: 'it is a file, or a part of its path is one',
  ENOTDIR: 'a part of its path is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'the disk is full',
}

/** Like `mkdir` with `recursive`, which never ends under `/proc`: there a folder can be neither found nor made. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return
  if (!found && dirname(folder) !== folder) await makeFolder(dirname(folder))
  await mkdir(folder).catch(async (error: unknown) => {
    // Another process may have made it in the meantime.
    if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error
  })
}

/** What was started is stopped; a start that fails has undone itself, perhaps because Ctrl-C reached its children too. */
async function stopStart(starting: Promise<Service>, log: Logger): Promise<void> {
  log.info('stopping during the start')
  const late = endAfter(START_MS, 'The start took too long to be stopped in order and was cut short.')
  const service = await starting.catch((err: unknown) => {
    log.info({ err }, 'the start ended before it was complete')
    return undefined
  })
  clearTimeout(late)
  if (service) await stop(service)
  log.info('stopped')
}

async function stop(service: Service): Promise<void> {
  const late = endAfter(
    STOP_MS,
    'The stop took too long and was cut short; unfinished turns run again at the next start.',
  )
  await service[Symbol.asyncDispose]()
  clearTimeout(late)
}

function endAfter(milliseconds: number, words: string): NodeJS.Timeout {
  return setTimeout(() => {
    process.stderr.write(`${words}\n`)
    process.exit(1)
  }, milliseconds)
}

/** Only for the crash tests: dies at the named point as if the machine had lost power. */
function reach(point: CrashPoint): void {
  if (process.env.CRASH_AT === point && process.env.NODE_ENV === 'test') process.kill(process.pid, 'SIGKILL')
}

main().catch((error: unknown) => {
  const known = error instanceof ConfigError || error instanceof PermanentError
  const words =
    error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error)
  process.stderr.write(`${words}\n`)
  process.exitCode = 1
})
