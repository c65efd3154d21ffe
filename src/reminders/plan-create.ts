import { ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import type { Queryable } from '../store/database.ts'
import { countActive, listReminders } from '../store/reminders.ts'
import { resolveDuration } from '../time/parse-duration.ts'
import { resolveRecurrence } from '../time/recurrence.ts'
import { contextOf, readMoment, readSeries } from './read-times.ts'
import type { CreateReminder, ReminderRequest } from './reminders.ts'
import type { ReminderTurn } from './reminder-turn.ts'

const MOST_ACTIVE = 200
const LONGEST_TEXT = 500
/** How long before an event a reminder may come, in minutes. */
const MOST_BEFORE = 7 * 24 * 60

/** What a new reminder comes down to. Throws `ToolFailure`. */
export async function planCreate(
  request: ReminderRequest,
  turn: ReminderTurn,
  db: Queryable,
): Promise<Prepared<CreateReminder>> {
  const { when, repeat, beforeEvents } = request
  const text = cleanText(request.what)
  if (text === '') throw new ToolFailure('Ask what the reminder is about. Nothing was set.')
  if (text.length > LONGEST_TEXT)
    throw new ToolFailure(`A reminder has ${LONGEST_TEXT} characters at most. Shorten it. Nothing was set.`)
  if ((await countActive(db, turn.person.id)) >= MOST_ACTIVE)
    throw new ToolFailure(
      `There are ${MOST_ACTIVE} reminders to come already; some have to be cancelled first. Nothing was set.`,
    )
  if (beforeEvents !== undefined) return { plan: await beforeEachEvent(text, beforeEvents, turn, db) }
  if (repeat !== undefined) {
    const series = readSeries([repeat, when].filter(Boolean).join(' '), turn)
    return { plan: inSeries('reminder', text, series) }
  }
  if (when === undefined) throw new ToolFailure('Ask when the reminder should come. Nothing was set.')
  // "every Monday at 9" may come as the time.
  if (resolveRecurrence(when, contextOf(turn)).kind === 'recurrence')
    return { plan: inSeries('reminder', text, readSeries(when, turn)) }
  const { at, zoneMatters } = readMoment(when, turn)
  return { plan: { kind: 'reminder', text, first: at.toString(), floating: false, zoneMatters } }
}

async function beforeEachEvent(
  text: string,
  words: string,
  { person, now }: ReminderTurn,
  db: Queryable,
): Promise<CreateReminder> {
  const duration = resolveDuration(words.replace(/\s*\bbefore(hand)?\b\s*$/i, ''))
  const minutes = duration && duration.total({ unit: 'minutes', relativeTo: now.toZonedDateTimeISO('UTC') })
  if (minutes === undefined || !Number.isInteger(minutes) || minutes < 1 || minutes > MOST_BEFORE)
    throw new ToolFailure(
      'It is not clear how long before each event. Ask for it: from 1 minute to 7 days. Nothing was set.',
    )
  const same = (await listReminders(db, person.id)).find(({ minutes_before }) => minutes_before === minutes)
  if (same) throw new ToolFailure(`r${same.ref} comes that long before each event already. Nothing was set.`)
  return { kind: 'before-events', text, floating: false, minutesBefore: minutes }
}

function inSeries(
  kind: 'reminder' | 'briefing',
  text: string,
  { first, rule, floating }: ReturnType<typeof readSeries>,
): CreateReminder {
  return { kind, text, first: first.toString(), rule, floating, zoneMatters: floating }
}

/** `at`: an hour, for every day, or a rule. Throws `ToolFailure`. */
export function planBriefing(at: string | undefined, turn: ReminderTurn): CreateReminder | { off: true } {
  if (at === undefined) return { off: true }
  // "7:30" is in the morning: that is what a briefing is for.
  const hour = at.replace(/(?<![\d:])(\d:\d{2})(?![\d:]|\s*[ap]\.?m)/i, '0$1')
  const words = [hour, `every day ${hour}`, `every day at ${hour}`].find((all) => isSeries(all, turn))
  return inSeries('briefing', 'Briefing', readSeries(words ?? `every day at ${hour}`, turn))
}

const isSeries = (words: string, turn: ReminderTurn): boolean =>
  resolveRecurrence(words, contextOf(turn)).kind === 'recurrence'

/** Without what cannot be seen, and without blank lines. */
function cleanText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, (run) => (/[\n\r\u2028\u2029]/.test(run) ? '\n' : ' '))
    .trim()
    .toWellFormed()
}
