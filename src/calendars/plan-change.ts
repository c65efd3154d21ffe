import { ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { type ChangeRequest, type EventPlan, type FoundFree, NEW_SERIES, type Scope } from './agenda.ts'
import { type Desk, needZone, timeContext } from './agenda-turn.ts'
import type { CalendarEvent } from './calendar.ts'
import {
  type AskedChange,
  changedFields,
  changedPeople,
  type SettledChange,
  stepsFor,
} from './change-fields.ts'
import { checkFree, type Clear } from './conflicts.ts'
import { describeEvent, describePeople } from './describe-event.ts'
import { goodUntil, isSameTime, startOf } from './event-times.ts'
import { changeRule, moveTime } from './event-when.ts'
import { findEvent, type Found, masterOf, othersIn } from './find-event.ts'
import { movedAlong, upcoming } from './move-series.ts'
import { cannot } from './plan-booking.ts'
import { changeFollowing, isFirstOf } from './plan-following.ts'
import { comingInstances, countComing } from './series.ts'

/** What a change comes down to: of which event, which of its instances, and who hears of it. */
export async function planChange(desk: Desk, request: ChangeRequest): Promise<Prepared<EventPlan>> {
  const found = await findEvent(desk, request.event)
  const { calendar, event } = found
  if (!event.own)
    throw new ToolFailure(
      'Somebody else organises this event, so only they can change it. Nothing was done. The person can answer it ' +
        '(answer-invitation) or delete it from their own calendar.',
    )
  const scope = scopeOf(event, request, request.repeat !== undefined)
  const times = [request.when, request.repeat].filter((words) => words !== undefined)
  if (times.length > 0) needZone(desk, times)
  const asked = { desk, found, request, fields: changedFields(event, request, calendar) }
  const change = await settle(asked, scope)
  if (change.steps.length === 0)
    throw new ToolFailure('Nothing was done: nothing of the event would be otherwise. Ask what is to change.')
  const clear = await clearOf(asked, change)
  return prepared(asked, scope, change, clear)
}

/**
 * A single event is all there is of it; of an instance the person must have said what they mean. One that was just spoken of
 * alone is meant alone.
 */
export function scopeOf(
  event: CalendarEvent,
  request: { event?: string | undefined; scope?: Scope | undefined },
  newRule = false,
): Scope {
  if (!event.series) return event.rule ? 'all' : 'this'
  const scope = request.scope ?? (request.event === undefined ? 'this' : undefined)
  if (scope && !(newRule && scope === 'this')) return scope
  throw new ToolFailure(
    'This event is one of a series. Nothing was done. Ask whether it is about this one only (this), this one and all ' +
      'later ones (following), or the whole series (all), and pass the answer as scope.' +
      (newRule ? ' How it repeats can only be changed for following or all.' : ''),
  )
}

async function settle(asked: AskedChange, scope: Scope): Promise<SettledChange> {
  if (scope === 'this') return changeOne(asked)
  const master = await masterOf(asked.found, asked.desk.signal)
  return scope === 'all' || isFirstOf(asked.found.event, master)
    ? changeAll(asked, master)
    : changeFollowing(asked, master)
}

/** One event, or one instance of a series. */
function changeOne({ desk, found: { event }, request, fields }: AskedChange): SettledChange {
  const change = { ...fields }
  const moved = movesTime(request) ? moveTime(event.time, request, timeContext(desk)) : event.time
  const settled =
    request.repeat === undefined ? { time: moved } : changeRule(request.repeat, moved, timeContext(desk))
  if (!isSameTime(settled.time, event.time)) change.time = settled.time
  if (settled.rule !== undefined) change.rule = settled.rule
  const { title, time } = { ...event, ...change }
  return { steps: stepsFor(event, change), after: { title, time, rule: change.rule } }
}

/** The series itself, moved as far as the instance that was spoken of. */
function changeAll(
  { desk, found: { event }, request, fields }: AskedChange,
  master: CalendarEvent,
): SettledChange {
  const change = { ...fields }
  if (request.repeat !== undefined && /^\s*(?:no|never|none|not|once)\b/i.test(request.repeat))
    change.rule = ''
  else if (request.repeat !== undefined) {
    const from = moveTime(master.time, { duration: request.duration }, timeContext(desk))
    Object.assign(change, changeRule(request.repeat, from, timeContext(desk)))
  } else if (movesTime(request)) {
    const to = moveTime(upcoming(desk, event), request, timeContext(desk))
    const { time, rule } = movedAlong(master, event, to, desk)
    if (!isSameTime(time, master.time)) change.time = time
    if (rule !== master.rule) change.rule = rule
  }
  const { title, time, rule } = { ...master, ...change }
  return { steps: stepsFor(master, change), after: { title, time, rule: rule || undefined } }
}

const movesTime = ({ when, duration }: ChangeRequest): boolean => when !== undefined || duration !== undefined

/** A change that moves nothing has nothing in its way. */
async function clearOf({ desk, found, request }: AskedChange, { after }: SettledChange): Promise<Clear> {
  const { calendar } = found
  if (!movesTime(request) && request.repeat === undefined)
    return { besides: [], outside: false, overlaps: [] }
  const { title, time, rule, except } = asFree(found, after)
  const times = rule ? comingInstances({ time, rule }, desk.now) : [time]
  return checkFree(desk, { title, times, calendar, except, evenIfBusy: request.evenIfBusy ?? false })
}

function asFree({ event }: Found, { title, time, rule }: SettledChange['after']): Omit<FoundFree, 'at'> {
  return { title, time, except: event.series?.id ?? event.id, ...(rule && { rule }) }
}

const QUESTIONS = { this: 'askChange', following: 'askChangeFollowing', all: 'askChangeAll' } as const

function prepared(
  { desk, found, request }: AskedChange,
  scope: Scope,
  { steps, after, lost = [] }: SettledChange,
  clear: Clear,
): Prepared<EventPlan> {
  const { person, now } = desk
  const { calendar, event } = found
  const everybody = [...othersIn(found), ...(changedPeople(event, request) ?? []).map(({ email }) => email)]
  const told = calendar.kind === 'google' ? [...new Set(everybody)] : []
  const moves = movesTime(request) || request.repeat !== undefined
  const count = after.rule ? ` (${countComing({ time: after.time, rule: after.rule }, now)})` : ''
  const shown = describeEvent(after, desk) + count
  const question = phrase(QUESTIONS[scope], person.language, {
    event: describeEvent(event, desk),
    after: shown,
  })
  const tell =
    told.length > 0 ? [phrase('willBeTold', person.language, { people: describePeople(told) })] : []
  const isSeries = event.series !== undefined || event.rule !== undefined
  const [first, second] = steps
  // What goes on already may still end otherwise.
  const begins = !startOf(after.time).equals(startOf(event.time))
  return {
    plan: {
      calendar: calendar.id,
      action: 'change',
      steps,
      subject: second?.do === 'insert' ? NEW_SERIES : first && 'event' in first ? first.event : event.id,
      shown,
      notify: told.length > 0,
      told,
      say: 'changed',
      guessed: moves && person.zoneSource === 'guess',
      ...(moves && !after.rule && begins && { goodUntil: goodUntil(after.time, person.timezone) }),
      ...(moves && !request.evenIfBusy && { free: { ...asFree(found, after), at: now.toString() } }),
      besides: [
        ...clear.besides,
        ...cannot(calendar, { invite: (request.addAttendees ?? []).length > 0, meet: request.meet ?? false }),
      ],
      outside: clear.outside,
      overlaps: clear.overlaps,
    },
    ...((isSeries || told.length > 0) && {
      ask: [question, ...lost, ...tell],
      about: [event.series?.id ?? event.id, scope, ...told.toSorted()].join(' '),
    }),
  }
}
