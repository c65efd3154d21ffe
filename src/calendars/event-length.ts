import { ToolFailure } from '../errors.ts'
import { isOfDays, resolveDuration } from '../time/parse-duration.ts'
import type { When } from '../time/when.ts'
import type { EventTime } from './calendar.ts'
import { days, lengthOf, timed } from './event-times.ts'

/** When nothing is said. */
const USUAL = Temporal.Duration.from({ hours: 1 })
const LONGEST_DAYS = 60

/** The time of an event whose length was said by itself, with its end, or not at all. */
export function timeOf(when: When, length: string | undefined): EventTime {
  const lasting = length === undefined ? undefined : durationOf(length)
  if (when.kind === 'days') {
    if (!lasting) return days(when.first, when.last)
    if (!isOfDays(lasting))
      throw new ToolFailure('Nothing was done: ask the person from what time on that day.')
    return days(when.first, when.first.add(lasting).subtract({ days: 1 }))
  }
  const start = when.at.round({ smallestUnit: 'minute', roundingMode: 'floor' })
  const end = lasting ? start.add(lasting) : when.end
  if (lasting && when.end && !when.end.equals(start.add(lasting)))
    throw new ToolFailure(
      'Nothing was done: the words give two lengths. Ask the person how long it is, and pass it once.',
    )
  return checked(
    timed(start, end?.round({ smallestUnit: 'minute', roundingMode: 'ceil' }) ?? start.add(USUAL)),
  )
}

export function durationOf(words: string): Temporal.Duration {
  const lasting = resolveDuration(words)
  if (!lasting)
    throw new ToolFailure(
      `Nothing was done: "${words.slice(0, 60)}" could not be read as a length of time. Ask how long it is.`,
    )
  const shortest = Temporal.PlainDateTime.from('2024-01-01T00:00')
  const length = shortest.until(shortest.add(lasting)).total({ unit: 'minute' })
  if (length < 1 || length > LONGEST_DAYS * 24 * 60)
    throw new ToolFailure(
      `Nothing was done: an event lasts from a minute to ${LONGEST_DAYS} days. Ask how long it is.`,
    )
  return lasting
}

function checked(time: EventTime): EventTime {
  if (lengthOf(time).total({ unit: 'hour' }) > LONGEST_DAYS * 24)
    throw new ToolFailure(
      `Nothing was done: an event lasts ${LONGEST_DAYS} days at most. Ask from when until when it is.`,
    )
  return time
}
