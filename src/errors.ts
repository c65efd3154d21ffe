/** Something outside failed for now; the same step is worth trying again. */
export class TransientError extends Error {
  override readonly name = 'TransientError'
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  constructor(message: string, options?: ErrorOptions & { retryAfterMs?: number }) {
    super(message, options)
    this.retryAfterMs = options?.retryAfterMs
  }
}

/** Trying again cannot help: what caused it is parked for a person to look at. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError'
}

/** A request reached the provider, or may have, and its outcome is not known: read it back before repeating it. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** A tool could not do what it was asked. The message is written for the model to read. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure'
  /** The message holds what others wrote, such as the title of an invitation. */
  readonly outside: boolean
  constructor(message: string, options?: ErrorOptions & { outside?: boolean }) {
    super(message, options)
    this.outside = options?.outside ?? false
  }
}

/** A webhook is refused with this HTTP status; the message is sent back as plain text. */
export class WebhookRejected extends Error {
  override readonly name = 'WebhookRejected'
  readonly status: 400 | 401 | 403
  constructor(status: 400 | 401 | 403, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
