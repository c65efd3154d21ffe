import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a provider may take to fetch a recording after it was told of it, in milliseconds. */
const VALID_MS = 60 * 60_000

/** Addresses of our recordings that cannot be guessed or lengthened, and end to be good. */
export interface MediaAddress {
  /** E.g. `/media/<token>.ogg`. */
  pathFor(id: string): string
  /** The id in a token; undefined for one that is not ours, or is too old. */
  idIn(token: string): string | undefined
}

export function createMediaAddress(secret: Buffer, now: () => number = Date.now): MediaAddress {
  const sign = (claim: string) => createHmac('sha256', secret).update(claim).digest('base64url')
  return {
    pathFor(id) {
      const claim = `${id}.${Math.floor((now() + VALID_MS) / 1000).toString(36)}`
      return `/media/${claim}.${sign(claim)}.ogg`
    },
    idIn(token) {
      const [, claim = '', id, until = '', signature = ''] =
        /^(([\da-f-]{36})\.([\da-z]{1,10}))\.([\w-]{43})$/.exec(token) ?? []
      const expected = Buffer.from(sign(claim))
      const given = Buffer.from(signature)
      if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined
      return Number.parseInt(until, 36) * 1000 > now() ? id : undefined
    },
  }
}
