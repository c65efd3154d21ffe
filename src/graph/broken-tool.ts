import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { PermanentError } from '../errors.ts'
import { asError } from './contain.ts'

/** Why a tool file cannot be used, as `path:line: reason` on as few lines as it takes. */
export async function brokenTool(path: string, thrown: unknown): Promise<PermanentError> {
  const source = await readFile(path, 'utf8').catch(() => '')
  const line = lineIn(path, source, thrown)
  const place = line === undefined ? path : `${path}:${line}`
  return new PermanentError(`${place}: ${reasonOf(thrown)}`, { cause: thrown })
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof z.ZodError) return z.prettifyError(thrown)
  return asError(thrown).message
}

function lineIn(path: string, source: string, thrown: unknown): number | undefined {
  if (thrown instanceof z.ZodError) {
    const [field] = thrown.issues[0]?.path ?? []
    const named = typeof field === 'string' && lineOf(source, new RegExp(`^\\s*(?:async )?${field}\\b`, 'm'))
    return named || lineOf(source, /^export default/m)
  }
  if (!(thrown instanceof Error)) return undefined
  // The place in a stack, and above the message of a syntax error; a version may follow the path.
  const place = new RegExp(`${RegExp.escape(path)}(?:\\?[^:\\s)]*)?:(\\d+)`).exec(
    (thrown.stack ?? '').replaceAll('file://', ''),
  )
  if (place?.[1] !== undefined) return Number(place[1])
  const [, missing] = /Cannot find (?:package|module) '([^']+)'/.exec(thrown.message) ?? []
  if (missing === undefined) return undefined
  const last = missing.slice(missing.lastIndexOf('/') + 1)
  return lineOf(source, new RegExp(`^.*(?:import|from)\\b.*${RegExp.escape(last)}`, 'm'))
}

function lineOf(source: string, pattern: RegExp): number | undefined {
  const at = source.search(pattern)
  return at < 0 ? undefined : source.slice(0, at).split('\n').length
}
