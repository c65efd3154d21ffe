import { createEncryption } from '../encryption.ts'
import { PermanentError } from '../errors.ts'

/** How long a link to somebody's data is good, in milliseconds. */
const VALID_MS = 60 * 60_000
const PURPOSE = 'own data address'

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
  const { encrypt, decrypt } = createEncryption([secret.toString('base64url')])

  function open(token: string): string | undefined {
    if (!/^[\w-]{40,700}$/.test(token)) return undefined
    try {
      return decrypt(Buffer.from(token, 'base64url'), PURPOSE)
    } catch (error) {
      if (error instanceof PermanentError) return undefined // changed, or sealed with another key
      throw error
    }
  }

  return {
    pathFor: (person) =>
      `/my-data/${encrypt(`${now() + VALID_MS} ${person}`, PURPOSE).toString('base64url')}`,
    personIn(token) {
      const [, until, person] = /^(\d+) (.+)$/s.exec(open(token) ?? '') ?? []
      if (person === undefined) return undefined
      return Number(until) > now() ? { person } : 'expired'
    },
  }
}
