import { createHash, randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Encryption } from '../../encryption.ts'
import { repairDefault } from '../../store/calendars.ts'
import type { Database, Queryable } from '../../store/database.ts'
import { accountsOf, deleteAccount, type GoogleAccountRow, isShared } from '../../store/google-accounts.ts'
import { findState, lockState, type OAuthState, storeState, markUsed } from '../../store/oauth-states.ts'
import { openTokens } from './accounts.ts'
import type { GoogleClient } from './client.ts'
import { readGrant, storeGrant } from './grants.ts'
import type { GoogleOAuth } from './oauth.ts'

/** A link that somebody opened, and what became of it; `unknown`: none of ours. */
export type Link =
  | { state: 'unknown' | 'used' | 'expired' }
  /** `consentUrl`: at Google. */
  | { state: 'open'; person: string; consentUrl: string }

/** A person's Google account: a link in their chat, their consent at Google, and the end of it. */
export interface Connect {
  /** The address of a page of ours from which this person, and nobody else's chat, connects Google, once. */
  linkFor(person: string, conversation: string, validMinutes?: number): Promise<string>
  /** Uses nothing up: previews and the curious may open a link too. */
  look(state: string): Promise<Link>
  /**
   * What Google sent the person back with. `used`: another request with the same link was faster. Throws `GrantIncomplete`,
   * `GoogleFailed` and `PermanentError`; then nothing is stored and the link is still good.
   */
  finish(
    state: string,
    code: string,
    signal: AbortSignal,
  ): Promise<{ state: 'connected' | Exclude<OAuthState['state'], 'open'> | 'unknown' }>
  /** Ends the consent at Google and forgets the account with its calendars; all of them without `email`. Gives those it was. */
  disconnect(person: string, email: string | undefined, signal: AbortSignal): Promise<string[]>
  /** Ends all consents of the person at Google and leaves the accounts as they are. Gives those where that failed; never throws. */
  revokeAll(person: string, signal: AbortSignal): Promise<string[]>
}

/** Long enough to read it later, too short to be found lying around. */
const VALID_MINUTES = 15

/** Where Google sends people back to, under the public address. */
export const CALLBACK_PATH = '/oauth/google/callback'
export const START_PATH = '/oauth/google/start'

export function createConnect(settings: {
  database: Database
  encryption: Encryption
  oauth: GoogleOAuth
  client: GoogleClient
  /** Without a slash at its end; asked for when it is needed, because a free port is known late. */
  publicUrl: () => string
  /** The calendar new events go to, by its id at Google; `primary` is the account's own. */
  calendarId: string
  /** Tells the person in their chat, in the transaction that stores the account. */
  connected: (person: string, conversation: string, email: string, db: Queryable) => Promise<void>
  log: Logger
}): Connect {
  const { database, encryption, oauth, client, publicUrl, calendarId, connected, log } = settings
  const redirectUri = () => publicUrl() + CALLBACK_PATH
  const verifierOf = (link: OAuthState) => encryption.decrypt(link.verifier, purposeOf(link))

  /** Google's side of it. What fails there must not keep us from forgetting the account; false when it did. */
  async function revoke(account: GoogleAccountRow, signal: AbortSignal): Promise<boolean> {
    try {
      // One Google account has one consent: ending it would end it for the other person too.
      if (await isShared(database.pool, account)) return true
      const tokens = openTokens(encryption, account)
      if (tokens) await oauth.revoke(tokens.refresh, signal)
      return true
    } catch (err) {
      log.warn({ err, account: account.id }, 'the consent could not be ended at Google')
      return false
    }
  }

  return {
    async linkFor(person, conversation, validMinutes = VALID_MINUTES) {
      const state = randomBytes(32).toString('base64url')
      const id = idOf(state)
      const verifier = encryption.encrypt(randomBytes(32).toString('base64url'), purposeOf({ id, person }))
      await storeState(database.pool, { id, person, conversation, verifier, validMinutes })
      return `${publicUrl()}${START_PATH}?state=${state}`
    },

    async look(state) {
      const link = await findState(database.pool, idOf(state))
      if (!link) return { state: 'unknown' }
      if (link.state !== 'open') return { state: link.state }
      const consentUrl = oauth.consentUrl({ state, verifier: verifierOf(link), redirectUri: redirectUri() })
      return { state: 'open', person: link.person, consentUrl }
    },

    finish: (state, code, signal) =>
      // The link stays locked while Google is asked, so that of two at once the second sees what came of the first.
      database.transaction(async (db) => {
        const link = await lockState(db, idOf(state))
        if (!link) return { state: 'unknown' }
        if (link.state !== 'open') return { state: link.state }
        const consent = { code, verifier: verifierOf(link), redirectUri: redirectUri() }
        const tokens = await oauth.exchange(consent, signal)
        const grant = await readGrant(client, tokens, calendarId, signal)
        await storeGrant(db, encryption, link.person, grant)
        await markUsed(db, link.id)
        await connected(link.person, link.conversation, grant.email, db)
        return { state: 'connected' }
      }),

    async disconnect(person, email, signal) {
      const all = await accountsOf(database.pool, person)
      const leaving = all.filter((one) => email === undefined || one.email === email.trim().toLowerCase())
      for (const account of leaving) {
        await revoke(account, signal)
        await database.transaction(async (db) => {
          await deleteAccount(db, account.id)
          await repairDefault(db, person)
        })
      }
      return leaving.map((one) => one.email)
    },

    async revokeAll(person, signal) {
      const accounts = await accountsOf(database.pool, person)
      const ended = await Promise.all(accounts.map((account) => revoke(account, signal)))
      return accounts.filter((_account, at) => !ended[at]).map(({ email }) => email)
    },
  }
}

/** Who reads the table finds no link in it. */
const idOf = (state: string): string => createHash('sha256').update(state).digest('hex')

const purposeOf = ({ id, person }: Pick<OAuthState, 'id' | 'person'>): string =>
  `oauth_states:${id}:${person}`
