import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Announce } from './announce.ts'
import type { Agenda } from './calendars/agenda.ts'
import type { AgendaTurn } from './calendars/agenda-turn.ts'
import type { Calendar } from './calendars/calendar.ts'
import { type Calendars, createCalendars } from './calendars/calendars.ts'
import { type Connect, createConnect } from './calendars/google/connect.ts'
import { createAgenda } from './calendars/create-agenda.ts'
import { createFeed, type Feed } from './calendars/feed/feed.ts'
import { createGoogleAccounts } from './calendars/google/accounts.ts'
import { createGoogleClient } from './calendars/google/client.ts'
import { createGoogleOAuth } from './calendars/google/oauth.ts'
import { createLocalCalendar } from './calendars/local/local.ts'
import type { GoogleSettings } from './config.ts'
import { createEncryption, localKey } from './encryption.ts'
import { createOAuthPages } from './oauth-pages.ts'
import { phrase } from './phrases.ts'
import type { Database, Queryable } from './store/database.ts'
import { accountsOf } from './store/google-accounts.ts'
import { languageOfPerson, latestConversation } from './store/people.ts'

export interface OpenCalendars {
  /** What the tools of a turn do with the person's calendars. */
  agendaOf(turn: AgendaTurn): Agenda
  calendarsOf(person: string): Promise<Calendar[]>
  feed: Feed
  /** Ends all consents of a person at Google; gives the accounts where that failed. */
  revokeAccess(person: string, signal: AbortSignal): Promise<string[]>
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
  const opened = (calendars: Calendars, connect: Connect | undefined) => ({
    agendaOf: createAgenda({ database, calendars, connect, feed, publicUrl }),
    calendarsOf: async (person: string) => (await calendars.of(person)).all,
    feed,
    revokeAccess: async (person: string, signal: AbortSignal) => {
      if (connect) return connect.revokeAll(person, signal)
      // Connected before the owner took the settings away: nobody can end it from here.
      return (await accountsOf(database.pool, person)).flatMap(({ email, status }) =>
        status === 'live' ? [email] : [],
      )
    },
  })
  if (!google)
    return { ...opened(createCalendars({ ...local, google: undefined }), undefined), pages: undefined }
  const languageFor = async (db: Queryable, person: string) =>
    (await languageOfPerson(db, person)) ?? language
  const say = (db: Queryable, conversation: string, text: string) =>
    announce.one(db, { conversation, reply: { text: `📅 ${text}` }, kind: 'calendar' })
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
      await say(db, conversation, phrase('calendarConnected', await languageFor(db, person), { account }))
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
      await say(db, conversation, phrase('calendarLost', await languageFor(db, person), { account, link }))
    },
    log,
  })
  return {
    ...opened(createCalendars({ ...local, google: { accounts, client } }), connect),
    pages: createOAuthPages({ connect, assistantName, log }),
  }
}
