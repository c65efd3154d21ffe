import { createHash } from 'node:crypto'
import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino'

/** Keys whose values never reach a log line, wherever they stand. */
const SECRET_KEYS = [
  'text',
  'body',
  'from',
  'to',
  'sender',
  'recipient',
  'authorization',
  'token',
  'apiKey',
  'password',
]

/**
 * Structured logs for machines and people who run it. Message text, phone numbers and secrets do not belong in them:
 * a conversation is logged as a short hash of its id, the same on every line, and errors go through `safeError`.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: isoTime,
      redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      serializers: { conversation: pseudonym, err: safeError },
    },
    destination,
  )
}

const isoTime = (): string => `,"time":"${new Date().toISOString()}"`

/** The name of a conversation in logs: stable, and not to be turned back into a number without guessing it. */
function pseudonym(conversation: string): string {
  return createHash('sha256').update(`majordomo:${conversation}`).digest('base64url').slice(0, 10)
}

/** Digits that may be a phone number, and whatever looks like a key, are blanked in messages and stacks. */
export function scrub(text: string): string {
  return text
    .replaceAll(/\+?\d[\d ()-]{7,}\d/g, '[number]')
    .replaceAll(/\b(?:sk|tvly|xoxb|AC|SK)[-_]?[A-Za-z0-9_-]{16,}\b/g, '[key]')
}

function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: scrub(String(error)) }
  const { type, message, stack } = stdSerializers.err(error)
  const code = 'code' in error ? String(error.code) : undefined
  const cause = error.cause === undefined ? undefined : safeError(error.cause)
  return { type, code, message: scrub(message), stack: scrub(stack), ...(cause ? { cause } : {}) }
}
