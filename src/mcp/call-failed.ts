/** The most of one message that is read, in bytes. */
export const LONGEST_MESSAGE = 4 * 1024 * 1024

/** Codes of our own for errors that no server sends: from the range that JSON-RPC leaves to implementations. */
export const TOO_LONG = -32_050
export const CUT = -32_000

export type FailureKind =
  /** The server itself says that it failed. */
  | 'refused'
  /** The server was not reached, or did not take it: nothing was done. */
  | 'not sent'
  /** It was sent, and no answer came. */
  | 'no answer'
  /** An answer came that breaks the rules: too long, or other than promised. */
  | 'unusable'

/**
 * How a call went wrong. The adapter hands on errors of this name as they are, and makes a text of all others.
 */
export class CallFailed extends Error {
  override readonly name = 'ToolException'
  readonly kind: FailureKind
  /** What the server is away for from now on; undefined when it is not known to be. */
  readonly away: string | undefined
  constructor(kind: FailureKind, message: string, options?: ErrorOptions & { away?: string | undefined }) {
    super(message, options)
    this.kind = kind
    this.away = options?.away
  }
}
