import { ToolFailure } from '../errors.ts'
import type { ToolPerson, ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { plainMarkdown } from '../plain-text.ts'
import type { Database, Queryable } from '../store/database.ts'
import { planFirings, settleFirings, unplan } from '../store/firings.ts'
import {
  endReminders,
  type ListedReminder,
  lockReminder,
  setReminderStatus,
  setSchedule,
} from '../store/reminders.ts'
import { describeNext, nextInWords } from './describe-reminder.ts'
import type { ReminderTurn } from './reminder-turn.ts'
import type { ChangeReminder } from './reminders.ts'

/** Does what was planned; doing it again changes nothing more. */
export async function carryOutChange(
  plan: ChangeReminder,
  callId: string,
  { person }: ReminderTurn,
  database: Database,
): Promise<ToolResult> {
  const at = plan.at === undefined ? undefined : Temporal.ZonedDateTime.from(plan.at)
  const row = await database.transaction(async (db) => {
    const found = await lockReminder(db, person.id, plan.id)
    if (!found) throw new ToolFailure('This reminder is not there any more. Nothing was changed.')
    if (plan.action === 'cancel') await cancel(db, found)
    else if (plan.action === 'done') await finish(db, found, plan)
    else if (at) await putOff(db, found, plan, at, callId)
    else throw new Error('a reminder is put off to no time')
    return found
  })
  return tellChanged(row, plan, at, person)
}

async function cancel(db: Queryable, { id }: ListedReminder): Promise<void> {
  await setReminderStatus(db, [id], 'cancelled')
  await unplan(db, id)
  await settleFirings(db, id, 'cancelled')
}

/** Before it has come a single one is done for good; a series goes on. */
async function finish(
  db: Queryable,
  { id, rule }: ListedReminder,
  { firing }: ChangeReminder,
): Promise<void> {
  if (firing === undefined && rule === null) await unplan(db, id)
  await settleFirings(db, id, 'done')
  await endReminders(db, [id])
}

async function putOff(
  db: Queryable,
  { id, conversation, status, first, zone }: ListedReminder,
  { action, firing, rule }: ChangeReminder,
  at: Temporal.ZonedDateTime,
  callId: string,
): Promise<void> {
  const due = at.toInstant()
  await setReminderStatus(db, [id], 'active')
  if (rule !== undefined) {
    await setSchedule(db, id, { first: at.toString(), rule, zone: at.timeZoneId })
    await unplan(db, id, { byRule: true })
    await planFirings(db, [{ reminder: id, conversation, occurrence: `rule:${callId}`, due }])
  } else {
    // A series that is over comes once more, and does not begin anew.
    if (status !== 'active') await setSchedule(db, id, { first, rule: null, zone })
    if (firing === undefined) await unplan(db, id)
    await planFirings(db, [{ reminder: id, conversation, occurrence: `${action}:${callId}`, due }])
  }
  await settleFirings(db, id, action === 'later' ? 'later' : 'moved')
}

function tellChanged(
  row: ListedReminder,
  { action, rule }: ChangeReminder,
  at: Temporal.ZonedDateTime | undefined,
  person: ToolPerson,
): ToolResult {
  const { language } = person
  const name = `r${row.ref} ("${row.text}")`
  const what = `**${plainMarkdown(row.text)}**`
  if (action === 'cancel')
    return {
      text: `${name} is cancelled for good.`,
      receipt: `✅ ${phrase('reminderCancelled', language, { what })}`,
    }
  if (action === 'done')
    return {
      text: `${name} is done.${row.rule && row.next_at ? ' The series goes on.' : ''}`,
      receipt: `✅ ${phrase('reminderDone', language, { what })}`,
    }
  const moved = { ...row, rule: rule ?? null }
  return {
    text: `${name} comes again: ${describeNext(moved, at, person)}.`,
    receipt: `✅ ${phrase('reminderMoved', language, { what, when: nextInWords(moved, at, person) })}`,
  }
}
