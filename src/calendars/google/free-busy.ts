import { z } from 'zod'
import type { Busy, Range } from '../calendar.ts'
import type { Ask } from './client.ts'
import type { GoogleEventStore } from './event-store.ts'

/** Calendars that Google takes in one question (PROTOCOLS 6.3). */
const MOST_AT_ONCE = 50

const freeBusy = z.looseObject({
  calendars: z.record(
    z.string(),
    z.looseObject({
      busy: z.array(z.object({ start: z.string(), end: z.string() })).optional(),
      errors: z.array(z.unknown()).optional(),
    }),
  ),
})

/** When each of these people is busy, by e-mail address. */
export async function readBusy(
  { read }: Pick<GoogleEventStore, 'read'>,
  emails: string[],
  { from, to }: Range,
  signal: AbortSignal,
): Promise<Map<string, Busy>> {
  const seen = new Map<string, Busy>()
  for (let first = 0; first < emails.length; first += MOST_AT_ONCE) {
    const some = emails.slice(first, first + MOST_AT_ONCE)
    const items = some.map((email) => ({ id: email }))
    const requestBody = { timeMin: utc(from), timeMax: utc(to), items }
    const ask: Ask = (api, options) => api.freebusy.query({ requestBody }, options)
    const { calendars } = await read(freeBusy, ask, signal)
    for (const email of some) {
      const answer = calendars[email]
      seen.set(email, answer && !answer.errors?.length ? merged(answer.busy ?? []) : undefined)
    }
  }
  return seen
}

function merged(busy: { start: string; end: string }[]): Range[] {
  const all = busy
    .map(({ start, end }) => ({ from: utc(start), to: utc(end) }))
    .sort((a, b) => a.from.localeCompare(b.from))
  const result: Range[] = []
  for (const one of all) {
    const last = result.at(-1)
    if (last && one.from <= last.to) last.to = last.to > one.to ? last.to : one.to
    else result.push({ ...one })
  }
  return result
}

/** Google wants an offset; a fraction of a second is of no use to it. */
export const utc = (instant: string): string =>
  Temporal.Instant.from(instant).toString({ smallestUnit: 'second' })
