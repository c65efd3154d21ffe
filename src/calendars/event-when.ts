import { moveWhen } from '../time/move-when.ts'
import { untilOf } from '../time/occurrences.ts'
import { resolveRecurrence, type Recurrence } from '../time/recurrence.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import type { TimeContext, Unclear, When } from '../time/when.ts'
import { notClear } from './agenda-turn.ts'
import type { EventTime } from './calendar.ts'
import { timeOf } from './event-length.ts'
import { later, whenOf } from './event-times.ts'
import { withUntil } from './series.ts'

/** When an event is, and by which rule it repeats. */
export interface Settled {
  time: EventTime
  rule?: string | undefined
}

export interface TimeWords {
  when?: string | undefined
  duration?: string | undefined
  repeat?: string | undefined
}

/** What the words of a booking come down to. Throws `ToolFailure` with the question for the person. */
export function settleTime({ when = '', duration, repeat }: TimeWords, context: TimeContext): Settled {
  const start = resolveWhen(when, context)
  if (repeat !== undefined) return settleSeries(repeat, start, duration, context)
  if (start.kind !== 'unclear') return { time: timeOf(start, duration) }
  // "Every Monday at 9" may have come in the wrong field.
  const series = start.problem === 'not-understood' ? resolveRecurrence(when, context) : start
  if (series.kind === 'unclear') throw notClear(start)
  return ofRecurrence(series, undefined, duration)
}

/** `start`: what was said of the first time, where it was: the day it begins, or its hour. */
function settleSeries(
  repeat: string,
  start: When | Unclear,
  duration: string | undefined,
  context: TimeContext,
): Settled {
  const given = start.kind === 'unclear' ? undefined : start
  const series = resolveRecurrence(repeat, { ...context, now: beginning(given, context) })
  if (series.kind === 'unclear') throw notClear(series, 'How it repeats')
  // "Every day at 9" says it all; whatever was not clear beside it does not matter.
  if (start.kind === 'unclear' && series.first.kind === 'days' && start.problem !== 'not-understood')
    throw notClear(start)
  return ofRecurrence(series, given, duration)
}

/** A series that begins next month is looked for from there on. */
function beginning(start: When | undefined, { now, timeZone }: TimeContext): Temporal.Instant {
  if (!start) return now
  const day = start.kind === 'days' ? start.first.toZonedDateTime(timeZone) : start.at.startOfDay()
  return later(day.toInstant(), now)
}

/** The hour comes from the rule's words, or else from those of the first time. */
function ofRecurrence(
  { rule, first }: Recurrence,
  start: When | undefined,
  duration: string | undefined,
): Settled {
  if (first.kind === 'days' && start?.kind === 'moment') {
    const at = first.first.toZonedDateTime({
      timeZone: start.at.timeZoneId,
      plainTime: start.at.toPlainTime(),
    })
    const end = start.end && at.add(start.at.until(start.end))
    return fitted(rule, timeOf({ kind: 'moment', at, ...(end && { end }) }, duration))
  }
  if (
    first.kind === 'moment' &&
    start?.kind === 'moment' &&
    start.end &&
    !first.end &&
    duration === undefined
  ) {
    const end = first.at.add(start.at.until(start.end))
    return fitted(rule, timeOf({ ...first, end }, undefined))
  }
  return fitted(rule, timeOf(first, duration))
}

/** A rule that was made for whole days may have a date as its end. */
function fitted(rule: string, time: EventTime): Settled {
  const isDate = /(?:^|;)UNTIL=\d{8}(?:;|$)/.test(rule)
  if (time.kind === 'days' || !isDate) return { time, rule }
  const last = untilOf(rule, 'UTC')?.toZonedDateTimeISO('UTC').toPlainDate()
  return { time, rule: last ? withUntil(rule, last, time) : rule }
}

/** Where words move an event to; what they do not say stays. */
export function moveTime(time: EventTime, { when, duration }: TimeWords, context: TimeContext): EventTime {
  const before = whenOf(time)
  const moved = when === undefined ? before : moveWhen(before, when, context)
  if (moved.kind === 'unclear') throw notClear(moved)
  if (duration === undefined) return timeOf(moved, undefined)
  return timeOf(moved.kind === 'moment' ? { kind: 'moment', at: moved.at } : moved, duration)
}

/** The rule that words give to a series that is there already, from the day of `time` on, at its hour unless they say one. */
export function changeRule(repeat: string, time: EventTime, context: TimeContext): Settled {
  const before = whenOf(time)
  const zone = before.kind === 'moment' ? before.at.timeZoneId : context.timeZone
  const day = before.kind === 'moment' ? before.at.startOfDay() : before.first.toZonedDateTime(zone)
  const series = resolveRecurrence(repeat, { ...context, now: day.toInstant(), timeZone: zone })
  if (series.kind === 'unclear') throw notClear(series, 'How it repeats')
  return ofRecurrence(series, before, undefined)
}
