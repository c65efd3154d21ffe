import { type Name, type Values, variables } from './variables.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** A variable without its surrounding blanks; empty is the same as not set. */
export function given(env: Env, name: string): string | undefined {
  return env[name]?.trim() || undefined
}

// A key in the wrong variable is still a key: what looks like one is masked wherever it stands.
const looksSecret = /sk-|tvly-|xox[a-z]-|eyJ|[0-9a-f]{30,}/i

/** What was given, fit for a log: of a secret only its first three characters. */
function shown(name: string, value: string): string {
  if (variables.get(name)?.secret || looksSecret.test(value)) {
    return value.length < 12 ? '"…"' : JSON.stringify(`${value.slice(0, 3)}…`)
  }
  const bare = value.replace(/\/\/.*@/s, '//…@').replace(/\?.*/s, '?…')
  return JSON.stringify(bare.length > 60 ? `${bare.slice(0, 60)}…` : bare)
}

export function wrong(name: string, value: string, expected: string): string {
  return `${name} is ${shown(name, value)}; expected ${expected}`
}

export function missing(name: Name, why: string): string {
  return `${name} is not set; ${why}`
}

/** Reads each variable on its own. What could not be read is left out of `values` and named in `problems`. */
export function readValues(env: Env): { values: Partial<Values>; problems: string[] } {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, row] of variables) {
    const text = given(env, name) ?? row.default
    if (text === undefined) continue
    const result = row.schema.safeParse(text)
    if (result.success) values[name] = result.data
    else problems.push(wrong(name, text, row.expected))
  }
  return { values, problems } // the table is the type of both
}
