import type { Logger } from 'pino'
import { ToolFailure } from '../errors.ts'
import type { ToolPerson, ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Database } from '../store/database.ts'
import { planFirings, unplan, unpostponeFirings } from '../store/firings.ts'
import { tellZoneOnce } from '../store/people.ts'
import {
  findReminder,
  insertReminder,
  type ListedReminder,
  listReminders,
  type ReminderRow,
  setQuietHours,
  setReminderStatus,
} from '../store/reminders.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import { carryOutChange } from './carry-out-change.ts'
import { describeAll, describeNext, receiptOf } from './describe-reminder.ts'
import { planBriefing, planCreate } from './plan-create.ts'
import { planChange } from './plan-change.ts'
import { contextOf } from './read-times.ts'
import type { CreateReminder, Reminders } from './reminders.ts'
import { occurrenceAt } from './schedule.ts'

export interface RemindersSettings {
  database: Database
  /** Looks for events that a new reminder is for at once. */
  watch(person: string): Promise<void>
}

export interface ReminderTurn {
  person: ToolPerson
  conversation: string
  now: Temporal.Instant
  log: Logger
}

/** What the tools of a turn do with the person's reminders. */
export function createReminders({ database, watch }: RemindersSettings): (turn: ReminderTurn) => Reminders {
  return (turn) => {
    const { person, conversation, now, log } = turn
    const db = database.pool

    async function find(name: string | undefined): Promise<ListedReminder> {
      const ref =
        name === undefined ? undefined : Number(/^\s*r?(\d{1,9})\s*$/i.exec(name)?.[1] ?? Number.NaN)
      const found = Number.isNaN(ref) ? undefined : await findReminder(db, person.id, ref)
      if (found) return found
      throw new ToolFailure(
        ref === undefined
          ? 'No reminder that was sent is open. List them with list-reminders to see which could be meant. Nothing was changed.'
          : 'There is no such reminder. List them with list-reminders first. Nothing was changed.',
      )
    }

    async function create(plan: CreateReminder, callId: string): Promise<ToolResult> {
      const row = await database.transaction(async (tx) => {
        const { kind, text, rule = null, floating } = plan
        const { row, inserted } = await insertReminder(tx, {
          person: person.id,
          conversation,
          kind,
          text,
          first: plan.first ?? null,
          rule,
          floating,
          zone: plan.first ? Temporal.ZonedDateTime.from(plan.first).timeZoneId : person.timezone,
          minutes_before: plan.minutesBefore ?? null,
          callId,
        })
        if (inserted && kind === 'briefing') await endBriefings(tx, row)
        if (inserted && plan.first) {
          const due = Temporal.ZonedDateTime.from(plan.first).toInstant()
          await planFirings(tx, [{ reminder: row.id, conversation, occurrence: occurrenceAt(due), due }])
        }
        return row
      })
      if (plan.kind === 'before-events')
        await watch(person.id).catch((err: Error) => log.warn({ err }, 'coming events were not looked at'))
      const told =
        (plan.zoneMatters ?? false) && person.zoneSource === 'guess' && (await tellZoneOnce(db, person.id))
      const next = plan.first ? Temporal.ZonedDateTime.from(plan.first) : undefined
      return {
        text: `${plan.kind === 'briefing' ? 'The briefing' : 'The reminder'} r${row.ref} is set: "${row.text}", ${describeNext(row, next, person)}.`,
        receipt: receiptOf(row, next, person, told),
      }
    }

    /** There is one briefing: a new one takes the place of the old. */
    async function endBriefings(tx: Parameters<typeof listReminders>[0], but?: ReminderRow): Promise<number> {
      const old = (await listReminders(tx, person.id)).filter(
        ({ id, kind }) => kind === 'briefing' && id !== but?.id,
      )
      const ids = old.map(({ id }) => id)
      await setReminderStatus(tx, ids, 'cancelled')
      for (const id of ids) await unplan(tx, id)
      return ids.length
    }

    /** `HH:MM` of time words. */
    function timeOfDay(words: string): string {
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

    return {
      create,
      setBriefing: async (plan, callId) => {
        if (!('off' in plan)) return create(plan, callId)
        const ended = await database.transaction((tx) => endBriefings(tx))
        return {
          text: ended > 0 ? 'No more briefings are sent.' : 'There was no briefing; none is sent.',
          receipt: `✅ ${phrase('briefingOff', person.language)}`,
        }
      },
      planCreate: (request) => planCreate(request, turn, db),
      planBriefing: (at) => Promise.resolve(planBriefing(at, turn)),
      async planChange(change) {
        return { plan: planChange(await find(change.reminder), change, turn) }
      },
      change: (plan, callId) => carryOutChange(plan, callId, turn, database),
      async list() {
        return { text: await describeAll(db, person, now) }
      },
      async setQuietHours(hours) {
        const times = hours && { from: timeOfDay(hours.from), until: timeOfDay(hours.until) }
        if (times && times.from === times.until)
          throw new ToolFailure(
            'They would begin and end at the same time. Ask from when until when. Nothing was changed.',
          )
        await database.transaction(async (tx) => {
          await setQuietHours(tx, person.id, times)
          await unpostponeFirings(tx, person.id)
        })
        return times
          ? {
              text: `From ${times.from} until ${times.until} nothing is sent by itself, but reminders for a time within that the person sets.`,
              receipt: `✅ ${phrase('quietSet', person.language, times)}`,
            }
          : {
              text: 'There are no quiet hours any more.',
              receipt: `✅ ${phrase('quietOff', person.language)}`,
            }
      },
    }
  }
}
