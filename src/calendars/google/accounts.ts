import type { Logger } from 'pino'
import { z } from 'zod'
import type { Encryption } from '../../encryption.ts'
import { PermanentError, TransientError } from '../../errors.ts'
import type { Database, Queryable } from '../../store/database.ts'
import {
  type GoogleAccountRow,
  lockAccount,
  markDead,
  readAccount,
  storeTokens,
} from '../../store/google-accounts.ts'
import { CalendarRefused } from '../calendar.ts'
import { calendarError, googleFailure } from './errors.ts'
import type { GoogleOAuth, Tokens } from './oauth.ts'

/** A person's consent at Google, as far as a request needs it. */
export interface GoogleAccount {
  readonly email: string
  /**
   * A token for now; `refused`: the one that Google did not take. Throws `CalendarRefused('disconnected')` once the consent
   * has ended, `TransientError` while Google cannot be asked, `PermanentError` when our own credentials or keys are wrong.
   */
  accessToken(signal: AbortSignal, refused?: string): Promise<string>
}

export interface GoogleAccounts {
  open(row: Pick<GoogleAccountRow, 'id' | 'person' | 'email'>): GoogleAccount
}

/** As it stands encrypted in the table. */
const stored = z.object({
  refresh: z.string().min(1),
  access: z.string().optional(),
  /** Milliseconds since 1970. */
  expires: z.number().optional(),
})
type Stored = z.infer<typeof stored>

/** A token this close to its end may be over when it arrives. */
const MARGIN_MS = 60_000
/** Other requests may wait for the same refresh: it belongs to none of them. */
const REFRESH_TIMEOUT_MS = 15_000

export function createGoogleAccounts(settings: {
  database: Database
  encryption: Encryption
  oauth: Pick<GoogleOAuth, 'refresh'>
  /** Tells the person, once, in the transaction that ends the account. */
  grantDied: (person: string, email: string, db: Queryable) => Promise<void>
  log: Logger
}): GoogleAccounts {
  const { database, encryption, oauth, grantDied, log } = settings
  const renewals = new Map<string, Promise<string>>()

  async function tokensOf(id: string): Promise<{ row: GoogleAccountRow; tokens: Stored }> {
    const row = await readAccount(database.pool, id)
    const tokens = row && openTokens(encryption, row)
    if (!row || !tokens) throw disconnected()
    return { row, tokens }
  }

  async function renew(id: string, refused: string | undefined): Promise<string> {
    const { row, tokens } = await tokensOf(id)
    if (isGood(tokens) && tokens.access !== refused) return tokens.access
    let fresh: Tokens
    try {
      fresh = await oauth.refresh(tokens.refresh, AbortSignal.timeout(REFRESH_TIMEOUT_MS))
    } catch (error) {
      const failed = googleFailure(error)
      if (failed.reason === 'invalid_client')
        throw new PermanentError('Google does not know GOOGLE_CLIENT_ID with this GOOGLE_CLIENT_SECRET.', {
          cause: failed,
        })
      // A client the consent was not given to: the owner may have changed it, so what is stored stays.
      if (failed.reason === 'unauthorized_client') throw disconnected(failed)
      if (failed.reason !== 'invalid_grant') throw calendarError(failed, false)
      if (await endGrant(row, tokens.refresh)) throw disconnected(failed)
      return renew(id, refused)
    }
    await keep(id, tokens.refresh, fresh)
    return fresh.access_token
  }

  /** Writes what came into what is there now: another process may have been faster, or the person gave a new consent. */
  async function keep(id: string, used: string, fresh: Tokens): Promise<void> {
    await database.transaction(async (db) => {
      const row = await lockAccount(db, id)
      const current = row && openTokens(encryption, row)
      if (!row || current?.refresh !== used) return
      await storeTokens(db, id, sealTokens(encryption, row, fresh, current))
    })
  }

  /** False when the person has given a new consent in the meantime. */
  async function endGrant(account: GoogleAccountRow, used: string): Promise<boolean> {
    return database.transaction(async (db) => {
      const row = await lockAccount(db, account.id)
      if (row && openTokens(encryption, row)?.refresh !== used && row.status === 'live') return false
      if (await markDead(db, account.id)) {
        log.warn({ account: account.id }, 'the consent of a Google account has ended')
        await grantDied(account.person, account.email, db)
      }
      return true
    })
  }

  return {
    open: ({ id, email }) => ({
      email,
      async accessToken(signal, refused) {
        const { tokens } = await tokensOf(id)
        if (isGood(tokens) && tokens.access !== refused) return tokens.access
        let renewal = renewals.get(id)
        if (!renewal) {
          renewal = renew(id, refused).finally(() => renewals.delete(id))
          renewals.set(id, renewal)
        }
        return unlessStopped(renewal, signal)
      },
    }),
  }
}

/** While Google is not set up, or any more. */
export const noAccounts: GoogleAccounts = {
  open: ({ email }) => ({
    email,
    accessToken: () =>
      Promise.reject(new CalendarRefused('disconnected', 'Google Calendar is not set up here.')),
  }),
}

/** What to store of `fresh`; a refresh token that did not come along stays the one of `before`. */
export function sealTokens(
  encryption: Encryption,
  row: Pick<GoogleAccountRow, 'person' | 'email'>,
  fresh: Tokens,
  before: { refresh: string },
): Buffer {
  const tokens: Stored = {
    refresh: fresh.refresh_token ?? before.refresh,
    access: fresh.access_token,
    ...(fresh.expiry_date !== undefined && { expires: fresh.expiry_date }),
  }
  return encryption.encrypt(JSON.stringify(tokens), purposeOf(row))
}

/** Undefined: the grant is dead. Throws `PermanentError` when no key fits. */
export function openTokens(encryption: Encryption, row: GoogleAccountRow): Stored | undefined {
  if (!row.tokens || row.status === 'dead') return undefined
  return stored.parse(JSON.parse(encryption.decrypt(row.tokens, purposeOf(row))))
}

const purposeOf = ({ person, email }: Pick<GoogleAccountRow, 'person' | 'email'>): string =>
  `google_accounts:${person}:${email}`

const isGood = (tokens: Stored): tokens is Stored & { access: string } =>
  tokens.access !== undefined && Date.now() + MARGIN_MS < (tokens.expires ?? 0)

const disconnected = (cause?: Error): CalendarRefused =>
  new CalendarRefused('disconnected', 'The consent for this Google account has ended.', { cause })

function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new TransientError('stopped while asking Google'))
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  return Promise.race([promise, stopped]).finally(() => signal.removeEventListener('abort', stop))
}
