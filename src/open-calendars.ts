import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Announce } from './announce.ts'
import { type Calendars, createCalendars } from './calendars/calendars.ts'
import { type Connect, createConnect } from './calendars/connect.ts'
import { createFeed, type Feed } from './calendars/feed.ts'
import { createGoogleAccounts } from './calendars/google-accounts.ts'
import { createGoogleClient } from './calendars/google-client.ts'
import { createGoogleOAuth } from './calendars/google-oauth.ts'
import { createLocalCalendar } from './calendars/local.ts'
import type { GoogleSettings } from './config.ts'
import { createEncryption, localKey } from './encryption.ts'
import { createOAuthPages } from './oauth-pages.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import { languageOfPerson, latestConversation } from './store/people.ts'

export interface OpenCalendars {
  calendars: Calendars
  feed: Feed
  /** Undefined: people cannot connect Google. */
  connect: Connect | undefined
  /** What people see on the way to Google and back. */
  pages: Router | undefined
}

/** Nobody asked for this link just now, so it waits for them. */
const LOST_LINK_MINUTES = 3 * 24 * 60

/** The calendars of everybody: in our own database, and at Google where the owner has set it up. */
export async function openCalendars(settings: {
  database: Database
  announce: Announce
  google: GoogleSettings | undefined
  encryptionKeys: string[]
  dataDir: string
  feedSecret: Buffer
  publicUrl: string
  assistantName: string
  language: string
  log: Logger
}): Promise<OpenCalendars> {
  const { database, announce, google, assistantName, language, log } = settings
  const publicUrl = () => settings.publicUrl
  const local = {
    db: database.pool,
    localName: assistantName,
    createLocalCalendar: ({ id, name }: { id: string; name: string }) =>
      createLocalCalendar({ id, name, db: database }),
  }
  const feed = createFeed({ secret: settings.feedSecret, db: database })
  if (!google) {
    const calendars = createCalendars({ ...local, google: undefined })
    return { calendars, feed, connect: undefined, pages: undefined }
  }
  const keys = settings.encryptionKeys
  const encryption = createEncryption(keys.length > 0 ? keys : [await localKey(settings.dataDir)])
  const oauth = createGoogleOAuth(google)
  const client = createGoogleClient(google)
  const connect = createConnect({
    database,
    encryption,
    oauth,
    client,
    publicUrl,
    calendarId: google.calendarId,
    async connected(person, conversation, account, db) {
      const text = phrase('calendarConnected', (await languageOfPerson(db, person)) ?? language, { account })
      await announce.one(db, { conversation, reply: { text: `📅 ${text}` }, kind: 'calendar' })
    },
    log,
  })
  const accounts = createGoogleAccounts({
    database,
    encryption,
    oauth,
    async grantDied(person, account, db) {
      const conversation = await latestConversation(db, person)
      if (!conversation) return
      const link = await connect.linkFor(person, conversation, LOST_LINK_MINUTES)
      const words = { account, link }
      const text = phrase('calendarLost', (await languageOfPerson(db, person)) ?? language, words)
      await announce.one(db, { conversation, reply: { text: `📅 ${text}` }, kind: 'calendar' })
    },
    log,
  })
  return {
    calendars: createCalendars({ ...local, google: { accounts, client } }),
    feed,
    connect,
    pages: createOAuthPages({ connect, assistantName, log }),
  }
}
