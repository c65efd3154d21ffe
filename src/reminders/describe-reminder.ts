import type { ToolPerson } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { plainMarkdown } from '../plain-text.ts'
import type { Queryable } from '../store/database.ts'
import { quietHoursOf } from '../store/people.ts'
import { type ListedReminder, listReminders, type ReminderRow } from '../store/reminders.ts'
import { describeRule } from '../time/describe-rule.ts'
import { describeWhen } from '../time/describe-when.ts'
import { momentOf } from './read-times.ts'
import { describeMinutes } from './reminder-text.ts'

/** Most that are listed. */
const MOST_LISTED = 50

type Described = Pick<ReminderRow, 'kind' | 'rule' | 'text' | 'minutes_before' | 'zone'>

/** When a reminder comes, in the person's language. */
export function nextInWords(
  { rule, minutes_before, zone }: Described,
  next: Temporal.ZonedDateTime | undefined,
  { timezone, language }: ToolPerson,
): string {
  if (minutes_before !== null) return `⏳ ${describeMinutes(minutes_before, language)} → 📅`
  const first = next && describeWhen(momentOf(next), { timeZone: timezone, language })
  return [rule === null ? undefined : describeRule(rule, language, zone), first].filter(Boolean).join('; ')
}

/** The same for the model. */
export function describeNext(
  reminder: Described,
  next: Temporal.ZonedDateTime | undefined,
  person: ToolPerson,
): string {
  if (reminder.minutes_before !== null)
    return `${describeMinutes(reminder.minutes_before, 'en')} before each event`
  const words = nextInWords(reminder, next, { ...person, language: 'en-GB' })
  return reminder.rule === null ? words : words.replace('; ', ', next: ')
}

/** What the person is shown of a new one. */
export function receiptOf(
  reminder: Described,
  next: Temporal.ZonedDateTime | undefined,
  person: ToolPerson,
  guessed: boolean,
): string {
  const { language, timezone } = person
  const when = nextInWords(reminder, next, person)
  const set =
    reminder.kind === 'briefing'
      ? phrase('briefingSet', language, { when })
      : phrase('reminderSet', language, { what: `**${plainMarkdown(reminder.text)}**`, when })
  return [`✅ ${set}`, ...(guessed ? [`_${phrase('zoneGuessed', language, { zone: timezone })}_`] : [])].join(
    '\n',
  )
}

/** All that is to come, for the model. */
export async function describeAll(db: Queryable, person: ToolPerson, now: Temporal.Instant): Promise<string> {
  const rows = await listReminders(db, person.id)
  const quiet = await quietHoursOf(db, person.id)
  const lines = rows.slice(0, MOST_LISTED).map((row) => line(row, person, now))
  if (rows.length > MOST_LISTED) lines.push(`… and ${rows.length - MOST_LISTED} more.`)
  if (quiet) lines.push(`Quiet hours: ${quiet.from}–${quiet.until}.`)
  return rows.length === 0 ? ['There are no reminders.', ...lines].join('\n') : lines.join('\n')
}

function line(row: ListedReminder, person: ToolPerson, now: Temporal.Instant): string {
  const { timezone } = person
  const zoned = (date: Date) => date.toTemporalInstant().toZonedDateTimeISO(timezone)
  const next = row.next_at ? zoned(row.next_at) : undefined
  const name = row.kind === 'briefing' ? 'daily briefing' : `"${row.text.replaceAll('\n', ' ')}"`
  const comes = next || row.minutes_before !== null ? describeNext(row, next, person) : undefined
  const sent = row.open_at
    ? `was due ${describeWhen(momentOf(zoned(row.open_at)), { timeZone: timezone, language: 'en-GB' })}, not done yet`
    : undefined
  const overdue =
    row.next_at && Temporal.Instant.compare(row.next_at.toTemporalInstant(), now) < 0
      ? 'about to be sent'
      : undefined
  return `r${row.ref}: ${[name, comes, overdue, row.kind === 'briefing' ? undefined : sent].filter(Boolean).join('; ')}`
}
