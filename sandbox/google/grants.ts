import { randomUUID } from 'node:crypto'

/** What an account has let the client do, and the tokens that prove it. */
export interface Grant {
  email: string
  /** All that was ever ticked. */
  scopes: string[]
  /** Each is for what was asked for with it. */
  refreshTokens: { token: string; scopes: string[] }[]
}

interface AccessToken {
  token: string
  email: string
  scopes: string[]
  /** Milliseconds, real time: whoever holds it counts by their own clock. */
  expiresAt: number
}

interface Code {
  email: string
  scopes: string[]
  redirectUri: string
  challenge: string | undefined
  offline: boolean
  expiresAt: number
}

/** Who may do what (PROTOCOLS 6.6). Revoking ends all that an account has granted. */
export interface Grants {
  get(email: string): Grant | undefined
  newCode(code: Omit<Code, 'expiresAt'>): string
  /** Undefined: unknown, used before, or too old. */
  takeCode(code: string): Code | undefined
  /** Adds the scopes to what is granted already; with `offline` there is a refresh token. */
  consent(email: string, scopes: readonly string[], offline: boolean): { refreshToken?: string }
  newAccessToken(email: string, scopes: readonly string[]): string
  access(token: string): AccessToken | undefined
  /** Whose refresh token it is, and for what. */
  refresh(refreshToken: string): { email: string; scopes: string[] } | undefined
  /** By either kind of token; false: it was dead already. */
  revokeToken(token: string): boolean
  revoke(email: string): boolean
  expire(email: string): void
  restore: { grant(grant: Grant): void; access(token: AccessToken): void }
  clear(): void
}

export const ACCESS_TOKEN_SECONDS = 3599
const CODE_MS = 10 * 60_000

export function createGrants(changed: {
  grant(email: string, grant: Grant | undefined): void
  access(token: AccessToken): void
}): Grants {
  const grants = new Map<string, Grant>()
  const tokens = new Map<string, AccessToken>()
  const codes = new Map<string, Code>()
  const random = () => randomUUID().replaceAll('-', '') + randomUUID().replaceAll('-', '')
  const live = (token: string) => {
    const found = tokens.get(token)
    return found && found.expiresAt > Date.now() ? found : undefined
  }
  const byRefreshToken = (token: string) =>
    [...grants.values()].find(({ refreshTokens }) => refreshTokens.some((one) => one.token === token))
  function expire(email: string) {
    for (const token of tokens.values()) {
      if (token.email !== email || token.expiresAt === 0) continue
      token.expiresAt = 0
      changed.access(token)
    }
  }
  function revoke(email: string): boolean {
    expire(email)
    const had = grants.delete(email)
    if (had) changed.grant(email, undefined)
    return had
  }
  return {
    get: (email) => grants.get(email),
    newCode(code) {
      const name = `4/0sandbox-${random()}`
      codes.set(name, { ...code, expiresAt: Date.now() + CODE_MS })
      return name
    },
    takeCode(name) {
      const code = codes.get(name)
      codes.delete(name)
      return code && code.expiresAt > Date.now() ? code : undefined
    },
    consent(email, scopes, offline) {
      const before = grants.get(email)
      const refreshToken = offline ? `1//0sandbox-${random()}` : undefined
      const grant = {
        email,
        scopes: [...new Set([...(before?.scopes ?? []), ...scopes])],
        refreshTokens: [
          ...(before?.refreshTokens ?? []),
          ...(refreshToken ? [{ token: refreshToken, scopes: [...scopes] }] : []),
        ],
      }
      grants.set(email, grant)
      changed.grant(email, grant)
      return { refreshToken }
    },
    newAccessToken(email, scopes) {
      const expiresAt = Date.now() + ACCESS_TOKEN_SECONDS * 1000
      const access = { token: `ya29.sandbox-${random()}`, email, scopes: [...scopes], expiresAt }
      tokens.set(access.token, access)
      changed.access(access)
      return access.token
    },
    access: live,
    refresh(refreshToken) {
      const { email, refreshTokens } = byRefreshToken(refreshToken) ?? {}
      const found = refreshTokens?.find(({ token }) => token === refreshToken)
      return email && found ? { email, scopes: found.scopes } : undefined
    },
    revokeToken(token) {
      const email = live(token)?.email ?? byRefreshToken(token)?.email
      return email !== undefined && revoke(email)
    },
    revoke,
    expire,
    restore: {
      grant: (grant) => void grants.set(grant.email, grant),
      access: (token) => void tokens.set(token.token, token),
    },
    clear() {
      for (const map of [grants, tokens, codes]) map.clear()
    },
  }
}
