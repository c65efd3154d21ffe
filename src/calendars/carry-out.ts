import { OutcomeUnknown, ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import { beginChange, type ChangeKey, failChange, finishChange } from '../store/event-changes.ts'
import { tellZoneOnce } from '../store/people.ts'
import type { EventPlan } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { checkFree } from './conflicts.ts'
import { changeKey, eventId } from './event-ids.ts'
import { refusal } from './read-calendars.ts'
import { receiptOf, tellDone } from './receipt.ts'
import { comingInstances } from './series.ts'
import { idOf, takeSteps } from './take-steps.ts'

/**
 * Does what was planned, once for a call, and says it as the calendar shows it then. Throws `ToolFailure` when nothing was
 * done, and `OutcomeUnknown`.
 */
export async function carryOut(desk: Desk, plan: EventPlan, callId: string): Promise<ToolResult> {
  const { settings, person, conversation, now, signal } = desk
  const db = settings.database.pool
  const change: ChangeKey = { person: person.id, key: changeKey(person.id, callId, plan) }
  const { all } = await settings.calendars.of(person.id)
  const calendar = all.find(({ id }) => id === plan.calendar)
  if (!calendar) throw new ToolFailure('The calendar is not connected any more. Nothing was done.')
  const { action, undoes } = plan
  const begun = await beginChange(db, {
    ...change,
    callId,
    conversation,
    calendar: calendar.id,
    action,
    plan,
    undoes,
  })
  if (begun.state === 'done') return begun.result
  if (begun.state === 'undone')
    throw new ToolFailure('The last change has been taken back already. Nothing was done.')
  const id = eventId(change.key)
  try {
    const isFirstTry = begun.state === 'new'
    if (isFirstTry) checkAhead(plan, now)
    if (isFirstTry) await checkStillFree(desk, plan, calendar)
    const { steps, notify } = plan
    await takeSteps({ calendar, steps, id, notify, isFirstTry, signal })
  } catch (err) {
    const words = refusal(err, calendar)
    if (words instanceof ToolFailure) await failChange(db, change)
    throw words
  }
  const after = await readBack(calendar, plan, idOf(plan.subject, id), signal)
  const text = await tellDone(desk, all, plan, after)
  return settings.database.transaction(async (tx) => {
    const told = plan.guessed ? await tellZoneOnce(tx, person.id) : false
    const receipt = receiptOf(desk, plan, after, told)
    const outside = plan.outside || after?.own === false
    const result = { text, receipt, ...(outside && { outside }) }
    await finishChange(tx, { ...change, event: after?.id, after, result, undoes })
    return result
  })
}

/** The person may have taken their time to say yes. */
function checkAhead({ goodUntil }: EventPlan, now: Temporal.Instant): void {
  // A minute, because what is to begin now has begun when it is written.
  const latest = now.subtract({ minutes: 1 })
  if (goodUntil === undefined || Temporal.Instant.compare(Temporal.Instant.from(goodUntil), latest) >= 0)
    return
  throw new ToolFailure('That time has passed meanwhile. Nothing was done. Ask the person for another time.')
}

/** Something may have come in the way between the question and the yes. */
async function checkStillFree(desk: Desk, { free }: EventPlan, calendar: Calendar): Promise<void> {
  if (!free || Temporal.Instant.from(free.at).equals(desk.now)) return
  const { title, time, rule, except } = free
  const times = rule ? comingInstances({ time, rule }, desk.now) : [time]
  await checkFree(desk, { title, times, calendar, except, evenIfBusy: false })
}

/** What there is now. What was deleted is not there, and everything else is. */
async function readBack(
  calendar: Calendar,
  { say, shown }: EventPlan,
  id: string,
  signal: AbortSignal,
): Promise<CalendarEvent | undefined> {
  const isGone = say === 'deleted' || say === 'seriesDeleted'
  let event: CalendarEvent | undefined
  try {
    event = await calendar.get(id, signal)
  } catch (err) {
    throw new OutcomeUnknown('the calendar could not be read after the write', { cause: err })
  }
  const isThere = event !== undefined && event.status !== 'cancelled'
  if (isThere === isGone)
    throw new OutcomeUnknown(`after the write the calendar shows otherwise (${shown.length})`)
  return isGone ? undefined : event
}
