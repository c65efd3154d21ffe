import { existsSync } from 'node:fs'
import process from 'node:process'
import { type Config, ConfigError, readConfig } from './config.ts'
import type { CrashPoint } from './crash-points.ts'
import { prepareDataDir } from './data-dir.ts'
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
  const starting = startService(config, { log, env: process.env, pid: process.pid, reach, toolsFolder })
  const started = starting.then(() => undefined)
  if ((await Promise.race([started, stopAsked.promise])) === 'stop') return await stopStart(starting, log)

  const service = await starting
  const { url, phoneUrl, tools } = service
  process.stdout.write(
    renderStartTable({ rows: config.described, tools, url, phoneUrl, color: process.stdout.isTTY === true }),
  )
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
    process.loadEnvFile('.env')
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === 'EISDIR' ? 'it is a folder' : String(cause)
    const words = `.env cannot be read: ${reason}. Make it a file with one setting on each line, or remove it.`
    throw new PermanentError(words, { cause })
  }
}

const needsDataDir = ({ databaseUrl, sandbox }: Config) =>
  databaseUrl === undefined || sandbox.twilio || sandbox.model || sandbox.tavily
