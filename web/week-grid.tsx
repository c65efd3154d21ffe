import type { CSSProperties, ReactNode } from 'react'
import { addDays, type CalendarEvent } from './calendar-data.ts'
import { lanesOf, partsOn } from './day-parts.ts'
import { eventLook, timesOf } from './event-words.ts'

export interface WeekGridProps {
  monday: string
  events: readonly CalendarEvent[]
  /** Wall-clock time of the calendar: `2026-11-24T15:00`. */
  now: string
  onOpen: (event: CalendarEvent) => void
}

const HOUR_PX = 44

/** A week on a wide screen: whole days on top, hours below. */
export function WeekGrid({ monday, events, now, onOpen }: WeekGridProps): ReactNode {
  const days = Array.from({ length: 7 }, (_, at) => addDays(monday, at))
  const columns = days.map((day) => ({ day, ...partsOn(day, events) }))
  const minutes = columns.flatMap(({ timed }) => timed.flatMap(({ from, to }) => [from, to]))
  const first = Math.floor(Math.min(8 * 60, ...minutes) / 60)
  const last = Math.ceil(Math.max(19 * 60, ...minutes) / 60)
  const hours = Array.from({ length: last - first }, (_, at) => first + at)
  const today = now.slice(0, 10)
  const minuteNow = Number(now.slice(11, 13)) * 60 + Number(now.slice(14, 16))
  const top = (minute: number) => ((minute - first * 60) / 60) * HOUR_PX

  return (
    <div className="week" data-testid="week">
      <div className="week-head">
        <span />
        {columns.map(({ day, whole }) => (
          <div key={day} className={day === today ? 'week-day today' : 'week-day'}>
            <span>{dayName(day)}</span>
            {whole.map((event) => (
              <button
                key={event.id}
                type="button"
                className={`event ${eventLook(event)}`}
                data-testid="event"
                onClick={() => onOpen(event)}
              >
                <strong dir="auto">{event.title}</strong>
              </button>
            ))}
          </div>
        ))}
      </div>
      <div className="week-hours" style={{ height: hours.length * HOUR_PX }}>
        <div className="week-scale" aria-hidden="true">
          {hours.map((hour) => (
            <span key={hour} style={{ top: top(hour * 60) }}>
              {hour > first && `${hour}:00`}
            </span>
          ))}
        </div>
        {columns.map(({ day, timed }) => (
          <div key={day} className="week-column" style={{ backgroundSize: `100% ${HOUR_PX}px` }}>
            {lanesOf(timed).map(({ event, from, to, lane, lanes }) => {
              const style: CSSProperties = {
                top: top(from),
                height: Math.max(((to - from) / 60) * HOUR_PX - 2, 20),
                left: `${(lane / lanes) * 100}%`,
                width: `calc(${100 / lanes}% - 3px)`,
              }
              return (
                <button
                  key={event.id}
                  type="button"
                  className={`event ${eventLook(event)}`}
                  style={style}
                  data-testid="event"
                  title={`${event.title}, ${timesOf(event)}`}
                  onClick={() => onOpen(event)}
                >
                  <strong dir="auto">{event.title}</strong>
                  {to - from > 40 && <small>{timesOf(event)}</small>}
                </button>
              )
            })}
            {day === today && minuteNow >= first * 60 && minuteNow <= last * 60 && (
              <i className="now-line" style={{ top: top(minuteNow) }} aria-label="Now" />
            )}
          </div>
        ))}
      </div>
    </div>
  )
}

const dayName = (day: string) =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString([], { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
