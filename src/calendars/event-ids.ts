import { createHash } from 'node:crypto'
import type { EventPlan } from './agenda.ts'

/**
 * The key of a change: the same however often its turn is run again. The plan is part of it, because not every model gives
 * its calls ids of their own.
 */
export function changeKey(person: string, callId: string, plan: EventPlan): string {
  return createHash('sha256')
    .update(canonical([person, callId, plan]))
    .digest('hex')
    .slice(0, 40)
}

/** The id of the event that a change makes: lower-case hex, which every calendar takes (PROTOCOLS 6.3). */
export const eventId = (key: string): string => key

/** A plan may have been through a database that puts fields in an order of its own. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  const fields = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
  return `{${fields.join(',')}}`
}
