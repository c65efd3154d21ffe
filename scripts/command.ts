import { existsSync } from 'node:fs'
import { ConfigError } from '../src/config.ts'
import { PermanentError } from '../src/errors.ts'

/** The command line cannot be understood. The message is for who wrote it. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Runs a script with the settings of `.env`; `--help` prints `usage`, a failure is told in words and exits with 1. */
export async function runCommand(usage: string, main: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) return console.log(usage)
  try {
    if (existsSync('.env')) process.loadEnvFile('.env')
    await main(args)
  } catch (error) {
    console.error(inWords(error))
    if (isUsageError(error)) console.error(`\n${usage}`)
    process.exitCode = 1
  }
}

/** What went wrong, in one line where possible; a stack only for what nobody foresaw. */
function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isUsageError(error) || error instanceof ConfigError || error instanceof PermanentError)
    return error.message
  return error.stack ?? error.message
}

function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}

/** Text from outside on one line of a terminal: control characters could move the cursor or change its colours. */
export function oneLine(text: string, columns: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length > columns ? `${letters.slice(0, columns - 1).join('')}…` : line
}

/** The same for text whose lines are kept. */
export function manyLines(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '')
}
