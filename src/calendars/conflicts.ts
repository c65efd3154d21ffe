import { ToolFailure } from '../errors.ts'
import { oneLine } from '../plain-text.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent, EventTime } from './calendar.ts'
import { describeSlot } from './describe-event.ts'
import { type Interval, intervalOf, isSameTime, overlap, rangeOf } from './event-times.ts'
import { alternatives } from './free-slots.ts'
import { describeUnseen, readCalendars } from './read-calendars.ts'
import { tellEvents } from './tell-events.ts'

export interface Wanted {
  title: string
  /** Each instance of it; one where it is no series. */
  times: EventTime[]
  /** Where it is written to. */
  calendar: Calendar
  /** An event or a series that does not count: the one that is changed. */
  except?: string | undefined
  evenIfBusy: boolean
}

/** What the model has to know besides, when nothing is in the way. */
export interface Clear {
  besides: string[]
  outside: boolean
  /** Titles of what takes the same hours, where the person wants it all the same. */
  overlaps: string[]
}

/** More than anybody has in a few months; what lies beyond is not looked at. */
const MOST = 1000

/**
 * Throws `ToolFailure` when something is in the way of an event, with free times near it. Only what takes the person's time
 * counts, and whole days do not stand in the way of hours: a birthday is no reason not to meet.
 */
export async function checkFree(desk: Desk, wanted: Wanted): Promise<Clear> {
  const { person, signal, log } = desk
  const zone = person.timezone
  const spans = wanted.times.map((time) => intervalOf(time, zone))
  const { all } = await desk.settings.calendars.of(person.id)
  const seen = await readCalendars(all, { ...rangeAround(spans), limit: MOST }, { signal, log, zone })
  if (seen.unseen.some(({ calendar }) => calendar.id === wanted.calendar.id))
    throw new ToolFailure(`Nothing was done. ${describeUnseen(seen.unseen).join(' ')}`)
  const others = seen.events.filter(
    (event) => event.busy && event.status !== 'cancelled' && !isPartOf(event, wanted.except),
  )
  const inTheWay = others.filter((event) => spans.some((span) => overlap(intervalOf(event.time, zone), span)))
  const isTimed = wanted.times[0]?.kind === 'timed'
  const clashes = isTimed ? inTheWay.filter(({ time }) => time.kind === 'timed') : []
  const again = wanted.except === undefined ? clashes.find((event) => isSame(event, wanted)) : undefined
  if (again && !wanted.evenIfBusy) throw await booked(again, desk)
  const taken = others.filter(({ time }) => time.kind === 'timed').map(({ time }) => intervalOf(time, zone))
  if (clashes.length > 0 && !wanted.evenIfBusy) throw await notFree(clashes, spans, taken, desk)
  const mentioned = inTheWay.slice(0, 5)
  const names = mentioned.map(({ title }) => `"${oneLine(title)}"`).join(', ')
  return {
    besides: [
      ...(mentioned.length > 0 ? [`At that time there is also: ${names}.`] : []),
      ...describeUnseen(seen.unseen),
    ],
    outside: mentioned.some(({ own }) => !own),
    overlaps: clashes.slice(0, 5).map(({ title }) => oneLine(title)),
  }
}

/** With the days after a single event, because that is where free times are looked for. */
function rangeAround(spans: Interval[]) {
  const [first] = spans
  const end = spans.map((span) => span.end).reduce((a, b) => (Temporal.Instant.compare(a, b) > 0 ? a : b))
  if (!first) throw new Error('an event without a time')
  return rangeOf({
    start: first.start.subtract({ hours: 24 }),
    end: end.add({ hours: spans.length === 1 ? 96 : 0 }),
  })
}

const isPartOf = (event: CalendarEvent, except: string | undefined): boolean =>
  except !== undefined && (event.id === except || event.series?.id === except)

const isSame = (event: CalendarEvent, { title, times }: Wanted): boolean =>
  event.own && event.title.trim() === title.trim() && times.some((time) => isSameTime(event.time, time))

async function booked(event: CalendarEvent, desk: Desk): Promise<ToolFailure> {
  const [line] = await tellEvents(desk, [event])
  return new ToolFailure(
    `Nothing was done, because this very event is in the calendar already: ${line}. ` +
      'Only if the person wants a second one at the same time, call it again with evenIfBusy.',
  )
}

async function notFree(
  clashes: CalendarEvent[],
  spans: Interval[],
  taken: Interval[],
  desk: Desk,
): Promise<ToolFailure> {
  const shown = clashes.slice(0, 5)
  const lines = (await tellEvents(desk, shown)).map((line) => `- ${line}`)
  const more = clashes.length > shown.length ? [`- and ${clashes.length - shown.length} more`] : []
  const [wished] = spans
  const free = wished && spans.length === 1 ? alternatives(wished, taken, desk.person.timezone, desk.now) : []
  const offered = free.map((slot) => `- ${describeSlot(slot, desk)}`)
  const text = [
    spans.length === 1
      ? 'Nothing was done: that time is not free. There is:'
      : 'Nothing was done: some of these times are not free. There is:',
    ...lines,
    ...more,
    ...(offered.length > 0 ? ['Free near it:', ...offered] : []),
    'Which one does the person want, or shall it be at that time all the same (evenIfBusy)? Ask them.',
  ]
  return new ToolFailure(text.join('\n'), { outside: shown.some(({ own }) => !own) })
}
