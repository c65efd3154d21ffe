import { createHash } from 'node:crypto'
import { type ListedTool, validator } from './bounded-client.ts'
import type { ServerSettings, ToolRule } from './server-settings.ts'
import { checkedSchema, type JsonSchema, shownSchema, shownText, UnfitSchema } from './shown-schema.ts'

/** A tool of a server that the owner lets in. */
export interface Admitted {
  /** What the model calls it. */
  name: string
  /** What the server calls it. */
  original: string
  description: string
  schema: JsonSchema
  rule: ToolRule
  /** Its description is the server's, and nobody vouches for it. */
  foreign: boolean
  /** Of all that the model is told of it. */
  hash: string
  validate: ReturnType<typeof validator>
}

export interface Admission {
  tools: Admitted[]
  /** What the owner should know of, one line each. */
  problems: string[]
}

const MOST_TOOLS = 100
const LONGEST_DESCRIPTION = 500
const LONGEST_NAME = 64

/**
 * Lets in what the owner has named, as it was first seen in this process. A tool that is described otherwise later stays out
 * until the next start: what people agreed to is not what it has become. `seen` is kept from one list to the next.
 */
export function admit(server: ServerSettings, listed: ListedTool[], seen: Map<string, string>): Admission {
  const { rules } = server
  const everything = rules.get('*')
  const problems: string[] = []
  const offered = new Map(listed.map((tool) => [tool.name, tool]))
  for (const name of rules.keys())
    if (name !== '*' && !offered.has(name)) problems.push(`it has no tool ${shownText(name, 80)}`)

  const names = modelNames(server.name, [...offered.keys()])
  const tools: Admitted[] = []
  for (const [original, tool] of [...offered].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const rule = rules.get(original) ?? everything
    const name = names.get(original)
    if (!rule || name === undefined) continue
    try {
      const admitted = prepare(server, { tool, rule, name })
      const first = seen.get(original) ?? admitted.hash
      if (first === admitted.hash) tools.push(admitted)
      else problems.push(`${name} says something else of itself than at first; start again to let it in`)
      // What has changed once does not come back by itself.
      seen.set(original, first === admitted.hash ? first : 'changed')
    } catch (error) {
      if (!(error instanceof UnfitSchema)) throw error
      problems.push(`${name} is left out: its schema cannot be used: ${error.message}`)
    }
  }
  if (tools.length > MOST_TOOLS) problems.push(`only ${MOST_TOOLS} of its ${tools.length} tools are on`)
  return { tools: tools.slice(0, MOST_TOOLS), problems }
}

function prepare(
  server: ServerSettings,
  { tool, rule, name }: { tool: ListedTool; rule: ToolRule; name: string },
): Admitted {
  const said = shownText(rule.description ?? tool.description, LONGEST_DESCRIPTION)
  const description = said === '' ? `${name}, of the server ${server.name}.` : said
  const schema = shownSchema(tool.inputSchema)
  const hash = createHash('sha256')
    .update(JSON.stringify([description, schema]))
    .digest('base64url')
  return {
    name,
    original: tool.name,
    description,
    schema,
    rule,
    foreign: !server.trusted && rule.description === undefined,
    hash,
    validate: checker(tool),
  }
}

function checker({ inputSchema, outputSchema }: ListedTool): Admitted['validate'] {
  try {
    if (outputSchema) validator(checkedSchema(outputSchema))
    return validator(checkedSchema(inputSchema))
  } catch (cause) {
    if (cause instanceof UnfitSchema) throw cause
    throw new UnfitSchema('it contradicts itself', { cause })
  }
}

/**
 * `<server>_<tool>` in letters that every provider takes. Two that would come out the same are told apart by their original
 * names, whatever their order.
 */
export function modelNames(server: string, originals: string[]): Map<string, string> {
  const plain = new Map(
    originals.map((original) => [
      original,
      `${server}_${original.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '_')}`,
    ]),
  )
  const counts = Map.groupBy(plain.values(), (name) => name)
  return new Map(
    [...plain].map(([original, name]) => {
      const unclear = name.length > LONGEST_NAME || (counts.get(name)?.length ?? 0) > 1
      if (!unclear) return [original, name]
      const mark = createHash('sha256').update(original).digest('hex').slice(0, 8)
      return [original, `${name.slice(0, LONGEST_NAME - 9)}-${mark}`]
    }),
  )
}
