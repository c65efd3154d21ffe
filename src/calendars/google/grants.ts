import { z } from 'zod'
import type { Encryption } from '../../encryption.ts'
import type { Queryable } from '../../store/database.ts'
import {
  hasDefaultIn,
  repairDefault,
  setDefaultCalendar,
  storeGoogleCalendars,
} from '../../store/calendars.ts'
import { lockAccountOf, storeAccount } from '../../store/google-accounts.ts'
import { openTokens, sealTokens } from './accounts.ts'
import type { GoogleClient } from './client.ts'
import { GoogleFailed } from './errors.ts'
import { missingScopes, SCOPES, type Tokens } from './oauth.ts'

/** What somebody has consented to: their account, and the calendars in it that can be written. */
export interface Grant {
  email: string
  tokens: Tokens
  /** The account's own first. */
  calendars: { googleId: string; name: string }[]
  /** Where new events go. */
  chosen: string
}

/** The person consented to less than the assistant needs, or Google gave less. Nothing was stored. */
export class GrantIncomplete extends Error {
  override readonly name = 'GrantIncomplete'
  /** What the missing scopes are for, in words; none: it was lasting access that was missing. */
  readonly missing: string[]
  constructor(scopes: string[]) {
    super('the consent does not cover what is needed')
    this.missing = scopes.map((scope) => SCOPES[scope] ?? scope)
  }
}

const text = z.string().nullish()
const listPage = z.looseObject({
  items: z
    .array(
      z.looseObject({
        id: z.string().min(1),
        summary: text,
        summaryOverride: text,
        accessRole: text,
        primary: z.boolean().nullish(),
        hidden: z.boolean().nullish(),
        deleted: z.boolean().nullish(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})
type Listed = z.infer<typeof listPage>['items'][number]

const MOST_PAGES = 10
const MOST_CALENDARS = 50
const LONGEST_NAME = 100

/** Looks at what was granted. Throws `GrantIncomplete` and `GoogleFailed`; stores nothing. */
export async function readGrant(
  client: GoogleClient,
  tokens: Tokens,
  calendarId: string,
  signal: AbortSignal,
): Promise<Grant> {
  const missing = missingScopes(tokens.scope)
  if (missing.length > 0) throw new GrantIncomplete(missing)
  const listed = await listCalendars(client, tokens.access_token, signal)
  const primary = listed.find((one) => one.primary)
  // The id of an account's own calendar is its address (PROTOCOLS 6): no scope for the profile is needed.
  if (!primary) throw new GoogleFailed('unknown', 'Google: no primary calendar')
  const email = primary.id.toLowerCase()
  const others = listed.filter(
    (one) => one !== primary && isWritable(one) && (!one.hidden || one.id === calendarId),
  )
  const kept = [primary, ...others].slice(0, MOST_CALENDARS)
  const chosen = kept.find(({ id }) => id === calendarId) ?? primary
  return {
    email,
    tokens,
    calendars: kept.map((one) => ({ googleId: one.id, name: one === primary ? email : nameOf(one) })),
    chosen: chosen.id,
  }
}

/** Stores it for the person, in the transaction of `db`. A second consent for the same account renews the first. */
export async function storeGrant(
  db: Queryable,
  encryption: Encryption,
  person: string,
  { email, tokens, calendars, chosen }: Grant,
): Promise<void> {
  const before = await lockAccountOf(db, person, email)
  const refresh = tokens.refresh_token ?? (before && openTokens(encryption, before)?.refresh)
  if (refresh === undefined) throw new GrantIncomplete([])
  const sealed = sealTokens(encryption, { person, email }, tokens, { refresh })
  const id = await storeAccount(db, { person, email, tokens: sealed, scopes: tokens.scope ?? '' })
  // Who chose a calendar of this account keeps it when they only consent anew.
  const rows = await storeGoogleCalendars(db, { id, person }, calendars)
  const writeTo = rows.find(({ googleId }) => googleId === chosen)
  if (writeTo && !(await hasDefaultIn(db, id))) await setDefaultCalendar(db, person, writeTo.id)
  else await repairDefault(db, person)
}

async function listCalendars(client: GoogleClient, token: string, signal: AbortSignal): Promise<Listed[]> {
  // There is no account yet, and a token that is a second old needs no renewal.
  const account = { email: '', accessToken: () => Promise.resolve(token) }
  const listed: Listed[] = []
  let pageToken: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const params = { maxResults: 250, ...(pageToken && { pageToken }) }
    const page = await client.call(
      { account, shape: listPage, ask: (api, options) => api.calendarList.list(params, options) },
      signal,
    )
    listed.push(...page.items)
    pageToken = page.nextPageToken
    if (!pageToken) break
  }
  return listed.filter(({ deleted }) => !deleted)
}

const isWritable = ({ accessRole }: Listed): boolean => accessRole === 'owner' || accessRole === 'writer'

const nameOf = ({ id, summary, summaryOverride }: Listed): string =>
  (summaryOverride || summary || id)
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, LONGEST_NAME)
    .trim() || id
