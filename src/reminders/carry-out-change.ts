import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Database } from '../store/database.ts'
import { planFirings, settleFirings, unplan } from '../store/firings.ts'
import { endReminders, reminderById, setReminderStatus, setSchedule } from '../store/reminders.ts'
import { describeNext, nextInWords } from './describe-reminder.ts'
import { plainMarkdown } from './reminder-text.ts'
import type { ChangeReminder } from './reminders.ts'
import type { ReminderTurn } from './create-reminders.ts'

/** Does what was planned; doing it again changes nothing more. */
export async function carryOutChange(
  plan: ChangeReminder,
  callId: string,
  { person }: ReminderTurn,
  database: Database,
): Promise<ToolResult> {
  const { id, action, firing, rule } = plan
  const at = plan.at === undefined ? undefined : Temporal.ZonedDateTime.from(plan.at)
  const row = await database.transaction(async (db) => {
    const found = await reminderById(db, person.id, id)
    if (!found) throw new ToolFailure('This reminder is not there any more. Nothing was changed.')
    const { conversation } = found
    if (action === 'cancel') {
      await setReminderStatus(db, [id], 'cancelled')
      await unplan(db, id)
      await settleFirings(db, id, 'cancelled')
      return found
    }
    if (action === 'done') {
      // Before it has come a single one is done for good; a series goes on.
      if (firing === undefined && found.rule === null) await unplan(db, id)
      await settleFirings(db, id, 'done')
      await endReminders(db, [id])
      return found
    }
    if (!at) throw new Error('a reminder is put off to no time')
    await setReminderStatus(db, [id], 'active')
    const due = at.toInstant()
    if (rule !== undefined) {
      await setSchedule(db, id, { first: at.toString(), rule, zone: at.timeZoneId })
      await unplan(db, id, { byRule: true })
      await planFirings(db, [{ reminder: id, conversation, occurrence: `rule:${callId}`, due }])
    } else {
      if (firing === undefined) await unplan(db, id)
      await planFirings(db, [{ reminder: id, conversation, occurrence: `${action}:${callId}`, due }])
    }
    await settleFirings(db, id, action === 'later' ? 'later' : 'moved')
    return { ...found, rule: rule ?? found.rule }
  })
  const what = `**${plainMarkdown(row.text)}**`
  const { language } = person
  if (action === 'cancel')
    return {
      text: `r${row.ref} ("${row.text}") is cancelled for good.`,
      receipt: `✅ ${phrase('reminderCancelled', language, { what })}`,
    }
  if (action === 'done')
    return {
      text: `r${row.ref} ("${row.text}") is done.${row.rule && row.next_at ? ' The series goes on.' : ''}`,
      receipt: `✅ ${phrase('reminderDone', language, { what })}`,
    }
  const only = rule === undefined ? { ...row, rule: null } : row
  return {
    text: `r${row.ref} ("${row.text}") comes again: ${describeNext(only, at, person)}.`,
    receipt: `✅ ${phrase('reminderMoved', language, { what, when: nextInWords(only, at, person) })}`,
  }
}
