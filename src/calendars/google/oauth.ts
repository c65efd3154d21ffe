import { createHash } from 'node:crypto'
import { z } from 'zod'
import { GoogleFailed, googleFailure } from './errors.ts'
import { loadSdk } from './sdk.ts'

const PREFIX = 'https://www.googleapis.com/auth/'

/** What the assistant asks for, and what each is for in words. */
export const SCOPES: Record<string, string> = {
  [`${PREFIX}calendar.events`]: 'see and change the events of your calendars',
  [`${PREFIX}calendar.calendarlist.readonly`]: 'see the list of your calendars',
  [`${PREFIX}calendar.freebusy`]: 'see when you and others are free',
}

const tokens = z.object({
  access_token: z.string().min(1),
  /** Only comes with a consent. */
  refresh_token: z.string().min(1).optional().catch(undefined),
  /** Milliseconds since 1970. */
  expiry_date: z.number().optional().catch(undefined),
  scope: z.string().optional().catch(undefined),
})
export type Tokens = z.infer<typeof tokens>

interface Consent {
  /** Of PKCE (RFC 7636): 43 characters or more, never shown to anybody. */
  verifier: string
  redirectUri: string
}

/** Consent, tokens and their end at Google (PROTOCOLS 6.6). All throw `GoogleFailed`. */
export interface GoogleOAuth {
  /** Where the person gives their consent. */
  consentUrl(consent: Consent & { state: string }): string
  /** `code`: what Google sent the person back with; good once. */
  exchange(consent: Consent & { code: string }, signal: AbortSignal): Promise<Tokens>
  /** `reason` of the failure is `invalid_grant` when the consent has ended. */
  refresh(refreshToken: string, signal: AbortSignal): Promise<Tokens>
  /** Ends the consent; one that has ended is fine. */
  revoke(token: string, signal: AbortSignal): Promise<void>
}

export function createGoogleOAuth(settings: {
  clientId: string
  clientSecret: string
  /** Replaces scheme and host of every call. */
  baseUrl?: string | undefined
  requestTimeoutMs?: number | undefined
}): GoogleOAuth {
  const { clientId, clientSecret, requestTimeoutMs = 10_000 } = settings
  const base = settings.baseUrl?.replace(/\/+$/, '')
  const authUrl = base ? `${base}/auth` : 'https://accounts.google.com/o/oauth2/v2/auth'
  const endpoints = base && {
    oauth2AuthBaseUrl: authUrl,
    oauth2TokenUrl: `${base}/token`,
    oauth2RevokeUrl: `${base}/revoke`,
    tokenInfoUrl: `${base}/tokeninfo`,
  }

  /** A client for one request: it keeps the tokens it was given, and has no other way to hand on a signal. */
  async function client(signal: AbortSignal) {
    if (signal.aborted) throw new GoogleFailed('unsent', 'stopped before asking Google')
    const { auth } = await loadSdk()
    const oauth = new auth.OAuth2({ clientId, clientSecret, ...(endpoints && { endpoints }) })
    const limited = AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)])
    oauth.transporter.interceptors.request.add({
      // It would repeat each of these three times, for as long as it takes.
      resolved: (request) =>
        Promise.resolve(Object.assign(request, { retry: false, retryConfig: undefined, signal: limited })),
    })
    return oauth
  }

  return {
    consentUrl({ state, verifier, redirectUri }) {
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: Object.keys(SCOPES).join(' '),
        // A refresh token comes only with these two.
        access_type: 'offline',
        prompt: 'consent',
        include_granted_scopes: 'true',
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      return `${authUrl}?${query}`
    },

    async exchange({ code, verifier, redirectUri }, signal) {
      const oauth = await client(signal)
      const given = await attempt(() =>
        oauth.getToken({ code, codeVerifier: verifier, redirect_uri: redirectUri }),
      )
      return read(given.tokens)
    },

    async refresh(refreshToken, signal) {
      const oauth = await client(signal)
      oauth.setCredentials({ refresh_token: refreshToken })
      // The client writes the old refresh token over a new one that came along; the event still has it.
      let fresh: unknown
      oauth.on('tokens', (credentials) => (fresh = { ...credentials }))
      await attempt(() => oauth.getAccessToken())
      return read(fresh)
    },

    async revoke(token, signal) {
      const oauth = await client(signal)
      try {
        await attempt(() => oauth.revokeToken(token))
      } catch (error) {
        if (!(error instanceof GoogleFailed) || error.status !== 400) throw error
      }
    },
  }
}

/** The scopes that were unticked. An answer that names none grants what was asked for (RFC 6749, 5.1). */
export function missingScopes(granted: string | undefined): string[] {
  if (granted === undefined) return []
  const has = new Set(granted.split(' '))
  return Object.keys(SCOPES).filter((scope) => !has.has(scope))
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw googleFailure(error)
  }
}

function read(given: unknown): Tokens {
  const parsed = tokens.safeParse(given)
  if (!parsed.success) throw new GoogleFailed('unknown', 'Google: an answer without tokens')
  return parsed.data
}
