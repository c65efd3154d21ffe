import { type CalendarRow, calendarsOf } from '../store/calendars.ts'
import type { Queryable } from '../store/database.ts'
import { accountsOf } from '../store/google-accounts.ts'
import type { Calendar } from './calendar.ts'
import { createGoogleCalendar } from './google/google.ts'
import { type GoogleAccounts, noAccounts } from './google/accounts.ts'
import { createGoogleClient, type GoogleClient } from './google/client.ts'

/** The calendars of one person: never empty, the default one first, then by age. */
export interface PersonsCalendars {
  all: Calendar[]
  /** New events go there. */
  default: Calendar
  /** Their Google accounts; `dead`: the consent has ended, and its calendars throw `CalendarRefused('disconnected')`. */
  accounts: { email: string; status: 'live' | 'dead' }[]
}

export interface Calendars {
  of(person: string): Promise<PersonsCalendars>
}

export function createCalendars(settings: {
  db: Queryable
  /** What the calendar in our own database is called. */
  localName: string
  createLocalCalendar: (row: CalendarRow) => Calendar
  /** Undefined: not set up. Calendars that were connected before stay in the list and say so. */
  google: { accounts: GoogleAccounts; client: GoogleClient } | undefined
}): Calendars {
  const { db, localName, createLocalCalendar } = settings
  const google = settings.google ?? { accounts: noAccounts, client: createGoogleClient({}) }

  return {
    async of(person) {
      const rows = await calendarsOf(db, person, localName)
      const accounts = await accountsOf(db, person)
      const open = (row: CalendarRow): Calendar[] => {
        if (row.kind === 'local') return [createLocalCalendar(row)]
        const owner = accounts.find(({ id }) => id === row.account)
        if (!owner || row.googleId === null) return []
        const { id, name, googleId } = row
        const account = google.accounts.open(owner)
        return [createGoogleCalendar({ id, name, googleId, account, client: google.client })]
      }
      const all = rows.flatMap(open)
      const [first] = all
      if (!first) throw new Error('a person without a calendar')
      return {
        all,
        default: first,
        accounts: accounts.map(({ email, status }) => ({ email, status })),
      }
    },
  }
}
