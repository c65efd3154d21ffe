/** A Google account of the sandbox. */
export interface GoogleAccount {
  email: string
  /** The time zone of its calendars. */
  timeZone: string
  /** Besides the primary one, whose id is the address. */
  calendars: SecondaryCalendar[]
}

export interface SecondaryCalendar {
  id: string
  summary: string
  accessRole: 'owner' | 'writer' | 'reader'
}

/** Everybody who has a calendar here: two to begin with, and whoever consents under another address. */
export interface Accounts {
  all(): GoogleAccount[]
  get(email: string): GoogleAccount | undefined
  /** The account, made when it is new. */
  open(email: string, timeZone?: string): GoogleAccount
  /** Adds a calendar to an account, or replaces it. */
  addCalendar(email: string, calendar: SecondaryCalendar): void
  restore(account: GoogleAccount): void
  clear(): void
}

const FIRST = [
  { email: 'ana@example.test', timeZone: 'Europe/Lisbon' },
  { email: 'ben@example.test', timeZone: 'Europe/Berlin' },
]

export function createAccounts(changed: (account: GoogleAccount) => void): Accounts {
  const accounts = new Map<string, GoogleAccount>()
  function clear() {
    accounts.clear()
    for (const account of FIRST) accounts.set(account.email, { ...account, calendars: [] })
  }
  function open(given: string, timeZone?: string): GoogleAccount {
    const email = given.trim().toLowerCase()
    const known = accounts.get(email)
    if (known && (!timeZone || known.timeZone === timeZone)) return known
    const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
    const account = { email, timeZone: zone, calendars: known?.calendars ?? [] }
    accounts.set(email, account)
    changed(account)
    return account
  }
  clear()
  return {
    all: () => [...accounts.values()],
    get: (email) => accounts.get(email.toLowerCase()),
    open,
    addCalendar(email, calendar) {
      const account = open(email)
      const calendars = [...account.calendars.filter(({ id }) => id !== calendar.id), calendar]
      const next = { ...account, calendars }
      accounts.set(account.email, next)
      changed(next)
    },
    restore: (account) => void accounts.set(account.email, account),
    clear,
  }
}
