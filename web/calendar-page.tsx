import { type ReactNode, useEffect, useState } from 'react'
import { AddEventDialog } from './add-event-dialog.tsx'
import { AgendaList } from './agenda-list.tsx'
import { addDays, type CalendarEvent, mondayOf, useCalendar, wallClock } from './calendar-data.ts'
import { clock, clockWords, useClockShift } from './clock.ts'
import { ClockDialog } from './clock-dialog.tsx'
import { EventDialog } from './event-dialog.tsx'
import { shortDay } from './event-words.ts'
import { Icon } from './icons.tsx'
import { MailList } from './mail-list.tsx'
import { WeekGrid } from './week-grid.tsx'

const FIRST_ACCOUNT = 'ana@example.test'

/** The calendar of one account of the sandbox's Google, as it changes. */
export function CalendarPage(): ReactNode {
  const asked = new URLSearchParams(location.search)
  const [account, setAccount] = useState(asked.get('account') || FIRST_ACCOUNT)
  const [linked, setLinked] = useState(asked.get('event') ?? '')
  const [week, setWeek] = useState<string>()
  const [open, setOpen] = useState<CalendarEvent>()
  const [dialog, setDialog] = useState<'add' | 'clock'>()
  const shiftMs = useClockShift()

  const [zone, setZone] = useState<string>()
  const now = wallClock(clock.now(), zone)
  const monday = week ?? mondayOf(now.slice(0, 10))
  const { calendar, lost } = useCalendar(account, { from: monday, to: addDays(monday, 7) }, linked)
  useEffect(() => setZone(calendar?.timeZone), [calendar?.timeZone])
  useEffect(() => {
    document.title = 'Majordomo · sandbox calendar'
  }, [])
  const found = calendar?.event
  useEffect(() => {
    if (!found) return
    // A link leads to its week and opens it, once.
    setWeek(mondayOf(found.start.slice(0, 10)))
    setOpen(found)
    setLinked('')
  }, [found])

  const choose = (email: string) => {
    setAccount(email)
    history.replaceState(null, '', `?account=${encodeURIComponent(email)}`)
  }
  const accounts = [...new Set([...(calendar?.accounts ?? []), account])]
  const events = calendar?.events ?? []

  return (
    <>
      <header className="desk-bar calendar-bar">
        <h1>
          Majordomo <span>sandbox calendar</span>
        </h1>
        <nav className="desk-links">
          <a className="chip" href="./">
            Phones
          </a>
          <button type="button" className="chip" data-testid="clock" onClick={() => setDialog('clock')}>
            {clockWords(shiftMs)}
          </button>
          <button type="button" className="chip" data-testid="add-event" onClick={() => setDialog('add')}>
            <Icon name="plus" size={16} /> Add
          </button>
        </nav>
      </header>
      <main className="calendar">
        <div className="calendar-tools">
          <select
            aria-label="Account"
            data-testid="account"
            value={account}
            onChange={({ target }) => choose(target.value)}
          >
            {accounts.map((email) => (
              <option key={email}>{email}</option>
            ))}
          </select>
          <div className="week-steps">
            <button type="button" aria-label="The week before" onClick={() => setWeek(addDays(monday, -7))}>
              ‹
            </button>
            <button type="button" onClick={() => setWeek(undefined)}>
              Today
            </button>
            <button type="button" aria-label="The week after" onClick={() => setWeek(addDays(monday, 7))}>
              ›
            </button>
          </div>
          <span className="week-name">
            {shortDay(monday)} – {shortDay(addDays(monday, 6))} {addDays(monday, 6).slice(0, 4)}
            <small>{calendar?.timeZone}</small>
          </span>
          <span className="legend" aria-hidden="true">
            <i className="mark assistant" /> assistant <i className="mark hand" /> by hand{' '}
            <i className="mark others" /> others
          </span>
        </div>
        {lost && (
          <p className="calendar-lost" role="status">
            Reconnecting…
          </p>
        )}
        <WeekGrid monday={monday} events={events} now={now} onOpen={setOpen} />
        <div className="calendar-lists">
          <AgendaList monday={monday} events={events} onOpen={setOpen} />
          <MailList mails={calendar?.mails ?? []} zone={calendar?.timeZone} />
        </div>
      </main>
      {open && <EventDialog event={open} onClose={() => setOpen(undefined)} />}
      {dialog === 'clock' && <ClockDialog onClose={() => setDialog(undefined)} />}
      {dialog === 'add' && (
        <AddEventDialog
          account={account}
          day={week ? monday : now.slice(0, 10)}
          onClose={() => setDialog(undefined)}
        />
      )}
      <footer className="calendar-foot">
        Sandbox calendar — no real account is touched, no mail is sent
      </footer>
    </>
  )
}
