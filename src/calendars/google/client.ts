import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import type { GoogleAccount } from './accounts.ts'
import { GoogleFailed, googleFailure } from './errors.ts'
import { type CalendarApi, loadSdk } from './sdk.ts'

interface CallOptions {
  rootUrl?: string
  headers: Record<string, string>
  signal: AbortSignal
  /** The SDK repeats too much (a DELETE) and too little (a 403 for the rate): we do it. */
  retry: false
  maxContentLength: number
}

/** One request of the SDK, e.g. `(api, options) => api.events.get({ calendarId, eventId }, options)`. */
export type Ask = (api: CalendarApi, options: CallOptions) => Promise<{ data: unknown }>

export interface GoogleClient {
  /**
   * Asks until there is an answer, at most three times: what Google refused for now or never got. Reading is repeated in
   * every case, writing is not when it may have been carried out. Throws `GoogleFailed`, and what `account` throws.
   */
  call<T>(
    request: {
      account: GoogleAccount
      shape: z.ZodType<T>
      ask: Ask
      writing?: boolean
      etag?: string | undefined
    },
    signal: AbortSignal,
  ): Promise<T>
  /** Waits before the next try; longer each time, and not all at the same moment. */
  pause(tries: number, signal: AbortSignal): Promise<void>
}

/** Times something is asked. */
export const TRIES = 3
/** Waiting longer than this is not for us but for who asked. */
const LONGEST_PAUSE_MS = 5_000
const LARGEST_ANSWER = 16 * 1024 * 1024

export function createGoogleClient(settings: {
  /** Replaces scheme and host of every call. */
  baseUrl?: string | undefined
  requestTimeoutMs?: number | undefined
  /** Before the second try, in milliseconds. */
  pauseMs?: number | undefined
}): GoogleClient {
  const { requestTimeoutMs = 10_000, pauseMs = 300 } = settings
  // Per call: the client's own setting would drop a path (PROTOCOLS 6.1).
  const rootUrl = settings.baseUrl && `${settings.baseUrl.replace(/\/+$/, '')}/`

  async function once<T>(
    token: string,
    { shape, ask, etag }: Parameters<GoogleClient['call']>[0] & { shape: z.ZodType<T> },
    signal: AbortSignal,
  ): Promise<T> {
    if (signal.aborted) throw new GoogleFailed('unsent', 'stopped before asking Google')
    const { calendar } = await loadSdk()
    let data: unknown
    try {
      const options: CallOptions = {
        ...(rootUrl && { rootUrl }),
        headers: { Authorization: `Bearer ${token}`, ...(etag && { 'If-Match': etag }) },
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
        retry: false,
        maxContentLength: LARGEST_ANSWER,
      }
      ;({ data } = await ask(calendar('v3'), options))
    } catch (error) {
      throw googleFailure(error)
    }
    const parsed = shape.safeParse(data)
    if (parsed.success) return parsed.data
    const where = parsed.error.issues.map(({ path }) => path.join('.')).slice(0, 3)
    throw new GoogleFailed('unknown', `Google: unexpected answer (${where.join(', ') || 'no object'})`)
  }

  async function pause(tries: number, signal: AbortSignal, atLeastMs = 0): Promise<void> {
    const ms = pauseMs * 2 ** (tries - 1) * (0.5 + Math.random())
    // When it is stopped, the next try says so.
    await delay(Math.max(ms, atLeastMs), undefined, { signal }).catch(() => undefined)
  }

  return {
    pause: (tries, signal) => pause(tries, signal),
    async call(request, signal) {
      const { account, writing = false } = request
      let token = await account.accessToken(signal)
      let renewed = false
      for (let tries = 1; ; tries++) {
        try {
          return await once(token, request, signal)
        } catch (error) {
          const failed = googleFailure(error)
          const { outcome, status, isBusy, retryAfterMs = 0 } = failed
          if (status === 401 && !renewed) {
            renewed = true
            token = await account.accessToken(signal, token)
            continue
          }
          const again = isBusy || outcome === 'unsent' || (outcome === 'unknown' && !writing)
          if (!again || tries >= TRIES || signal.aborted || retryAfterMs > LONGEST_PAUSE_MS) throw failed
          await pause(tries, signal, retryAfterMs)
        }
      }
    },
  }
}
