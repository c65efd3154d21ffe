/** Why Google does not do what was asked (PROTOCOLS 6.5). */
export class GoogleRefusal extends Error {
  override readonly name = 'GoogleRefusal'
  readonly status: number
  readonly reason: string
  readonly location: string | undefined
  constructor(status: number, reason: string, message: string, location?: string) {
    super(message)
    this.status = status
    this.reason = reason
    this.location = location
  }
}

/** What an API call comes to; without a body only the status is sent. */
export interface GoogleAnswer {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

export const invalid = (message: string) => new GoogleRefusal(400, 'invalid', message)
export const required = (message: string) => new GoogleRefusal(400, 'required', message)
export const notFound = () => new GoogleRefusal(404, 'notFound', 'Not Found')

export function refusalAnswer(refusal: GoogleRefusal, headers: Record<string, string> = {}): GoogleAnswer {
  const { status, reason, message, location } = refusal
  const where = location && { locationType: 'header', location }
  const error = { domain: DOMAINS[reason] ?? 'global', reason, message, ...where }
  return { status, headers, body: { error: { errors: [error], code: status, message } } }
}

const DOMAINS: Record<string, string> = {
  rateLimitExceeded: 'usageLimits',
  userRateLimitExceeded: 'usageLimits',
  quotaExceeded: 'usageLimits',
  calendarUsageLimitsExceeded: 'usageLimits',
  timeRangeEmpty: 'calendar',
}

/** What Google says for a fault that a test asked for. */
export function playedRefusal(kind: string): GoogleRefusal {
  const [status, reason, message] = PLAYED[kind] ?? [Number(kind) || 500, 'backendError', 'Backend Error']
  return new GoogleRefusal(status, reason, message)
}

const PLAYED: Record<string, [number, string, string]> = {
  401: [401, 'authError', 'Invalid Credentials'],
  '403-rate': [403, 'rateLimitExceeded', 'Rate Limit Exceeded'],
  '403-quota': [403, 'quotaExceeded', 'Calendar usage limits exceeded.'],
  '403-permission': [403, 'insufficientPermissions', 'Request had insufficient authentication scopes.'],
  404: [404, 'notFound', 'Not Found'],
  409: [409, 'duplicate', 'The requested identifier already exists.'],
  410: [410, 'deleted', 'Resource has been deleted'],
  412: [412, 'conditionNotMet', 'Precondition Failed'],
  429: [429, 'rateLimitExceeded', 'Rate Limit Exceeded'],
}
