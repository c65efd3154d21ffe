import { existsSync } from 'node:fs'
import process from 'node:process'
import { ConfigError, readConfig } from './config.ts'
import type { CrashPoint } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import { createLog } from './log.ts'
import { type Service, startService } from './service.ts'
import { renderStartTable } from './start-table.ts'

/** A stop that takes longer than this is ended, in milliseconds. */
const STOP_MS = 10_000

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  for (const warning of config.warnings) process.stderr.write(`${warning}\n`)

  const toolsFolder = process.env.NODE_ENV === 'test' ? process.env.TOOLS_FOLDER : undefined
  const service = await startService(config, { log, env: process.env, pid: process.pid, reach, toolsFolder })
  const { url, phoneUrl, tools } = service
  process.stdout.write(
    renderStartTable({ rows: config.described, tools, url, phoneUrl, color: process.stdout.isTTY === true }),
  )

  const stopped = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.resolve())
  await stopped.promise
  log.info('stopping')
  await stop(service)
  log.info('stopped')
}

async function stop(service: Service): Promise<void> {
  const late = setTimeout(() => {
    process.stderr.write(
      'The stop took too long and was cut short; unfinished turns run again at the next start.\n',
    )
    process.exit(1)
  }, STOP_MS)
  await service[Symbol.asyncDispose]()
  clearTimeout(late)
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
