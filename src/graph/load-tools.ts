import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { PermanentError } from '../errors.ts'
import { brokenTool } from './broken-tool.ts'
import { MORE_TOOLS } from './more-tools.ts'
import { prepareTool, readDefinition } from './read-tool.ts'
import type { Tool, ToolDefinition } from './tool.ts'

/** Longest that a file may take to be imported, in milliseconds. */
const IMPORT_MS = 10_000

export interface ToolState {
  name: string
  /** broken: its file cannot be used; a version from before may still be on, and `why` says so. */
  state: 'on' | 'off' | 'broken'
  why?: string
}

/** A tool file that is sound. */
export interface ToolFile {
  name: string
  path: string
  definition: ToolDefinition
  /** Undefined: it is off, because settings are missing or wrong. */
  tool: Tool | undefined
  missing: string[]
}

/**
 * Finds the tools in a folder: one file each, the file's name is the tool's. A broken file throws `PermanentError`
 * with its path, line and reason; a tool whose settings are missing is off and says which.
 */
export async function loadToolFiles(
  folder: string,
  env: Record<string, string | undefined>,
): Promise<ToolFile[]> {
  const files: ToolFile[] = []
  for (const path of await findToolFiles(folder)) files.push(await readToolFile(path, env))
  assertOneEach(files)
  return files
}

/** Their paths, in the order of names. What editors keep beside a file begins with a dot. */
export async function findToolFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory() && /^[^.].*\.(ts|js|mjs)$/.test(entry.name))
    .map(({ name }) => name)
    .toSorted()
    .map((file) => join(folder, file))
}

export const toolNameOf = (path: string): string => basename(path).replace(/\.\w+$/, '')

/** Throws `PermanentError`. `version`: a file that was imported before under another one is imported anew. */
export async function readToolFile(
  path: string,
  env: Record<string, string | undefined>,
  version?: number,
  importMs = IMPORT_MS,
): Promise<ToolFile> {
  const name = toolNameOf(path)
  const problem = problemOfName(name)
  if (problem) throw new PermanentError(`${path}: ${problem}`)
  try {
    const url = pathToFileURL(path).href + (version === undefined ? '' : `?version=${version}`)
    const imported: Promise<{ default?: unknown }> = import(/* @vite-ignore */ url)
    const module = await inTime(imported, importMs)
    const definition = readDefinition(module.default)
    const settings = z.object(definition.env ?? {}).safeParse(env)
    // Also where settings are missing: what else is wrong with it shows at once.
    const tool = prepareTool(name, definition, settings.data ?? {})
    const missing = settings.error?.issues.map((issue) => issue.path.join('.')) ?? []
    return {
      name,
      path,
      definition,
      tool: settings.success ? tool : undefined,
      missing: [...new Set(missing)],
    }
  } catch (thrown) {
    throw await brokenTool(path, thrown)
  }
}

/** Why a tool cannot be called so; undefined: it can. */
export function problemOfName(name: string): string | undefined {
  if (!/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    return (
      'a tool\'s file name begins with a letter, has lower case letters, digits and "-", does not end with "-", and is at ' +
      'most 63 characters long'
    )
  return name === MORE_TOOLS ? 'this name is taken: the model asks for tools with it' : undefined
}

/** A file may wait for something that never comes, and all that loads the others would wait with it. */
async function inTime<Value>(imported: Promise<Value>, longestMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new PermanentError(`its import came to no end within ${longestMs / 1_000} s`)),
    longestMs,
  )
  return Promise.race([imported, late.promise]).finally(() => clearTimeout(timer))
}

export function stateOf({ name, tool, missing }: ToolFile): ToolState {
  return tool ? { name, state: 'on' } : { name, state: 'off', why: `set ${missing.join(', ')}` }
}

/** Two files may differ in their ending alone. */
export function assertOneEach(files: Pick<ToolFile, 'name' | 'path'>[]): void {
  const paths = new Map<string, string>()
  for (const { name, path } of files) {
    const other = paths.get(name)
    if (other !== undefined) throw new PermanentError(`${path}: there is a tool ${name} already: ${other}`)
    paths.set(name, path)
  }
}
