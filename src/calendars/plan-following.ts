import { phrase } from '../phrases.ts'
import { NEW_SERIES, type Step } from './agenda.ts'
import { type Desk, timeContext } from './agenda-turn.ts'
import type { CalendarEvent, EventChange, EventDraft, EventTime } from './calendar.ts'
import { type AskedChange, invited, type SettledChange } from './change-fields.ts'
import { describeEvent } from './describe-event.ts'
import { stampOf, startOf } from './event-times.ts'
import { changeRule, moveTime } from './event-when.ts'
import type { Found } from './find-event.ts'
import { dayOf, movedAlong, onDay } from './move-series.ts'
import { ask } from './read-calendars.ts'
import { endedBefore, instancesOf, startedAt } from './series.ts'

/** How far ahead instances that differ from their series are looked for. */
const AHEAD_HOURS = 180 * 24
const MOST = 1000

export function isFirstOf({ series }: CalendarEvent, { time }: CalendarEvent): boolean {
  return series === undefined || startOf(time).equals(startOf(originalTime(series.originalStart)))
}

/** This instance and the later ones: the series ends before it, and a new one begins there. */
export async function changeFollowing(asked: AskedChange, master: CalendarEvent): Promise<SettledChange> {
  const { desk, found, request, fields } = asked
  const { event } = found
  const split = event.series?.originalStart ?? ''
  const rule = startedAt({ time: master.time, rule: master.rule ?? '' }, split)
  const moves = request.when !== undefined || request.duration !== undefined
  const regular = onDay(master.time, dayOf(originalTime(split)))
  // An instance that was moved by itself does not take the others along unless that is what is wanted.
  const to = moves ? moveTime(event.time, request, timeContext(desk)) : regular
  const settled =
    request.repeat === undefined
      ? { time: to, rule: movedAlong({ ...master, rule }, { ...event, time: regular }, to, desk).rule }
      : changeRule(request.repeat, to, timeContext(desk))
  const draft: EventDraft = {
    title: master.title,
    ...(master.location && { location: master.location }),
    ...(master.notes && { notes: master.notes }),
    attendees: invited(master.attendees),
    ...(master.meetLink && { meet: true }),
    ...fields,
    ...settled,
  }
  const end: Step = {
    do: 'change',
    event: master.id,
    change: { rule: endedBefore(master.rule ?? '', split) },
    back: { rule: master.rule ?? '' },
    etag: master.etag,
  }
  const rest = await oddInstances(desk, found, master, split)
  // The instance that was spoken of becomes what was said; only an hour of its own may stay.
  const isHere = ({ id }: CalendarEvent) => id === event.id
  const odd = { ...rest, changed: rest.changed.filter((one) => !isHere(one) || !(moves || request.repeat)) }
  // Days must match for an exception to have a place in the new series.
  const stays = request.repeat === undefined && dayOf(originalTime(split)).equals(dayOf(to))
  const kept = stays ? keptSteps(odd, master, settled.time, (one) => (isHere(one) ? fields : {})) : []
  const lost = stays ? [] : odd.changed.slice(0, 5).map((one) => lostLine(one, desk))
  return {
    steps: [end, { do: 'insert', draft }, ...kept],
    after: { title: draft.title, time: settled.time, rule: settled.rule },
    lost,
  }
}

/** Instances after the split that are not as their rule makes them. */
interface Odd {
  changed: CalendarEvent[]
  /** The times of those that were deleted. */
  removed: EventTime[]
}

async function oddInstances(
  desk: Desk,
  { calendar }: Found,
  master: CalendarEvent,
  split: string,
): Promise<Odd> {
  const from = startOf(originalTime(split)).add({ seconds: 1 })
  const to = from.add({ hours: AHEAD_HOURS })
  const range = { from: from.toString(), to: to.toString(), limit: MOST }
  const listed = await ask(calendar, () => calendar.list(range, desk.signal))
  const there = listed.filter(({ series }) => series?.id === master.id)
  const regular = instancesOf({ time: master.time, rule: master.rule ?? '' }, { from, to, limit: MOST })
  const starts = new Map(
    there.map((one) => [startOf(originalTime(one.series?.originalStart ?? '')).toString(), one]),
  )
  return {
    changed: there.filter((one) => isChanged(one, master)),
    removed: listed.length < MOST ? regular.filter((time) => !starts.has(startOf(time).toString())) : [],
  }
}

/** A length of its own is no difference worth keeping: the series may get another one. */
function isChanged(one: CalendarEvent, { title, location, notes }: CalendarEvent): boolean {
  const isMoved = !startOf(one.time).equals(startOf(originalTime(one.series?.originalStart ?? '')))
  return isMoved || one.title !== title || one.location !== location || one.notes !== notes
}

/** What differed goes on to differ in the new series, but for what was said of it. */
function keptSteps(
  { changed, removed }: Odd,
  master: CalendarEvent,
  time: EventTime,
  said: (one: CalendarEvent) => EventChange,
): Step[] {
  return [
    ...changed.map((one): Step => {
      const original = originalTime(one.series?.originalStart ?? '')
      const place = onDay(time, dayOf(original))
      const change: EventChange = {
        ...(one.title !== master.title && { title: one.title }),
        ...(one.location !== master.location && { location: one.location }),
        ...(one.notes !== master.notes && { notes: one.notes }),
        ...(!startOf(one.time).equals(startOf(original)) && { time: one.time }),
        ...said(one),
      }
      return { do: 'change', event: idIn(place), change, back: {} }
    }),
    ...removed.map((original): Step => ({ do: 'remove', event: idIn(onDay(time, dayOf(original))) })),
  ]
}

/** Of an instance of the new series. */
function idIn(time: EventTime): string {
  const start =
    time.kind === 'days' ? Temporal.PlainDate.from(time.first) : Temporal.ZonedDateTime.from(time.start)
  return `${NEW_SERIES}_${stampOf(start)}`
}

const lostLine = (event: CalendarEvent, desk: Desk): string =>
  phrase('askDelete', desk.person.language, { event: describeEvent(event, desk) })

/** The time the rule gave an instance, as a time of its own. */
function originalTime(originalStart: string): EventTime {
  return originalStart.includes('T')
    ? { kind: 'timed', start: originalStart, end: originalStart }
    : { kind: 'days', first: originalStart, last: originalStart }
}
