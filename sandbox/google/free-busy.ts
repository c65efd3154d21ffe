import { z } from 'zod'
import { statusFor } from './event-json.ts'
import { overlaps, type EventStore, type TimeRange } from './event-store.ts'
import { epochOf, inZone, isZone, readBound } from './event-times.ts'
import { sameAddress, type SeenEvent } from './google-event.ts'
import { GoogleRefusal, invalid, required } from './google-refusal.ts'

const Question = z.object({
  timeMin: z.string().nullish(),
  timeMax: z.string().nullish(),
  timeZone: z.string().nullish(),
  items: z.array(z.object({ id: z.string() })).nullish(),
})
const MOST_CALENDARS = 50

/**
 * `POST /freeBusy`. `calendarOf` gives the calendar behind an id and its zone; undefined: it is not visible. Throws
 * `GoogleRefusal`.
 */
export function freeBusy(
  store: EventStore,
  body: unknown,
  calendarOf: (id: string) => { id: string; zone: string } | undefined,
) {
  const asked = Question.safeParse(body)
  if (!asked.success) throw invalid('Invalid value for: freeBusy')
  const { timeMin, timeMax, timeZone, items } = asked.data
  const [from, to] = [readBound('timeMin', timeMin), readBound('timeMax', timeMax)]
  if (from === undefined || to === undefined) throw required('Missing timeMin or timeMax parameter.')
  if (to <= from) throw new GoogleRefusal(400, 'timeRangeEmpty', 'The specified time range is empty.')
  if (timeZone && !isZone(timeZone)) throw invalid('Invalid time zone.')
  const show = (at: number) =>
    inZone(Temporal.Instant.fromEpochMilliseconds(at).toString(), timeZone ?? 'UTC')

  const answer = (id: string, at: number) => {
    const failed = (reason: string) => ({ errors: [{ domain: 'global', reason }], busy: [] })
    if (at >= MOST_CALENDARS) return failed('tooManyCalendarsRequested')
    const calendar = calendarOf(id)
    if (!calendar) return failed('notFound')
    const busy = busyTimes(store, calendar, { from, to })
    return { busy: busy.map((one) => ({ start: show(one.from), end: show(one.to) })) }
  }
  return {
    kind: 'calendar#freeBusy',
    timeMin: show(from),
    timeMax: show(to),
    // The keys are the ids as they were asked for.
    calendars: Object.fromEntries((items ?? []).map(({ id }, at) => [id, answer(id, at)])),
  }
}

/** Merged, in order, cut to the range. */
function busyTimes(store: EventStore, calendar: { id: string; zone: string }, range: TimeRange): TimeRange[] {
  const { id, zone } = calendar
  const taking = store
    .of(id)
    .filter((event) => !event.exception || !store.find(id, event.exception.series))
    .flatMap((event) => (event.fields.recurrence?.length ? store.instances(event, range, zone) : [event]))
    .filter((event) => takesTime(event, id) && overlaps(event.fields, range, zone))
    .map(({ fields }) => ({
      from: Math.max(epochOf(fields.start, zone), range.from),
      to: Math.min(epochOf(fields.end, zone), range.to),
    }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from)
  const merged: TimeRange[] = []
  for (const one of taking) {
    const last = merged.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else merged.push({ ...one })
  }
  return merged
}

function takesTime(event: SeenEvent, calendar: string): boolean {
  const own = event.fields.attendees?.find(({ email }) => sameAddress(email, calendar))
  return (
    statusFor(event, calendar) !== 'cancelled' &&
    event.fields.transparency !== 'transparent' &&
    own?.responseStatus !== 'declined'
  )
}
