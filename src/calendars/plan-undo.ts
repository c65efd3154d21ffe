import { z } from 'zod'
import { PermanentError, ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { type KeptChange, lastChange } from '../store/event-changes.ts'
import { type EventPlan, NEW_SERIES, type Step } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { describeEvent, describePeople } from './describe-event.ts'
import { isAsLeft } from './event-state.ts'
import { eventId } from './event-ids.ts'
import { othersIn } from './find-event.ts'
import { ANSWERED } from './plan-answer.ts'
import { ask } from './read-calendars.ts'

/** What our own log holds: written by us, so only its outline is checked. */
const Kept = z.looseObject({
  plan: z.custom<EventPlan>(
    (value) => z.looseObject({ steps: z.array(z.unknown()) }).safeParse(value).success,
  ),
  after: z
    .custom<CalendarEvent>((value) => z.looseObject({ id: z.string() }).safeParse(value).success)
    .nullable(),
})

/** Takes the last change of this person back: the same steps backwards, unless somebody changed the event since. */
export async function planUndo(desk: Desk): Promise<Prepared<EventPlan>> {
  const { settings, person, signal } = desk
  const change = await lastChange(settings.database.pool, person.id)
  if (!change)
    throw new ToolFailure(
      'There is nothing to take back: no event was changed in the last seven days. Nothing was done.',
    )
  const { plan, after } = readKept(change)
  if (change.status === 'begun')
    throw new ToolFailure(
      `It is not known whether the last change was done (${plan.shown}), so it is not taken back. Nothing was done. Look with find-events.`,
      { outside: plan.outside },
    )
  const { all } = await settings.calendars.of(person.id)
  const calendar = all.find(({ id }) => id === change.calendar)
  if (!calendar)
    throw new ToolFailure('The calendar of the last change is not there any more. Nothing was done.')
  const now =
    change.event === null ? undefined : await ask(calendar, () => calendar.get(change.event ?? '', signal))
  if (after && !(now && isAsLeft(now, after)))
    throw new ToolFailure(
      `The last change cannot be taken back, because the event was changed or deleted since: ${plan.shown}. Nothing was done. ` +
        'Ask the person what is to be done instead.',
      { outside: plan.outside },
    )
  const steps = backwards(plan.steps, eventId(change.key), now?.etag)
  const undo: EventPlan = {
    calendar: calendar.id,
    action: 'undo',
    steps,
    subject: subjectOf(steps),
    shown: shownOf(desk, plan, steps, now),
    notify: plan.notify,
    told: toldOf(calendar, plan, now),
    say: sayOf(steps),
    besides: [],
    outside: plan.outside,
    undoes: change.id,
  }
  return {
    plan: undo,
    ...(plan.notify && { ask: questionOf(desk, undo, now) }),
  }
}

function readKept(change: KeptChange): { plan: EventPlan; after: CalendarEvent | null } {
  const read = Kept.safeParse(change)
  if (!read.success) throw new PermanentError('a change of an event cannot be read', { cause: read.error })
  return read.data
}

/** `id`: what the plan's insert made. What was done inside of a series that goes away goes with it. */
function backwards(steps: Step[], id: string, etag: string | undefined): Step[] {
  return steps
    .filter((step) => !('event' in step && step.event.startsWith(NEW_SERIES)))
    .toReversed()
    .map((step, at): Step => {
      const guard = at === 0 && etag !== undefined ? { etag } : {}
      if (step.do === 'insert') return { do: 'remove', event: id, ...guard }
      if (step.do === 'remove') return { do: 'restore', event: step.event }
      if (step.do === 'restore') return { do: 'remove', event: step.event, ...guard }
      if (step.do === 'change') return { ...step, change: step.back, back: step.change, etag: guard.etag }
      if (step.back === 'needsAction')
        throw new ToolFailure(
          'An invitation that has been answered cannot be left unanswered again. Nothing was done. Ask the person which other ' +
            'answer they want (answer-invitation).',
        )
      return { ...step, response: step.back, back: step.response, etag: guard.etag }
    })
}

/** The event that is shown at the end: what was changed back rather than what went away. */
function subjectOf(steps: Step[]): string {
  const step = steps.findLast(({ do: act }) => act !== 'remove') ?? steps.at(-1)
  return step && 'event' in step ? step.event : ''
}

function sayOf(steps: Step[]): EventPlan['say'] {
  const act = (steps.findLast(({ do: act }) => act !== 'remove') ?? steps[0])?.do
  if (act === 'restore') return 'restored'
  if (act === 'respond') return 'answered'
  return act === 'change' ? 'changed' : 'deleted'
}

function shownOf(desk: Desk, plan: EventPlan, steps: Step[], now: CalendarEvent | undefined): string {
  const step = steps[0]
  if (!now || step?.do !== 'change') return plan.shown
  const { title, time, rule } = { ...now, ...step.change }
  return describeEvent({ title, time, rule: rule || undefined }, desk)
}

/** Those of the event as it is, or those it was deleted with. */
function toldOf(calendar: Calendar, plan: EventPlan, now: CalendarEvent | undefined): string[] {
  return now ? othersIn({ calendar, event: now }) : plan.told
}

/** Others hear of it, so it is asked like any other change. */
function questionOf(desk: Desk, { steps, shown, told }: EventPlan, now: CalendarEvent | undefined): string[] {
  const { language } = desk.person
  const people = describePeople(told)
  const tell = told.length > 0 ? [phrase('willBeTold', language, { people })] : []
  const say = sayOf(steps)
  if (say === 'restored') return [phrase('askBookAndInvite', language, { event: shown, people })]
  if (say === 'deleted') return [phrase('askDelete', language, { event: shown }), ...tell]
  const answer = steps.find((step) => step.do === 'respond')
  if (answer) return [phrase(ANSWERED[answer.response], language, { event: shown })]
  const event = now ? describeEvent(now, desk) : shown
  return [phrase('askChange', language, { event, after: shown }), ...tell]
}
