import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { PermanentError, ToolFailure } from '../errors.ts'
import type { Tool, ToolDefinition } from './tool.ts'

export interface ToolState {
  name: string
  state: 'on' | 'off'
  why?: string
}

export interface LoadedTools {
  tools: Tool[]
  /** Every tool file, on or off, for the start table. */
  states: ToolState[]
}

const DEFAULT_TIMEOUT_MS = 20_000

/** What a tool file must export. Functions are only known to be functions; TypeScript checks the rest. */
const Definition = z.object({
  description: z.string().min(10),
  input: z.custom<z.ZodType>((value) => value instanceof z.ZodType, 'must be a zod schema'),
  env: z
    .record(
      z.string(),
      z.custom<z.ZodType>((value) => value instanceof z.ZodType),
    )
    .optional(),
  effect: z.enum(['read', 'write', 'outward']).optional(),
  idempotent: z.boolean().optional(),
  confirm: z.boolean().optional(),
  outside: z.boolean().optional(),
  timeoutMs: z.number().positive().optional(),
  prepare: z.custom<ToolDefinition['prepare']>((value) => typeof value === 'function').optional(),
  summary: z.custom<ToolDefinition['summary']>((value) => typeof value === 'function').optional(),
  run: z.custom<ToolDefinition['run']>((value) => typeof value === 'function', 'must be a function'),
})

/**
 * Finds the tools in a folder: one file each, the file's name is the tool's. A broken file throws `PermanentError`
 * with its path and reason; a tool whose settings are missing is left out and says which.
 */
export async function loadTools(
  folder: string,
  env: Record<string, string | undefined>,
): Promise<LoadedTools> {
  const files = (await readdir(folder)).filter((file) => /\.(ts|js|mjs)$/.test(file)).toSorted()
  const loaded: LoadedTools = { tools: [], states: [] }
  for (const file of files) {
    const path = join(folder, file)
    const name = basename(file).replace(/\.\w+$/, '')
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
      throw new PermanentError(`${path}: a tool's file name must be lower case letters, digits and "-"`)
    }
    const definition = await readDefinition(path)
    const settings = z.object(definition.env ?? {}).safeParse(env)
    if (settings.success) {
      loaded.tools.push(prepareTool(name, path, definition, settings.data))
      loaded.states.push({ name, state: 'on' })
    } else {
      const missing = settings.error.issues.map((issue) => issue.path.join('.'))
      loaded.states.push({ name, state: 'off', why: `set ${[...new Set(missing)].join(', ')}` })
    }
  }
  return loaded
}

async function readDefinition(path: string): Promise<ToolDefinition> {
  let exported: unknown
  try {
    const module: { default?: unknown } = await import(pathToFileURL(path).href)
    exported = module.default
  } catch (cause) {
    throw new PermanentError(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  if (exported === undefined)
    throw new PermanentError(`${path}: has no default export; export defineTool({ … })`)
  const checked = Definition.safeParse(exported)
  if (!checked.success) throw new PermanentError(`${path}: ${z.prettifyError(checked.error)}`)
  return checked.data
}

function prepareTool(
  name: string,
  path: string,
  definition: ToolDefinition,
  env: Record<string, unknown>,
): Tool {
  let schema: Record<string, unknown>
  try {
    schema = z.toJSONSchema(definition.input, { io: 'input', target: 'draft-7' })
  } catch (cause) {
    throw new PermanentError(`${path}: its input cannot be described to a model`, { cause })
  }
  const prepare = definition.prepare?.bind(definition)
  if (schema.type !== 'object') throw new PermanentError(`${path}: its input must be a z.object`)
  return {
    name,
    description: definition.description,
    schema,
    effect: definition.effect ?? 'read',
    idempotent: definition.idempotent ?? false,
    confirm: definition.confirm ?? false,
    outside: definition.outside ?? false,
    timeoutMs: definition.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    check(input) {
      const checked = definition.input.safeParse(input)
      if (!checked.success)
        throw new ToolFailure(`The arguments do not fit: ${z.prettifyError(checked.error)}`)
      return checked.data
    },
    summary: (checked) => definition.summary?.(checked) ?? `${name} ${JSON.stringify(checked)}`,
    ...(prepare && { prepare: (checked, context) => prepare(checked, { ...context, env }) }),
    async run(checked, context) {
      const result = await definition.run(checked, { ...context, env })
      return typeof result === 'string' ? { text: result } : result
    },
  }
}
