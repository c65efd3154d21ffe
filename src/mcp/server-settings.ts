import { z } from 'zod'
import { PermanentError } from '../errors.ts'
import { type Env, fill } from './fill.ts'

/** What the owner says of one tool of a server. */
export interface ToolRule {
  effect: 'read' | 'write' | 'outward'
  /** Undefined: asks before anything but `read`. */
  confirm: 'never' | 'always' | undefined
  timeoutMs: number
  /** The owner's words for it, instead of the server's. */
  description: string | undefined
}

export type Reach =
  | {
      kind: 'stdio'
      command: string
      args: string[]
      /** All that the process is given. */
      env: Record<string, string>
      cwd: string | undefined
    }
  | { kind: 'http'; url: string; headers: Record<string, string> }

export interface ServerSettings {
  /** As it begins the names of its tools: lower case letters, digits and "-". */
  name: string
  reach: Reach
  /** By the name the server gives the tool; `*` stands for all that are not named. */
  rules: Map<string, ToolRule>
  /** The owner vouches for what it says of its tools. */
  trusted: boolean
  /** Longest time to connect, in milliseconds. */
  connectMs: number
}

const DEFAULT_TIMEOUT_MS = 20_000
/** `npx` may have to fetch the server first. */
const CONNECT_MS = { stdio: 30_000, http: 5_000 }

const Rule = z.strictObject({
  effect: z.enum(['read', 'write', 'outward']).optional(),
  confirm: z.enum(['never', 'always']).optional(),
  timeoutMs: z.int().min(100).max(300_000).optional(),
  description: z.string().min(10).max(500).optional(),
})

const Texts = z.record(z.string().min(1), z.string())
const ToolName = z.string().min(1).max(128)

/** Required: nothing is added that the owner has not named, if only by `*`. */
const Tools = z.preprocess(
  (given) => {
    if (given === '*') return { '*': {} }
    const names = z.array(ToolName).min(1).safeParse(given)
    return names.success ? Object.fromEntries(names.data.map((name) => [name, {}])) : given
  },
  z.record(ToolName, Rule, {
    error: 'name the tools to add: ["a", "b"], {"a": {"effect": "read"}}, or "*" for all of them',
  }),
)

const Common = {
  tools: Tools,
  trusted: z.boolean().optional(),
  disabled: z.boolean().optional(),
  connectTimeoutMs: z.int().min(100).max(300_000).optional(),
}

export const Stdio = z.strictObject({
  type: z.literal('stdio').optional(),
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: Texts.optional(),
  cwd: z.string().optional(),
  ...Common,
})

export const Http = z.strictObject({
  type: z
    .enum(['http', 'streamable-http'], { error: 'only "http" is spoken, not the older "sse"' })
    .optional(),
  url: z.string().min(1),
  headers: Texts.optional(),
  ...Common,
})

/** Throws `MissingVariable`, or `PermanentError` for what only shows once it is filled in. */
export function settingsOf(
  name: string,
  given: z.output<typeof Stdio> | z.output<typeof Http>,
  env: Env,
): ServerSettings {
  const reach = 'url' in given ? httpReach(given, env) : stdioReach(given, env)
  return {
    name,
    reach,
    rules: rulesOf(given.tools),
    trusted: given.trusted ?? false,
    connectMs: given.connectTimeoutMs ?? CONNECT_MS[reach.kind],
  }
}

function httpReach(given: z.output<typeof Http>, env: Env): Reach {
  const { url = '' } = fill({ url: given.url }, env)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new PermanentError('url: it must begin with http:// or https://')
  return { kind: 'http', url, headers: fill(given.headers ?? {}, env) }
}

function stdioReach({ command, args = [], cwd, env: named = {} }: z.output<typeof Stdio>, env: Env): Reach {
  const filled = fill(Object.fromEntries([command, ...args].map((word, at) => [at, word])), env)
  const [program = '', ...rest] = Object.values(filled)
  const own = { PATH: env.PATH, HOME: env.HOME }
  const kept = Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    kind: 'stdio',
    command: program,
    args: rest,
    cwd,
    env: { ...Object.fromEntries(kept), ...fill(named, env) },
  }
}

function rulesOf(tools: z.output<typeof Tools>): Map<string, ToolRule> {
  return new Map(
    Object.entries(tools).map(([tool, rule]) => [
      tool,
      {
        effect: rule.effect ?? 'outward',
        confirm: rule.confirm,
        timeoutMs: rule.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        description: rule.description,
      },
    ]),
  )
}
