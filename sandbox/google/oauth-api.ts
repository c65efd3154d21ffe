import { createHash } from 'node:crypto'
import type { Accounts } from './accounts.ts'
import { consentPage, errorPage } from './consent-page.ts'
import { isEmail } from './google-event.ts'
import type { GoogleAnswer } from './google-refusal.ts'
import { ACCESS_TOKEN_SECONDS, type Grants } from './grants.ts'

export interface OAuthClient {
  clientId: string
  clientSecret: string
}

/** What a person answers on the consent page. */
export interface Consent {
  email: string
  /** Those left ticked; absent: all that are asked for. */
  scopes?: readonly string[]
  deny?: boolean
}

const PARAMETERS = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'access_type',
  'prompt',
  'include_granted_scopes',
  'code_challenge',
  'code_challenge_method',
])

/** OAuth 2.0 as Google does it for a web client (PROTOCOLS 6.6). */
export function createOAuth(client: OAuthClient, accounts: Accounts, grants: Grants) {
  /** What is wrong with a request for consent, as a page, or undefined. */
  function problemOf(asked: URLSearchParams): GoogleAnswer | undefined {
    const wrong = (status: number, code: string, words: string) =>
      html(status, errorPage(status, code, words))
    if (asked.get('client_id') !== client.clientId) {
      return wrong(401, 'invalid_client', 'The OAuth client was not found.')
    }
    const redirectUri = asked.get('redirect_uri') ?? ''
    if (!URL.canParse(redirectUri) || !/^https?:$/.test(new URL(redirectUri).protocol)) {
      return wrong(400, 'redirect_uri_mismatch', 'The redirect_uri is not one of this client.')
    }
    if (asked.get('response_type') !== 'code') {
      return wrong(400, 'invalid_request', 'The response_type has to be code.')
    }
    if (!asked.get('scope')?.trim()) return wrong(400, 'invalid_request', 'Missing required parameter: scope')
    if (asked.has('code_challenge') && asked.get('code_challenge_method') !== 'S256') {
      return wrong(400, 'invalid_request', 'The code_challenge_method has to be S256 here.')
    }
    return undefined
  }

  /** Where the person is led after their answer. The request has no problem. */
  function answered(asked: URLSearchParams, { email, scopes, deny }: Consent): string {
    const back = new URL(asked.get('redirect_uri') ?? '')
    const state = asked.get('state')
    if (state !== null) back.searchParams.set('state', state)
    const wanted = wantedScopes(asked)
    const left = wanted.filter((scope) => !scopes || scopes.includes(scope))
    if (deny || left.length === 0) {
      back.searchParams.set('error', 'access_denied')
      return back.href
    }
    const account = accounts.open(email)
    const before = grants.get(account.email)
    const granted =
      asked.get('include_granted_scopes') === 'true' ? [...(before?.scopes ?? []), ...left] : left
    const again = (asked.get('prompt') ?? '').split(' ').includes('consent')
    const code = grants.newCode({
      email: account.email,
      scopes: [...new Set(granted)],
      redirectUri: asked.get('redirect_uri') ?? '',
      challenge: asked.get('code_challenge') ?? undefined,
      offline: asked.get('access_type') === 'offline' && (again || !before?.refreshTokens.length),
    })
    back.searchParams.set('code', code)
    back.searchParams.set('scope', [...new Set(granted)].join(' '))
    return back.href
  }

  function ask(asked: URLSearchParams): GoogleAnswer {
    const problem = problemOf(asked)
    if (problem) return problem
    const hint = asked.get('login_hint')?.toLowerCase() ?? ''
    const known = accounts.all().map(({ email }) => email)
    const emails = isEmail(hint) ? [hint, ...known.filter((email) => email !== hint)] : known
    const redirectUri = asked.get('redirect_uri') ?? ''
    const scopes = wantedScopes(asked)
    const hidden = Object.fromEntries([...asked].filter(([name]) => PARAMETERS.has(name)))
    return html(200, consentPage({ emails, scopes, redirectUri, hidden }))
  }

  function answer(form: URLSearchParams): GoogleAnswer {
    const problem = problemOf(form)
    if (problem) return problem
    const email = (form.get('account') || form.get('other') || '').trim()
    const deny = form.get('answer') !== 'allow'
    if (!deny && !isEmail(email))
      return html(400, errorPage(400, 'no_account', 'Choose an account or write its address.'))
    const location = answered(form, { email, scopes: form.getAll('granted'), deny })
    return { status: 302, headers: { location } }
  }

  function token(form: URLSearchParams, authorization: string | undefined): GoogleAnswer {
    // The client may also name itself in the header.
    const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1]
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')]
    if (id !== client.clientId || secret !== client.clientSecret) {
      return failed(401, 'invalid_client', 'The provided client secret is invalid.')
    }
    if (form.get('grant_type') === 'refresh_token') return refreshed(form)
    if (form.get('grant_type') !== 'authorization_code') {
      return failed(400, 'unsupported_grant_type', 'Invalid grant_type')
    }
    const code = grants.takeCode(form.get('code') ?? '')
    if (!code) return failed(400, 'invalid_grant', 'Malformed auth code.')
    if (form.get('redirect_uri') !== code.redirectUri)
      return failed(400, 'redirect_uri_mismatch', 'Bad Request')
    const verifier = form.get('code_verifier')
    if (code.challenge && code.challenge !== challengeOf(verifier ?? '')) {
      return failed(400, 'invalid_grant', 'Invalid code verifier.')
    }
    const { refreshToken } = grants.consent(code.email, code.scopes, code.offline)
    return tokens(code.email, code.scopes, refreshToken)
  }

  function refreshed(form: URLSearchParams): GoogleAnswer {
    const grant = grants.refresh(form.get('refresh_token') ?? '')
    if (!grant) return failed(400, 'invalid_grant', 'Token has been expired or revoked.')
    return tokens(grant.email, grant.scopes)
  }

  const tokens = (email: string, scopes: readonly string[], refreshToken?: string): GoogleAnswer => ({
    status: 200,
    body: {
      access_token: grants.newAccessToken(email, scopes),
      expires_in: ACCESS_TOKEN_SECONDS,
      ...(refreshToken && { refresh_token: refreshToken }),
      scope: scopes.join(' '),
      token_type: 'Bearer',
    },
  })

  return {
    ask,
    answer,
    token,
    /** As if a person had answered the page at this address; gives where they are led. Throws when there is no such page. */
    consent(url: string, consent: Consent): string {
      const asked = new URL(url).searchParams
      const problem = problemOf(asked)
      if (problem) throw new Error(`The sandbox's Google refuses this request: ${problem.status}`)
      return answered(asked, consent)
    },
    revoke: (token: string): GoogleAnswer =>
      grants.revokeToken(token)
        ? { status: 200, body: {} }
        : failed(400, 'invalid_token', 'Token expired or revoked'),
    info(token: string): GoogleAnswer {
      const access = grants.access(token)
      if (!access) return failed(400, 'invalid_token', 'Invalid Value')
      const seconds = Math.floor((access.expiresAt - Date.now()) / 1000)
      const { clientId } = client
      const scope = access.scopes.join(' ')
      const told = access.scopes.some((one) => one === 'email' || one.endsWith('userinfo.email'))
      const body = {
        azp: clientId,
        aud: clientId,
        scope,
        expires_in: String(seconds),
        access_type: 'offline',
      }
      return { status: 200, body: { ...body, ...(told && { email: access.email, email_verified: 'true' }) } }
    },
  }
}

/** The token endpoint's own way to say no. */
const failed = (status: number, error: string, error_description: string): GoogleAnswer => ({
  status,
  body: { error, error_description },
})

/** What the token endpoint says for a fault that a test asked for. */
export function playedFailure(kind: string): GoogleAnswer {
  if (kind === 'invalid_grant') return failed(400, kind, 'Token has been expired or revoked.')
  return failed(Number(kind.slice(0, 3)), ERRORS[kind] ?? 'internal_failure', `Error ${kind}`)
}

const ERRORS: Record<string, string> = {
  401: 'invalid_client',
  '403-rate': 'rate_limit_exceeded',
  429: 'rate_limit_exceeded',
  503: 'temporarily_unavailable',
}

const wantedScopes = (asked: URLSearchParams) => [
  ...new Set((asked.get('scope') ?? '').split(/\s+/).filter(Boolean)),
]
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')
const html = (status: number, body: string): GoogleAnswer => ({
  status,
  body,
  headers: { 'content-type': 'text/html; charset=utf-8' },
})
