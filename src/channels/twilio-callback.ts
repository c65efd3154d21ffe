import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

export interface CallbackAddress {
  /** The path and query that Twilio is to call about a message of ours. */
  pathFor(outboxId: string): string
  /** The outbox id in a path of ours, if it is one we wrote. */
  outboxId(path: string): string | undefined
}

const path = '/webhooks/twilio/status'

/**
 * Status callbacks carry `?outbox=<id>.<hmac>`: 128 bits of HMAC-SHA-256 in base64url under a key derived from the auth
 * token, so that a callback names its row even when the answer that held the provider's id was lost.
 */
export function createCallbackAddress(authToken: string): CallbackAddress {
  const key = Buffer.from(hkdfSync('sha256', authToken, '', 'majordomo twilio status callback', 32))
  const sign = (id: string) => createHmac('sha256', key).update(id).digest().subarray(0, 16)
  return {
    pathFor: (id) => `${path}?outbox=${encodeURIComponent(id)}.${sign(id).toString('base64url')}`,
    outboxId(requested) {
      const value = new URLSearchParams(requested.split('?')[1]).get('outbox') ?? ''
      const dot = value.lastIndexOf('.')
      const id = value.slice(0, Math.max(dot, 0))
      const given = Buffer.from(value.slice(dot + 1), 'base64url')
      const expected = sign(id)
      return id && given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined
    },
  }
}
