import type { ReactNode } from 'react'
import { addDays, type CalendarEvent } from './calendar-data.ts'
import { partsOn } from './day-parts.ts'
import { eventLook, originOf, shortDay, timesOf } from './event-words.ts'

/** The same week as a list, day by day; days without anything are left out. */
export function AgendaList({
  monday,
  events,
  onOpen,
}: {
  monday: string
  events: readonly CalendarEvent[]
  onOpen: (event: CalendarEvent) => void
}): ReactNode {
  const days = Array.from({ length: 7 }, (_, at) => addDays(monday, at)).flatMap((day) => {
    const { whole, timed } = partsOn(day, events)
    const found = [...whole, ...timed.map(({ event }) => event)]
    return found.length > 0 ? [{ day, found }] : []
  })
  return (
    <section className="sheet agenda" aria-label="Events" data-testid="agenda">
      <h2>Events of the week</h2>
      {days.length === 0 && <p className="nothing">Nothing in this week.</p>}
      {days.map(({ day, found }) => (
        <div key={day}>
          <h3>{shortDay(day)}</h3>
          <ul>
            {found.map((event) => (
              <li key={event.id}>
                <button
                  type="button"
                  data-testid="agenda-event"
                  aria-label={`${event.title}, ${timesOf(event)}, ${originOf(event)}`}
                  onClick={() => onOpen(event)}
                >
                  <i className={`mark ${eventLook(event)}`} />
                  <span>
                    <strong dir="auto">{event.title}</strong>
                    <small>
                      {timesOf(event)} · {originOf(event)}
                    </small>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
