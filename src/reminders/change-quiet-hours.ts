import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Database } from '../store/database.ts'
import { unpostponeFirings } from '../store/firings.ts'
import { setQuietHours } from '../store/people.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import { contextOf } from './read-times.ts'
import type { QuietHours } from './quiet-hours.ts'
import type { ReminderTurn } from './reminder-turn.ts'

/** `hours`: time words. What quiet hours held back and they no longer do comes at once. Throws `ToolFailure`. */
export async function changeQuietHours(
  hours: QuietHours | undefined,
  turn: ReminderTurn,
  database: Database,
): Promise<ToolResult> {
  const { id, language } = turn.person
  const times = hours && { from: timeOfDay(hours.from, turn), until: timeOfDay(hours.until, turn) }
  if (times && times.from === times.until)
    throw new ToolFailure(
      'They would begin and end at the same time. Ask from when until when. Nothing was changed.',
    )
  await database.transaction(async (db) => {
    await setQuietHours(db, id, times)
    await unpostponeFirings(db, id)
  })
  if (!times)
    return { text: 'There are no quiet hours any more.', receipt: `✅ ${phrase('quietOff', language)}` }
  return {
    text: `From ${times.from} until ${times.until} nothing is sent by itself, but reminders for a time within that the person sets.`,
    receipt: `✅ ${phrase('quietSet', language, times)}`,
  }
}

/** `HH:MM` of time words. */
function timeOfDay(words: string, turn: ReminderTurn): string {
  const [, hour = '', minute = '00'] = /^\s*([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?\s*$/i.exec(words) ?? []
  if (hour !== '' && (words.length > 2 || Number(hour) > 12)) return `${hour.padStart(2, '0')}:${minute}`
  const when = resolveWhen(words, { ...contextOf(turn), purpose: 'search' })
  // "10" may be morning or evening, and a night of the wrong half would silence the day.
  if (when.kind !== 'moment' || hour !== '')
    throw new ToolFailure(
      `"${words.slice(0, 40)}" is no clear time of day: ask for it, such as 22:00 or 10 PM. Nothing was changed.`,
    )
  return when.at.toPlainTime().toString({ smallestUnit: 'minute' })
}
