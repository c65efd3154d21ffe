import type { IncomingMessage } from 'node:http'
import { type Exchange, type Handler, parseJson, sendText } from '../exchange.ts'
import type { createFaultQueue } from '../faults.ts'
import type { Accounts } from './accounts.ts'
import { type createCalendarApi, readCall } from './calendar-api.ts'
import type { GoogleFault, GoogleRoute } from './google-faults.ts'
import { type GoogleAnswer, GoogleRefusal, playedRefusal, refusalAnswer } from './google-refusal.ts'
import { createResponder, send } from './google-response.ts'
import type { Grants } from './grants.ts'
import { type createOAuth, playedFailure } from './oauth-api.ts'
import { mayDo } from './scopes.ts'

/** A request as it came. */
export interface GoogleRequest {
  route: GoogleRoute | 'unknown'
  method: string
  path: string
  query: Record<string, string | string[]>
  /** JSON, or the fields of a form. */
  body: unknown
  ifMatch?: string
  /** Whose token it carried. */
  email?: string
}

/** Which request is which call, whose it is, and what it may do. `requests` hears of each. */
export function createGoogleHttp(edge: {
  oauth: ReturnType<typeof createOAuth>
  calendar: ReturnType<typeof createCalendarApi>
  accounts: Accounts
  grants: Grants
  faults: ReturnType<typeof createFaultQueue<GoogleFault>>
  requests: GoogleRequest[]
}): { handle: Handler; handleCalendar: Handler } {
  const { oauth, calendar, accounts, grants } = edge
  const respond = createResponder(edge.faults)

  async function handleCalendar(exchange: Exchange): Promise<void> {
    const call = readCall(exchange.method, exchange.path)
    const token = bearer(exchange.request)
    const access = token === undefined ? undefined : grants.access(token)
    note(exchange, call?.route ?? 'unknown', parseJson(exchange.body || 'null'), access?.email)
    if (!call) return send(exchange, refusalAnswer(playedRefusal('404')))
    await respond(
      exchange,
      call.route,
      () => {
        if (!access) {
          const words = token === undefined ? 'Login Required.' : 'Invalid Credentials'
          throw new GoogleRefusal(401, token === undefined ? 'required' : 'authError', words, 'Authorization')
        }
        if (!mayDo(call.route, access.scopes)) throw playedRefusal('403-permission')
        return calendar.answer(call, accounts.open(access.email), exchange)
      },
      (kind, headers) => refusalAnswer(playedRefusal(kind), headers),
    )
  }

  async function handle(exchange: Exchange): Promise<void> {
    const { method, path, query, request } = exchange
    if (path.startsWith('/calendar/v3/')) {
      return handleCalendar({ ...exchange, path: path.slice('/calendar/v3'.length) })
    }
    const name = path.replace(/^\/o\/oauth2\/(v2\/)?/, '/')
    const form = new URLSearchParams(method === 'POST' ? exchange.body : '')
    const given = (key: string) => form.get(key) ?? query.get(key) ?? ''
    const calls: Record<string, [GoogleRoute, () => GoogleAnswer]> = {
      'GET /auth': ['auth', () => oauth.ask(query)],
      'POST /auth': ['auth', () => oauth.answer(form)],
      'POST /token': ['token', () => oauth.token(form, request.headers.authorization)],
      'POST /revoke': ['revoke', () => oauth.revoke(given('token'))],
    }
    if (name === '/tokeninfo') {
      calls[`${method} ${name}`] = ['tokeninfo', () => oauth.info(bearer(request) ?? given('access_token'))]
    }
    const [route, answer] = calls[`${method} ${name}`] ?? []
    note(exchange, route ?? 'unknown', Object.fromEntries(form))
    if (!route || !answer) return sendText(exchange.response, 404, 'Not found')
    await respond(exchange, route, answer, (kind, headers) => ({ ...playedFailure(kind), headers }))
  }

  function note(exchange: Exchange, route: GoogleRequest['route'], body: unknown, email?: string): void {
    const { method, query, request } = exchange
    const named = [...new Set(query.keys())].map((key) => {
      const all = query.getAll(key)
      return [key, all.length > 1 ? all : (all[0] ?? '')] as const
    })
    const [path = ''] = (request.url ?? '').split('?')
    const ifMatch = request.headers['if-match']
    edge.requests.push({ route, method, path, query: Object.fromEntries(named), body, ifMatch, email })
  }

  return { handle, handleCalendar }
}

const bearer = ({ headers }: IncomingMessage): string | undefined =>
  /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
