import type { Logger } from 'pino'
import { whereIs, type ZoneSettings } from '../people/where.ts'
import { phrase } from '../phrases.ts'
import { clockNow } from '../store/clock.ts'
import type { Database } from '../store/database.ts'
import { overdueConversations } from '../store/firings.ts'
import { peopleBackHome } from '../store/people.ts'
import type { Queue } from '../store/queue.ts'
import { calmedConversations, releaseWaiting, tellWaitingOnce } from '../store/waiting.ts'
import { refloat } from './refloat.ts'

/** What is due for this long has lost its job, in seconds. */
const OVERDUE_SECONDS = 20

export interface SweepRemindersSettings {
  database: Database
  queue: Pick<Queue, 'enqueue'>
  /** Most messages that are started for one person in an hour. */
  mostPerHour: number
  zone: ZoneSettings
  language: string
  log: Logger
}

/** Every minute: what is due without a job, who is back from a journey, what the breaker held, and what the owner must see. */
export function createSweepReminders(settings: SweepRemindersSettings) {
  const { database, queue, mostPerHour, zone, language, log } = settings
  const db = database.pool
  const heading = (own: string | null): string => phrase('whileAway', own ?? language)

  return async function sweepReminders(): Promise<void> {
    for (const conversation of await overdueConversations(db, OVERDUE_SECONDS))
      await queue.enqueue('remind', conversation)
    const now = await clockNow(db)
    for (const person of await peopleBackHome(db))
      await refloat(database, person.id, whereIs(person, now, zone).timezone)
    for (const conversation of await calmedConversations(db, mostPerHour)) {
      await database.transaction(async (tx) => {
        await releaseWaiting(tx, conversation, heading)
        await queue.enqueue('deliver', conversation, { db: tx })
      })
    }
    for (const { conversation, waiting_for } of await tellWaitingOnce(db))
      log.warn({ conversation }, REASONS[waiting_for])
  }
}

const REASONS = {
  window:
    'messages wait until the person writes: WhatsApp takes free text only within 24 hours of their last message, and ' +
    'TWILIO_TEMPLATE_NOTICE names no template for the rest of the time, or was refused',
  breaker:
    'messages wait because too many were started for this person within an hour (NOTICES_PER_PERSON_PER_HOUR); they follow as one',
}
