import { OutcomeUnknown, PermanentError, TransientError } from '../errors.ts'

/**
 * A request to Twilio that brought no result. `unsent`: no byte of it left this machine. `answered`: Twilio refused it
 * in its own words. `unknown`: it may have been carried out. Holds nothing of the request, so it may be logged.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly outcome: 'unsent' | 'answered' | 'unknown'
  /** HTTP status. */
  readonly status: number | undefined
  /** Twilio's error code, e.g. 21211. */
  readonly code: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    outcome: RequestFailed['outcome'],
    message: string,
    options: ErrorOptions & { status?: number; code?: number; retryAfterMs?: number } = {},
  ) {
    super(message, options)
    this.outcome = outcome
    this.status = options.status
    this.code = options.code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The account's messages of the day are used up (PROTOCOLS 1.9): asking every few seconds does not help. */
const dailyLimit = 63038
const dailyLimitRetryMs = 15 * 60_000
/** The channel's rate limit, which Twilio reports with various HTTP statuses. */
const channelRateLimit = 63018

/** What a failed create means for the message (PROTOCOLS 1.9). */
export function sendError(err: unknown): TransientError | PermanentError | OutcomeUnknown {
  if (!(err instanceof RequestFailed))
    return new OutcomeUnknown('sending through Twilio failed', { cause: err })
  const { message, outcome, status, code, retryAfterMs } = err
  if (code === dailyLimit)
    return new TransientError(message, {
      cause: err,
      retryAfterMs: Math.max(dailyLimitRetryMs, retryAfterMs ?? 0),
    })
  if (outcome === 'unsent' || status === 429 || code === channelRateLimit)
    return new TransientError(message, { cause: err, retryAfterMs })
  return outcome === 'answered'
    ? new PermanentError(message, { cause: err })
    : new OutcomeUnknown(message, { cause: err })
}

/** A failed question changes nothing at Twilio and can be asked again. */
export const readError = (err: unknown): TransientError =>
  new TransientError(err instanceof RequestFailed ? err.message : 'reading from Twilio failed', {
    cause: err,
    retryAfterMs: err instanceof RequestFailed ? err.retryAfterMs : undefined,
  })

/** What a failed deletion means, which can be asked for again, also with other credentials; nothing if it was gone. */
export function removeError(err: unknown): TransientError | PermanentError | undefined {
  if (!(err instanceof RequestFailed) || err.outcome !== 'answered') return readError(err)
  if ([401, 403, 429].includes(err.status ?? 0)) return readError(err)
  return err.status === 404 ? undefined : new PermanentError(err.message, { cause: err })
}
