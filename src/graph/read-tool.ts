import { z } from 'zod'
import { PermanentError, ToolFailure } from '../errors.ts'
import { jsonWithin } from './contain.ts'
import type { Prepared, Tool, ToolDefinition, ToolResult } from './tool.ts'

const DEFAULT_TIMEOUT_MS = 20_000
/** What the model hears of arguments that do not fit, and the question about a call, in characters. */
const MAX_PROBLEM = 2_000
const MAX_SUMMARY = 4_000
/** A plan is kept with the thread, in characters of JSON. */
const MAX_PLAN = 200_000

const isFunction = (value: unknown) => typeof value === 'function'
const Zod = z.custom<z.ZodType>((value) => value instanceof z.ZodType, 'must be a zod schema')

/** What a tool file must export. Functions are only known to be functions; TypeScript checks the rest. */
const Definition = z.strictObject({
  description: z.string().min(10),
  input: Zod,
  env: z.record(z.string(), Zod).optional(),
  effect: z.enum(['read', 'write', 'outward']).optional(),
  idempotent: z.boolean().optional(),
  confirm: z
    .union([z.enum(['never', 'always']), z.custom<(input: unknown) => boolean>(isFunction)])
    .optional(),
  limit: z.object({ calls: z.int().positive(), per: z.enum(['minute', 'hour', 'day']) }).optional(),
  core: z.boolean().optional(),
  addresses: z.custom<ToolDefinition['addresses']>(isFunction).optional(),
  outside: z.boolean().optional(),
  timeoutMs: z.number().positive().optional(),
  prepare: z.custom<ToolDefinition['prepare']>(isFunction).optional(),
  summary: z.custom<ToolDefinition['summary']>(isFunction).optional(),
  undo: z.custom<ToolDefinition['undo']>(isFunction).optional(),
  run: z.custom<ToolDefinition['run']>(isFunction, 'must be a function'),
})

/** What a file exports, checked. Throws a `ZodError`, or `PermanentError` without the path. */
export function readDefinition(exported: unknown): ToolDefinition {
  if (exported === undefined) throw new PermanentError('has no default export; export defineTool({ … })')
  return Definition.parse(exported)
}

/** A definition with its settings as the graph uses it. Whatever its functions do, these keep what `Tool` promises. */
export function prepareTool(name: string, definition: ToolDefinition, env: Record<string, unknown>): Tool {
  const { input, prepare, undo } = definition
  return {
    name,
    description: definition.description,
    schema: schemaOf(input),
    effect: definition.effect ?? 'read',
    idempotent: definition.idempotent ?? false,
    outside: definition.outside ?? false,
    timeoutMs: definition.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    core: definition.core ?? false,
    limit: definition.limit,
    foreign: false,
    check: (given) => checkInput(input, given),
    mustConfirm(checked) {
      const { confirm } = definition
      if (typeof confirm !== 'function') return confirm === 'always'
      // One that cannot say it asks.
      return attempt(() => z.boolean().parse(confirm(checked)), true)
    },
    // One that cannot say where it sends to names what nobody can have named.
    addresses: (checked) =>
      attempt(() => z.array(z.string()).parse(definition.addresses?.(checked) ?? []), ['?']),
    summary(checked) {
      const said = attempt(() => z.string().optional().parse(definition.summary?.(checked)), undefined)
      const words = said ?? `${name} ${attempt(() => JSON.stringify(checked), '')}`
      return words.slice(0, MAX_SUMMARY)
    },
    ...(prepare && {
      prepare: async (checked, context) =>
        readPrepared(await prepare.call(definition, checked, { ...context, env })),
    }),
    async run(checked, context) {
      return readResult(await definition.run(checked, { ...context, env }))
    },
    ...(undo && {
      undo: async (done, context) => readResult(await undo.call(definition, done, { ...context, env })),
    }),
  }
}

function schemaOf(input: z.ZodType): Record<string, unknown> {
  let schema: Record<string, unknown>
  try {
    schema = z.toJSONSchema(input, { io: 'input', target: 'draft-7' })
  } catch (cause) {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    throw new PermanentError(`its input cannot be described to a model${why}`, { cause })
  }
  if (schema.type !== 'object') throw new PermanentError('its input must be a z.object')
  return schema
}

function checkInput(input: z.ZodType, given: unknown): unknown {
  const checked = attempt(() => input.safeParse(given), undefined)
  if (checked === undefined) throw new ToolFailure('The arguments could not be checked. Nothing was done.')
  if (checked.success) return checked.data
  const [first, ...more] = checked.error.issues
  const issues = first ? [first, ...more.slice(0, 9)] : []
  const words = z.prettifyError(new z.ZodError(issues)).slice(0, MAX_PROBLEM)
  throw new ToolFailure(`The arguments do not fit: ${words}`)
}

function attempt<Value>(act: () => Value, otherwise: Value): Value {
  try {
    return act()
  } catch {
    return otherwise
  }
}

/** TypeScript checks these for our own tools; one that got past it must not put anything else into the thread. */
const Result = z.union([
  z.string().transform((text): ToolResult => ({ text })),
  z.object({
    text: z.string(),
    receipt: z.string().optional(),
    outside: z.boolean().optional(),
    links: z.array(z.string()).optional(),
    undo: z.unknown().optional(),
  }),
])

function readResult(returned: unknown): ToolResult {
  const read = Result.safeParse(returned)
  if (!read.success)
    throw new Error('it returned something else than a text or a result', { cause: read.error })
  return read.data
}

const Plan = z.object({
  plan: z.unknown().optional(),
  ask: z.array(z.string()).max(100).optional(),
  about: z.string().optional(),
})

function readPrepared(returned: unknown): Prepared<unknown> {
  const { plan, ask, about } = Plan.parse(returned)
  const kept = plan === undefined ? { value: undefined } : jsonWithin(plan, MAX_PLAN)
  if (!kept) throw new Error('its plan is no JSON, or too large')
  return { plan: kept.value, ...(ask && { ask }), ...(about !== undefined && { about }) }
}
