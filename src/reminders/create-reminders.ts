import { carryOutChange } from './carry-out-change.ts'
import { carryOutCreate, endBriefings } from './carry-out-create.ts'
import { changeQuietHours } from './change-quiet-hours.ts'
import { describeAll } from './describe-reminder.ts'
import { planChange } from './plan-change.ts'
import { planBriefing, planCreate } from './plan-create.ts'
import { quietHoursOf } from '../store/people.ts'
import type { RemindersSettings, ReminderTurn } from './reminder-turn.ts'
import type { Reminders } from './reminders.ts'

/** What the tools of a turn do with the person's reminders. */
export function createReminders(settings: RemindersSettings): (turn: ReminderTurn) => Reminders {
  const { database } = settings
  return (turn) => ({
    planCreate: (request) => planCreate(request, turn, database.pool),
    create: (plan, callId) => carryOutCreate(plan, callId, turn, settings),
    planChange: (change) => planChange(change, turn, database.pool),
    change: (plan, callId) => carryOutChange(plan, callId, turn, database),
    list: async () => ({ text: await describeAll(database.pool, turn.person, turn.now) }),
    planBriefing: (at) => Promise.resolve({ plan: planBriefing(at, turn) }),
    setBriefing: (plan, callId) =>
      'off' in plan ? endBriefings(turn, database) : carryOutCreate(plan, callId, turn, settings),
    quietHours: () => quietHoursOf(database.pool, turn.person.id),
    setQuietHours: (hours) => changeQuietHours(hours, turn, database),
  })
}
