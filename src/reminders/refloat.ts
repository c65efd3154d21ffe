import { clockNow } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { lastFired, planFirings, unplan } from '../store/firings.ts'
import { endReminders, floatingElsewhere, setSchedule } from '../store/reminders.ts'
import { nextOf, occurrenceAt } from './schedule.ts'

/**
 * The person is in another zone: what repeats by the clock goes by the clock there. What has come today does not come once
 * more when the clock there is behind.
 */
export async function refloat(database: Database, person: string, timeZone: string): Promise<void> {
  await database.transaction(async (db) => {
    const now = await clockNow(db)
    for (const { id, conversation, first, rule, zone } of await floatingElsewhere(db, person, timeZone)) {
      if (first === null) continue
      const there = (at: Temporal.PlainDateTime): Temporal.ZonedDateTime => at.toZonedDateTime(timeZone)
      const moved = there(Temporal.ZonedDateTime.from(first).toPlainDateTime()).toString()
      await setSchedule(db, id, { first: moved, rule, zone: timeZone })
      await unplan(db, id, { byRule: true })
      const last = await lastFired(db, id)
      const said = last && there(last.toZonedDateTimeISO(zone).toPlainDateTime()).toInstant()
      const next = nextOf(
        { first: moved, rule },
        said && Temporal.Instant.compare(said, now) > 0 ? said : now,
      )
      if (next) {
        const due = next.toInstant()
        await planFirings(db, [{ reminder: id, conversation, occurrence: occurrenceAt(due), due }])
      }
      await endReminders(db, [id])
    }
  })
}
