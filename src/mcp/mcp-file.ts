import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { PermanentError } from '../errors.ts'
import { type Env, MissingVariable } from './fill.ts'
import { Http, type ServerSettings, settingsOf, Stdio } from './server-settings.ts'

export interface McpFile {
  servers: ServerSettings[]
  /** Those that are named but left out, and why. */
  off: { name: string; why: string }[]
}

const File = z.strictObject({ mcpServers: z.record(z.string().min(1), z.looseObject({})) })

/** Reads the file that names the servers; without one there are none. Throws one `PermanentError` with every mistake. */
export async function readMcpFile(path: string, env: Env): Promise<McpFile> {
  const text = await readIfThere(path)
  if (text === undefined) return { servers: [], off: [] }
  const file = File.safeParse(parseJson(path, text))
  if (!file.success) throw new PermanentError(problems(path, [], file.error).join('\n'))
  const read: McpFile = { servers: [], off: [] }
  const wrong: string[] = []
  const names = new Map<string, string>()
  for (const [given, raw] of Object.entries(file.data.mcpServers)) {
    const place = ['mcpServers', given]
    const name = serverName(given)
    const other = names.get(name)
    if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(name))
      wrong.push(`${path}: ${place.join('.')}: a server's name is up to 31 letters, digits, "-" and "_"`)
    else if (other !== undefined)
      wrong.push(`${path}: ${place.join('.')}: too much like "${other}"; choose another name`)
    names.set(name, given)
    const parsed = 'url' in raw ? Http.safeParse(raw) : Stdio.safeParse(raw)
    if (!parsed.success) {
      wrong.push(...problems(path, place, parsed.error))
      continue
    }
    try {
      if (parsed.data.disabled) read.off.push({ name, why: 'it is disabled in the file' })
      else read.servers.push(settingsOf(name, parsed.data, env))
    } catch (error) {
      if (error instanceof MissingVariable) read.off.push({ name, why: `set ${error.variables.join(', ')}` })
      else if (error instanceof PermanentError) wrong.push(`${path}: ${place.join('.')}: ${error.message}`)
      else throw error
    }
  }
  if (wrong.length > 0) throw new PermanentError(wrong.join('\n'))
  return read
}

/** `_` divides it from the tool's name, so there is none in it and no two servers can mean the same tool. */
function serverName(given: string): string {
  return given.toLowerCase().replaceAll(/[_. ]/g, '-')
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PermanentError(`${path}: it cannot be read: ${reason}`, { cause })
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new PermanentError(`${path}: ${placeOfError(text, cause)}`, { cause })
  }
}

/** The parser's messages carry text of the file, which may hold a key: only the place is taken from them. */
function placeOfError(text: string, error: unknown): string {
  const before = text.slice(0, positionOf(text, error instanceof Error ? error.message : '')).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: this is not JSON`
}

/** V8 says where, or shows the token with ten characters before it, or means the end. */
function positionOf(text: string, message: string): number {
  const said = /position (\d+)/.exec(message)?.[1]
  if (said !== undefined) return Number(said)
  const shown = /^Unexpected token '(.+?)', (\.\.\.)?"([^]*)"(?:\.\.\.)? is not valid JSON$/u.exec(message)
  if (!shown) return text.length
  const [, token = '', cut, around = ''] = shown
  return text.indexOf(around) + (cut ? 10 : around.indexOf(token))
}

function problems(path: string, place: string[], error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const where = [...place, ...issue.path.map(String)].join('.')
    return `${path}: ${where === '' ? 'the file' : where}: ${issue.message}`
  })
}
