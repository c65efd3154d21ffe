import type { Prepared } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { EventPlan, Scope, Step } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { CalendarEvent } from './calendar.ts'
import { describeEvent, describePeople } from './describe-event.ts'
import { findEvent, masterOf, othersIn } from './find-event.ts'
import { isFirstOf } from './plan-following.ts'
import { scopeOf } from './plan-change.ts'
import { countComing, endedBefore } from './series.ts'

export interface RemovalRequest {
  event?: string | undefined
  scope?: Scope | undefined
}

const QUESTIONS = { this: 'askDelete', following: 'askDeleteFollowing', all: 'askDeleteAll' } as const

/** What a deletion comes down to. It always asks. */
export async function planRemoval(desk: Desk, request: RemovalRequest): Promise<Prepared<EventPlan>> {
  const { person, now, signal } = desk
  const found = await findEvent(desk, request.event)
  const { calendar, event } = found
  const scope = scopeOf(event, request)
  const master = scope === 'this' ? event : await masterOf(found, signal)
  const step = stepOf(event, master, scope)
  const told = event.own ? othersIn(found) : []
  const rule = scope === 'this' ? undefined : master.rule
  const count = rule ? ` (${countComing({ time: master.time, rule }, now)})` : ''
  const shown = describeEvent({ ...event, rule }, desk) + count
  return {
    plan: {
      calendar: calendar.id,
      action: 'remove',
      steps: [step],
      subject: step.event,
      shown,
      notify: told.length > 0,
      told,
      say: step.do === 'change' ? 'changed' : scope === 'this' ? 'deleted' : 'seriesDeleted',
      besides: [],
      outside: !event.own,
    },
    ask: [
      phrase(QUESTIONS[scope], person.language, { event: shown }),
      ...(told.length > 0 ? [phrase('willBeTold', person.language, { people: describePeople(told) })] : []),
    ],
  }
}

/** A series that loses this instance and all later ones ends before it. */
function stepOf(event: CalendarEvent, master: CalendarEvent, scope: Scope): Exclude<Step, { do: 'insert' }> {
  const split = event.series?.originalStart
  if (scope !== 'following' || split === undefined || isFirstOf(event, master))
    return { do: 'remove', event: master.id, etag: master.etag }
  const rule = master.rule ?? ''
  return {
    do: 'change',
    event: master.id,
    change: { rule: endedBefore(rule, split) },
    back: { rule },
    etag: master.etag,
  }
}
