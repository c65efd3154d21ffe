/** What one check found. Whatever is to be fixed names the next action. */
export type Finding =
  | { state: 'ok' | 'warn'; part: string; text: string }
  | { state: 'fix'; part: string; text: string; next: string }

export interface Report {
  ok(text: string): Finding
  warn(text: string): Finding
  fix(text: string, next: string): Finding
}

export function reportOn(part: string): Report {
  return {
    ok: (text) => ({ state: 'ok', part, text }),
    warn: (text) => ({ state: 'warn', part, text }),
    fix: (text, next) => ({ state: 'fix', part, text, next }),
  }
}

export interface Answer {
  /** 0: there was none, and `failure` says why. */
  status: number
  failure: string
  headers: Headers
  text: string
  /** Undefined when the text is not JSON. */
  json: unknown
}

const LIMIT_MS = 10_000

/**
 * One request, without following redirects. Never throws. What a provider says in its answer may quote a key, so of
 * an answer only what is checked may be printed.
 */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { redirect: 'manual', ...init, signal: AbortSignal.timeout(LIMIT_MS) })
    const text = await response.text()
    return { status: response.status, failure: '', headers: response.headers, text, json: parseJson(text) }
  } catch (error) {
    return { status: 0, failure: reasonOf(error), headers: new Headers(), text: '', json: undefined }
  }
}

/** "answers 502" or why there was no answer, to follow the name of who was asked. */
export function outcome({ status, failure }: Answer): string {
  return status === 0 ? `cannot be reached (${failure})` : `answers ${status}`
}

/** An address that leads to this machine itself. */
export function isLoopback(url: string | undefined): boolean {
  return url !== undefined && /^((.+\.)?localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection'
  if (error.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1000} s`
  const { cause } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known'
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  return code ?? 'no connection'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
