import { z } from 'zod'
import { OutcomeUnknown, PermanentError, TransientError } from '../../errors.ts'
import { CalendarRefused } from '../calendar.ts'

/**
 * A request to Google that brought no result. `unsent`: it never reached Google. `refused`: Google refused it in its own
 * words, and nothing was done. `unknown`: it may have been carried out. Holds nothing of the request, so it may be logged.
 */
export class GoogleFailed extends Error {
  override readonly name = 'GoogleFailed'
  readonly outcome: 'unsent' | 'refused' | 'unknown'
  /** HTTP status. */
  readonly status: number | undefined
  /** Google's word for it, e.g. `rateLimitExceeded`; of OAuth e.g. `invalid_grant`. */
  readonly reason: string | undefined
  /** Google's sentence, which may quote what was sent. */
  readonly words: string
  readonly retryAfterMs: number | undefined

  constructor(
    outcome: GoogleFailed['outcome'],
    message: string,
    options: ErrorOptions & { status?: number; reason?: string; words?: string; retryAfterMs?: number } = {},
  ) {
    super(message, options)
    this.outcome = outcome
    this.status = options.status
    this.reason = options.reason
    this.words = options.words ?? ''
    this.retryAfterMs = options.retryAfterMs
  }

  /** Too much at once: the same request passes later (PROTOCOLS 6.5). */
  get isBusy(): boolean {
    return this.status === 429 || (this.status === 403 && LIMITS.has(this.reason ?? ''))
  }
}

const LIMITS = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'calendarUsageLimitsExceeded',
  'dailyLimitExceeded',
])

/** These can only happen before a connection stands. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES'])

/** The SDK brings its own `Headers`. */
interface HeaderReader {
  get(name: string): string | null
}
const hasGet = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'

const text = z.string().optional().catch(undefined)
/** What the SDK throws (PROTOCOLS 6.5). */
const thrown = z.looseObject({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  response: z
    .looseObject({
      status: z.number(),
      data: z.unknown(),
      headers: z.custom<HeaderReader>(hasGet).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})
const apiRefusal = z.object({
  error: z.looseObject({
    message: text,
    status: text,
    errors: z
      .array(z.looseObject({ reason: text }))
      .optional()
      .catch(undefined),
  }),
})
const oauthRefusal = z.object({ error: z.string(), error_description: text })

export function googleFailure(error: unknown): GoogleFailed {
  if (error instanceof GoogleFailed) return error
  const { code, response } = thrown.safeParse(error).data ?? {}
  if (!response) {
    const why = typeof code === 'string' ? code : 'no answer'
    return new GoogleFailed(UNSENT.has(why) ? 'unsent' : 'unknown', `Google: ${why}`)
  }
  const { status } = response
  const { reason, words } = whatGoogleSays(response.data)
  // A 4xx with words is Google's own; any other may come from something in between, and a 408 means that it waited for us.
  const isOwn = reason !== undefined || words !== undefined
  const isRefusal = isOwn && status >= 400 && status < 500 && status !== 408
  return new GoogleFailed(
    isRefusal ? 'refused' : 'unknown',
    `Google: HTTP ${status} ${reason ?? ''}`.trimEnd(),
    {
      status,
      ...(reason !== undefined && { reason }),
      ...(words !== undefined && { words }),
      ...retryAfter(response.headers),
    },
  )
}

function whatGoogleSays(data: unknown): { reason?: string | undefined; words?: string | undefined } {
  const oauth = oauthRefusal.safeParse(data).data
  if (oauth) return { reason: wordOf(oauth.error), words: oauth.error_description }
  const api = apiRefusal.safeParse(data).data?.error
  return { reason: wordOf(api?.errors?.[0]?.reason ?? api?.status), words: api?.message }
}

/** A reason is one word; anything else would bring text of strangers into our logs. */
const wordOf = (reason: string | undefined): string | undefined =>
  reason !== undefined && /^\w{1,60}$/.test(reason) ? reason : undefined

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(headers: HeaderReader | undefined): { retryAfterMs?: number } {
  const header = headers?.get('retry-after')
  if (header == null) return {}
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? { retryAfterMs: Math.max(0, ms) } : {}
}

const REFUSALS = {
  gone: 'It is not in this calendar any more.',
  changed: 'It was changed in the meantime.',
  taken: 'Another event has this id.',
  disconnected: 'Google no longer accepts the consent that was given.',
  forbidden: 'Google does not allow this account to do that.',
}

export const refused = (reason: keyof typeof REFUSALS, cause?: GoogleFailed): CalendarRefused =>
  new CalendarRefused(reason, REFUSALS[reason], { cause })

/** What a failure means to who wanted something of the calendar. `writing`: it may have been carried out. */
export function calendarError(
  failed: GoogleFailed,
  writing: boolean,
): CalendarRefused | TransientError | PermanentError | OutcomeUnknown {
  const { message, outcome, status, reason, retryAfterMs, words } = failed
  if (outcome === 'unknown' && writing) return new OutcomeUnknown(message, { cause: failed })
  if (outcome !== 'refused' || failed.isBusy)
    return new TransientError(message, {
      cause: failed,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  switch (status) {
    case 400:
      return new CalendarRefused('invalid', words.slice(0, 300) || 'Google does not take these values.', {
        cause: failed,
      })
    case 401:
      return refused('disconnected', failed)
    case 403:
      if (reason === 'accessNotConfigured')
        return new PermanentError(
          'The Google Calendar API is not enabled in the project of GOOGLE_CLIENT_ID.',
          { cause: failed },
        )
      return refused('forbidden', failed)
    case 404:
    case 410:
      return refused('gone', failed)
    case 409:
      return refused('taken', failed)
    case 412:
      return refused('changed', failed)
    default:
      return new PermanentError(message, { cause: failed })
  }
}
