import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { McpError } from '@modelcontextprotocol/sdk/types.js'
import { CallFailed, CUT, TOO_LONG } from './call-failed.ts'

const TIMED_OUT = -32_001

/** Refused before a byte of the request was taken. */
const NOT_REACHED = new Map([
  ['ECONNREFUSED', 'it refuses the connection'],
  ['ENOTFOUND', 'its name is not known'],
  ['EAI_AGAIN', 'its name cannot be looked up'],
  ['EHOSTUNREACH', 'it cannot be reached'],
  ['ENETUNREACH', 'it cannot be reached'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
])

/** What an error of the SDK means for the call it was. */
export function failureOf(error: unknown): CallFailed {
  if (error instanceof CallFailed) return error
  const options = { cause: error }
  if (error instanceof McpError) {
    if (error.code === TOO_LONG) return new CallFailed('unusable', 'its answer is too long', options)
    if (error.code === TIMED_OUT) return new CallFailed('no answer', 'it did not answer in time', options)
    if (error.code === CUT) return new CallFailed('no answer', 'the connection ended', options)
    return new CallFailed('refused', error.message.slice(0, 2_000).replace(/^MCP error -?\d+: /, ''), options)
  }
  if (error instanceof StreamableHTTPError) return ofStatus(error.code ?? -1, error)
  if (!(error instanceof Error)) return new CallFailed('no answer', 'it failed', options)
  const away = awayBecause(error)
  if (away !== undefined) return new CallFailed('not sent', away, { ...options, away })
  if (error.message === 'Not connected')
    return new CallFailed('not sent', 'the connection ended', { ...options, away: 'the connection ended' })
  if (error.message === 'the answer is too long')
    return new CallFailed('unusable', 'its answer is too long', options)
  if (error.name === '$ZodError' || error.name === 'ZodError' || error instanceof SyntaxError)
    return new CallFailed('unusable', 'its answer is not to the protocol', options)
  return new CallFailed('no answer', 'the connection ended', options)
}

function ofStatus(status: number, cause: StreamableHTTPError): CallFailed {
  const words = status < 0 ? 'its answer is not to the protocol' : `it answers with HTTP ${status}`
  if (status < 0) return new CallFailed('unusable', words, { cause })
  if (status === 429) return new CallFailed('not sent', 'it has too many calls for now', { cause })
  // 404, and 400 of some, is a session that the server has forgotten; 401 and 403 are keys.
  if (status >= 300 && status < 500) return new CallFailed('not sent', words, { cause, away: words })
  return new CallFailed('no answer', words, { cause })
}

function awayBecause(error: Error): string | undefined {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    const code = 'code' in inner ? String(inner.code) : ''
    const words = NOT_REACHED.get(code)
    if (words !== undefined) return words
    if (inner instanceof AggregateError && inner.errors[0] instanceof Error)
      return awayBecause(inner.errors[0])
  }
  return undefined
}

/** Why a connection did not come about, in words for the owner: no text of the server's. */
export function whyNot(error: unknown): string {
  if (error instanceof McpError || error instanceof StreamableHTTPError || !(error instanceof Error))
    return failureOf(error).kind === 'refused' ? 'it refuses to be used' : failureOf(error).message
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return 'its command is not found'
  if (code === 'EACCES') return 'its command may not be run'
  return failureOf(error).message
}
