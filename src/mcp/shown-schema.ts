/** A JSON Schema, as a server sends it. */
export type JsonSchema = Record<string, unknown>

/** The schema cannot be given to a model; `message` says why. */
export class UnfitSchema extends Error {
  override readonly name = 'UnfitSchema'
}

const MOST_BYTES = 16_384
const LONGEST_DESCRIPTION = 200
const LONGEST_TEXT = 300
const DEEPEST = 12

/** Keywords whose value means the same wherever it stands. */
const PLAIN = [
  'type',
  'required',
  'enum',
  'const',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]
/** Providers refuse them at the top of a tool's schema. */
const COMBINATORS = ['anyOf', 'oneOf', 'allOf']
const MAPS = ['properties', '$defs', 'definitions']

/**
 * What the model is given of a server's schema: what every provider takes, with texts that are too short to hold a story.
 * Throws `UnfitSchema`.
 */
export function shownSchema(schema: unknown): JsonSchema {
  return { ...build(schema, 'model'), type: 'object' }
}

/** The same for checking arguments and results against: patterns are left out, as a server's may run for ever. */
export function checkedSchema(schema: unknown): JsonSchema {
  return { ...build(schema, 'check'), type: 'object' }
}

function build(schema: unknown, use: 'model' | 'check'): JsonSchema {
  if (!isRecord(schema)) throw new UnfitSchema('it is no object')
  if (schema.type !== undefined && schema.type !== 'object')
    throw new UnfitSchema('it must describe an object')
  const built = part(schema, use, 0)
  if (use === 'model') for (const keyword of [...COMBINATORS, 'enum', 'const']) delete built[keyword]
  built.properties ??= {}
  const size = JSON.stringify(built).length
  if (size > MOST_BYTES) throw new UnfitSchema(`it has ${size} characters, more than ${MOST_BYTES}`)
  return built
}

function part(schema: JsonSchema, use: 'model' | 'check', depth: number): JsonSchema {
  if (depth > DEEPEST) throw new UnfitSchema('it is nested too deeply')
  const inner = (value: unknown): unknown => {
    if (typeof value === 'boolean') return use === 'check' ? value : value ? {} : { not: {} }
    if (!isRecord(value)) throw new UnfitSchema('a part of it is no schema')
    return part(value, use, depth + 1)
  }
  const built: JsonSchema = {}
  for (const keyword of PLAIN) if (schema[keyword] !== undefined) built[keyword] = short(schema[keyword])
  for (const keyword of COMBINATORS) {
    const parts = schema[keyword]
    if (Array.isArray(parts) && parts.length > 0) built[keyword] = parts.map(inner)
  }
  for (const keyword of MAPS) {
    const parts = schema[keyword]
    if (isRecord(parts))
      built[keyword] = Object.fromEntries(
        Object.entries(parts).map(([name, value]) => [named(name), inner(value)]),
      )
  }
  if (typeof schema.$ref === 'string') built.$ref = localReference(schema.$ref)
  // A list of schemas, one for each place, is refused by providers.
  if (isRecord(schema.items)) built.items = inner(schema.items)
  else if (use === 'model' && schema.type === 'array') built.items = {}
  const others = schema.additionalProperties
  if (isRecord(others)) built.additionalProperties = inner(others)
  // What a pattern would have let through must not be refused.
  else if (others === false && schema.patternProperties === undefined) built.additionalProperties = false
  if (use === 'model') describe(schema, built)
  return built
}

function describe(schema: JsonSchema, built: JsonSchema): void {
  const text = schema.description ?? schema.title
  if (typeof text === 'string') built.description = shownText(text, LONGEST_DESCRIPTION)
  for (const keyword of ['format', 'pattern']) {
    const value = schema[keyword]
    if (typeof value === 'string' && value.length <= 100) built[keyword] = short(value)
  }
  const { default: usual } = schema
  if (['number', 'boolean'].includes(typeof usual)) built.default = usual
  if (typeof usual === 'string' && usual.length <= 100) built.default = short(usual)
}

/** Anthropic takes no other names of properties. */
function named(name: string): string {
  if (!/^[\w.-]{1,64}$/.test(name) || name === '__proto__')
    throw new UnfitSchema(
      'a name in it is longer than 64 characters, or has more than letters, digits, ".", "_" and "-"',
    )
  return name
}

function localReference(reference: string): string {
  if (!/^#(\/[\w.$-]{1,64})*$/.test(reference)) throw new UnfitSchema('it refers to another document')
  return reference
}

/** Values are kept as they are or not at all. */
function short(value: unknown): unknown {
  if (typeof value === 'string' && (value.length > LONGEST_TEXT || /\p{Cc}/u.test(value)))
    throw new UnfitSchema(`a text in it is longer than ${LONGEST_TEXT} characters, or has control characters`)
  if (Array.isArray(value)) return value.map(short)
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [named(key), short(inner)]))
  return value
}

/** One line without control characters or what cannot be seen. */
export function shownText(text: string, longest: number): string {
  const line = text
    .slice(0, longest * 4)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
  return (line.length > longest ? `${line.slice(0, longest - 1)}…` : line).toWellFormed()
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
