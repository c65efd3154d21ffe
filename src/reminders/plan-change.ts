import { ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import type { Queryable } from '../store/database.ts'
import { findReminder, type ListedReminder } from '../store/reminders.ts'
import { moveWhen } from '../time/move-when.ts'
import { resolveDuration } from '../time/parse-duration.ts'
import { resolveRecurrence } from '../time/recurrence.ts'
import {
  contextOf,
  failUnclear,
  momentOf,
  placed,
  readMoment,
  readSeries,
  type TimesOf,
} from './read-times.ts'
import type { ReminderTurn } from './reminder-turn.ts'
import type { ChangeReminder, ReminderChange } from './reminders.ts'

/** What a change comes down to. Throws `ToolFailure`. */
export async function planChange(
  change: ReminderChange,
  turn: ReminderTurn,
  db: Queryable,
): Promise<Prepared<ChangeReminder>> {
  return { plan: planChangeOf(await find(db, turn.person.id, change.reminder), change, turn) }
}

async function find(db: Queryable, person: string, name: string | undefined): Promise<ListedReminder> {
  if (name === undefined) {
    const last = await findReminder(db, person, undefined)
    if (last) return last
    throw new ToolFailure(
      'No reminder that was sent is open. List them with list-reminders to see which could be meant. Nothing was changed.',
    )
  }
  const [, ref] = /^\s*r?(\d{1,9})\s*$/i.exec(name) ?? []
  const found = ref === undefined ? undefined : await findReminder(db, person, Number(ref))
  if (found) return found
  throw new ToolFailure(
    'There is no such reminder. List them with list-reminders first. Nothing was changed.',
  )
}

function planChangeOf(
  reminder: ListedReminder,
  { action, when }: ReminderChange,
  turn: ReminderTurn,
): ChangeReminder {
  const plan: ChangeReminder = { id: reminder.id, action, firing: reminder.open ?? undefined }
  if (action === 'done' || action === 'cancel') return plan
  if (reminder.kind === 'briefing' && action === 'move')
    throw new ToolFailure('A briefing is moved with daily-briefing. Nothing was changed.')
  if (reminder.kind === 'before-events')
    throw new ToolFailure(
      `r${reminder.ref} comes before events. For one event set a reminder of its own with create-reminder; for all of them ` +
        'cancel this one and set another. Nothing was changed.',
    )
  if (action === 'later' && (reminder.open !== null || !reminder.next_at))
    return { ...plan, at: readLater(when ?? '1 hour', turn).toString() }
  if (!when && action === 'move')
    throw new ToolFailure('Ask to what time it should be moved. Nothing was changed.')
  const original = originalOf(reminder, turn)
  if (action === 'later' && !when)
    return { ...plan, action: 'move', ...moved(reminder, original.add({ hours: 1 }), turn) }
  const words = when ?? ''
  // "every Tuesday at 10": it is the series that moves.
  if (resolveRecurrence(words, contextOf(turn)).kind === 'recurrence') {
    const { first, rule } = readSeries(words, turn)
    return { ...plan, action: 'move', at: first.toString(), rule }
  }
  const to = placed(moveWhen(momentOf(original), words, contextOf(turn)), turn)
  const at =
    'kind' in to ? (to.problem === 'not-understood' ? readMoment(words, turn).at : failUnclear(to)) : to.at
  return { ...plan, action: 'move', ...moved(reminder, at, turn) }
}

/** Once more at that time; a series that goes on and whose next time has not come moves as a whole, by the clock. */
function moved(
  { rule, open, ref, status }: ListedReminder,
  at: Temporal.ZonedDateTime,
  turn: TimesOf,
): Pick<ChangeReminder, 'at' | 'rule'> {
  if (rule === null || open !== null || status !== 'active') return { at: at.toString() }
  assertMovable(rule, at, turn, ref)
  return { at: at.toString(), rule }
}

/** A rule that names the hour itself, or a day it does not have, cannot be moved by one time alone. */
function assertMovable(rule: string, at: Temporal.ZonedDateTime, { now }: TimesOf, ref: number): void {
  const weekday = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][at.dayOfWeek - 1] ?? ''
  const days = /(?:^|;)BYDAY=([^;]+)/.exec(rule)?.[1]
  const otherDay = days !== undefined && !days.split(',').some((day) => day.endsWith(weekday))
  if (
    otherDay ||
    /BY(HOUR|MINUTE|MONTHDAY|MONTH)=/.test(rule) ||
    Temporal.Instant.compare(at.toInstant(), now) <= 0
  )
    throw new ToolFailure(
      `r${ref} repeats. Ask how it should be from now on, and pass that as a whole, such as "every Tuesday at 10". Nothing was changed.`,
    )
}

function readLater(words: string, turn: TimesOf): Temporal.ZonedDateTime {
  const duration = resolveDuration(words)
  return duration
    ? turn.now.toZonedDateTimeISO(turn.person.timezone).add(duration)
    : readMoment(words, turn).at
}

/** When it comes, or came. */
function originalOf(
  { next_at, open_at, first }: ListedReminder,
  { person, now }: TimesOf,
): Temporal.ZonedDateTime {
  const at = open_at ?? next_at
  if (at) return at.toTemporalInstant().toZonedDateTimeISO(person.timezone)
  return first
    ? Temporal.ZonedDateTime.from(first).withTimeZone(person.timezone)
    : now.toZonedDateTimeISO(person.timezone)
}
