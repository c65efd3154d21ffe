export type Env = Record<string, string | undefined>

/** A text names variables that are not set. */
export class MissingVariable extends Error {
  override readonly name = 'MissingVariable'
  readonly variables: string[]
  constructor(variables: string[]) {
    super(`not set: ${variables.join(', ')}`)
    this.variables = variables
  }
}

/** Puts the environment's values where `${NAME}` stands. Throws `MissingVariable` with all that are not there. */
export function fill(texts: Record<string, string>, env: Env): Record<string, string> {
  const missing = new Set<string>()
  const filled: Record<string, string> = {}
  for (const [key, text] of Object.entries(texts)) {
    filled[key] = text.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_whole, name: string) => {
      const value = env[name]
      if (value === undefined || value === '') missing.add(name)
      return value ?? ''
    })
  }
  if (missing.size > 0) throw new MissingVariable([...missing])
  return filled
}
