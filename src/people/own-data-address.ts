import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** How long a link to somebody's data is good, in milliseconds. */
const VALID_MS = 60 * 60_000
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Private addresses of what is kept of a person. They cannot be guessed, lengthened or turned into somebody else's, and do
 * not show whose they are: a number does not belong into the history of a browser.
 */
export interface OwnDataAddress {
  /** E.g. `/my-data/<token>`. */
  pathFor(person: string): string
  /** Whose data a token leads to; `expired`: it did once; undefined: none of ours. */
  personIn(token: string): { person: string } | 'expired' | undefined
}

export function createOwnDataAddress(secret: Buffer, now: () => number = Date.now): OwnDataAddress {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'own data address', 32))
  return {
    pathFor(person) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const claim = JSON.stringify([now() + VALID_MS, person])
      const sealed = Buffer.concat([cipher.update(claim, 'utf8'), cipher.final()])
      return `/my-data/${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    personIn(token) {
      const claim = open(key, token)
      if (!claim) return undefined
      const [until, person] = claim
      return until > now() ? { person } : 'expired'
    },
  }
}

function open(key: Buffer, token: string): [number, string] | undefined {
  if (!/^[\w-]{40,700}$/.test(token)) return undefined
  const bytes = Buffer.from(token, 'base64url')
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAuthTag(tag)
  try {
    const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES)
    const claim: unknown = JSON.parse(
      Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8'),
    )
    if (!Array.isArray(claim) || typeof claim[0] !== 'number' || typeof claim[1] !== 'string')
      return undefined
    return [claim[0], claim[1]]
  } catch {
    return undefined // changed, or sealed with another key
  }
}
