import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import { oneLine } from '../plain-text.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import { type Desk, needZone, notClear, timeContext } from './agenda-turn.ts'
import type { Calendar, CalendarEvent, Range } from './calendar.ts'
import { describeSlot } from './describe-event.ts'
import { durationOf } from './event-length.ts'
import { type Interval, intervalOf, later, overlap, rangeOf } from './event-times.ts'
import { readPeople } from './event-words.ts'
import { dayWindows, slotsIn, spread, WORKING } from './free-slots.ts'
import { describeUnseen, readCalendars } from './read-calendars.ts'

const MOST_SLOTS = 6
const MOST_DAYS = 31

export interface FreeTimeRequest {
  when: string
  duration: string
  people?: string[] | undefined
}

/** Times at which the person, and those who are named, are free: on the half hour, within usual hours unless others are said. */
export async function findFreeTime(desk: Desk, request: FreeTimeRequest): Promise<ToolResult> {
  const { settings, person, signal, log } = desk
  const zone = person.timezone
  needZone(desk, [request.when])
  const length = durationOf(request.duration)
  const emails = readPeople((request.people ?? []).map((email) => ({ email }))).map(({ email }) => email)
  const windows = windowsOf(desk, request.when)
  const [first, last] = [windows[0], windows.at(-1)]
  if (!first || !last) throw new ToolFailure('That time is over, or too short. Ask for another time.')
  const whole = { start: first.start, end: last.end }
  const { all } = await settings.calendars.of(person.id)
  const [seen, others] = await Promise.all([
    readCalendars(all, { ...rangeOf(whole), limit: 1000 }, { signal, log, zone }),
    readBusy(all, emails, rangeOf(whole), desk),
  ])
  if (seen.unseen.length === all.length)
    throw new ToolFailure(
      `It cannot be said when the person is free. ${describeUnseen(seen.unseen).join(' ')}`,
    )
  const own = seen.events.filter(({ busy, time }) => busy && time.kind === 'timed')
  const taken = [...own.map(({ time }) => intervalOf(time, zone)), ...others.busy]
  const slots = spread(
    windows.map((window) => slotsIn(window, length, taken, zone)),
    MOST_SLOTS,
  )
  const allDay = seen.events.filter(
    ({ busy, time }) =>
      busy && time.kind === 'days' && slots.some((slot) => overlap(slot, intervalOf(time, zone))),
  )
  const outside = allDay.some(({ own }) => !own)
  const offered = slots.map((slot) => `- ${describeSlot(slot, desk)}`)
  const headline =
    slots.length > 0 ? 'Free then:' : 'Nothing is free then for that long. Ask for another time.'
  const notes = [...describeAllDay(allDay), ...describeHidden(others.unseen), ...describeUnseen(seen.unseen)]
  return { text: [headline, ...offered, ...notes].join('\n'), ...(outside && { outside }) }
}

/** Whole days do not stand in the way, but the person may want to know of them. */
function describeAllDay(events: CalendarEvent[]): string[] {
  if (events.length === 0) return []
  const titles = events.map(({ title }) => `"${oneLine(title)}"`).join(', ')
  return [`On some of these days there is all day: ${titles}.`]
}

function describeHidden(emails: string[]): string[] {
  if (emails.length === 0) return []
  return [`It could not be seen when these are busy: ${emails.join(', ')}. Tell the person.`]
}

/** The hours that were said, or the usual ones of each day that was. */
function windowsOf(desk: Desk, words: string): Interval[] {
  const { now, person } = desk
  const zone = person.timezone
  const when = resolveWhen(words, timeContext(desk, 'search'))
  if (when.kind === 'unclear') throw notClear(when)
  if (when.kind === 'moment') {
    const start = later(when.at.toInstant(), now)
    const end = (when.end ?? when.at.startOfDay().add({ days: 1 })).toInstant()
    return Temporal.Instant.compare(start, end) < 0 ? [{ start, end }] : []
  }
  const start = later(when.first.toZonedDateTime(zone).toInstant(), now)
  const longest = when.first.add({ days: MOST_DAYS })
  const last = Temporal.PlainDate.compare(when.last, longest) > 0 ? longest : when.last
  const end = last.add({ days: 1 }).toZonedDateTime(zone).toInstant().subtract({ nanoseconds: 1 })
  return Temporal.Instant.compare(start, end) < 0 ? dayWindows({ start, end }, WORKING, zone) : []
}

/** When others are busy, by whichever calendar can see them. */
async function readBusy(
  calendars: Calendar[],
  emails: string[],
  range: Range,
  { signal, log }: Desk,
): Promise<{ busy: Interval[]; unseen: string[] }> {
  const busy: Interval[] = []
  let unseen = emails
  for (const calendar of calendars.filter(({ kind }) => kind === 'google')) {
    if (unseen.length === 0) break
    try {
      const found = await calendar.busy(unseen, range, signal)
      for (const times of found.values())
        for (const { from, to } of times ?? [])
          busy.push({ start: Temporal.Instant.from(from), end: Temporal.Instant.from(to) })
      unseen = unseen.filter((email) => found.get(email) === undefined)
    } catch (err) {
      signal.throwIfAborted()
      log.warn({ err, calendar: calendar.id }, 'a calendar could not say when others are busy')
    }
  }
  return { busy, unseen }
}
