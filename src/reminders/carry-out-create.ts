import type { ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Database, Queryable } from '../store/database.ts'
import { planFirings, unplan } from '../store/firings.ts'
import { tellZoneOnce } from '../store/people.ts'
import { insertReminder, listReminders, type ReminderRow, setReminderStatus } from '../store/reminders.ts'
import { describeNext, receiptOf } from './describe-reminder.ts'
import type { RemindersSettings, ReminderTurn } from './reminder-turn.ts'
import type { CreateReminder } from './reminders.ts'
import { occurrenceAt } from './schedule.ts'

/** Sets what was planned, once for a call id. */
export async function carryOutCreate(
  plan: CreateReminder,
  callId: string,
  turn: ReminderTurn,
  { database, watch }: RemindersSettings,
): Promise<ToolResult> {
  const { person, log } = turn
  const { kind, zoneMatters = false } = plan
  const first = plan.first === undefined ? undefined : Temporal.ZonedDateTime.from(plan.first)
  const row = await database.transaction((db) => insert(db, plan, first, callId, turn))
  if (kind === 'before-events')
    await watch(person.id).catch((err: Error) => log.warn({ err }, 'coming events were not looked at'))
  const told = zoneMatters && person.zoneSource === 'guess' && (await tellZoneOnce(database.pool, person.id))
  const what = kind === 'briefing' ? 'The briefing' : 'The reminder'
  return {
    text: `${what} r${row.ref} is set: "${row.text}", ${describeNext(row, first, person)}.`,
    receipt: receiptOf(row, first, person, told),
    undo: { reminder: row.id },
  }
}

async function insert(
  db: Queryable,
  { kind, text, rule, floating, minutesBefore }: CreateReminder,
  first: Temporal.ZonedDateTime | undefined,
  callId: string,
  { person, conversation }: ReminderTurn,
): Promise<ReminderRow> {
  const { row, inserted } = await insertReminder(db, {
    person: person.id,
    conversation,
    kind,
    text,
    first: first?.toString() ?? null,
    rule: rule ?? null,
    floating,
    zone: first?.timeZoneId ?? person.timezone,
    minutes_before: minutesBefore ?? null,
    callId,
  })
  if (inserted && kind === 'briefing') await cancelBriefings(db, person.id, row.id)
  if (inserted && first) {
    const due = first.toInstant()
    await planFirings(db, [{ reminder: row.id, conversation, occurrence: occurrenceAt(due), due }])
  }
  return row
}

export async function endBriefings({ person }: ReminderTurn, database: Database): Promise<ToolResult> {
  const ended = await database.transaction((db) => cancelBriefings(db, person.id))
  return {
    text: ended > 0 ? 'No more briefings are sent.' : 'There was no briefing; none is sent.',
    receipt: `✅ ${phrase('briefingOff', person.language)}`,
  }
}

/** There is one briefing: a new one takes the place of the old. Returns how many there were. */
async function cancelBriefings(db: Queryable, person: string, but?: string): Promise<number> {
  const all = await listReminders(db, person)
  const ids = all.flatMap(({ id, kind }) => (kind === 'briefing' && id !== but ? [id] : []))
  await setReminderStatus(db, ids, 'cancelled')
  for (const id of ids) await unplan(db, id)
  return ids.length
}
