import type { ReactNode } from 'react'
import type { CalendarEvent } from './calendar-data.ts'
import { Dialog } from './dialog.tsx'
import { answerWords, originOf, shortDay, timesOf } from './event-words.ts'

/** All that is known of one event. */
export function EventDialog({ event, onClose }: { event: CalendarEvent; onClose: () => void }): ReactNode {
  const rows = [
    ['When', `${shortDay(event.start)}, ${timesOf(event)}${event.series ? ' (of a series)' : ''}`],
    ['Where', event.location],
    ['Notes', event.notes],
    ['Repeats', event.rule],
    ['Added', originOf(event)],
  ].filter(([, value]) => value)
  return (
    <Dialog title={event.title} onClose={onClose}>
      <dl className="event-facts" data-testid="event-facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
        {event.attendees.length > 0 && (
          <div>
            <dt>Guests</dt>
            <dd>
              {event.attendees.map(({ email, name, answer }) => (
                <span key={email} dir="auto">
                  {name} <small>{answerWords(answer)}</small>
                </span>
              ))}
            </dd>
          </div>
        )}
        {event.meet && (
          <div>
            <dt>Call</dt>
            <dd>{event.meet}</dd>
          </div>
        )}
      </dl>
      <div className="dialog-buttons">
        <button type="button" className="primary" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  )
}
