import { OutcomeUnknown, TransientError } from '../errors.ts'
import { NEW_SERIES, type Step } from './agenda.ts'
import { type Calendar, type CalendarEvent, CalendarRefused, type WriteOptions } from './calendar.ts'
import { carries, responseIn } from './event-state.ts'

export interface Steps {
  calendar: Calendar
  steps: Step[]
  /** Of what is inserted. */
  id: string
  notify: boolean
  /** Nothing of it was tried before. */
  isFirstTry: boolean
  signal: AbortSignal
}

/**
 * Takes one step after the other, each so that taking it again finds it taken: a process may die behind any of them. When a
 * later one is refused, those before it are taken back, so that either all is done or nothing. Throws `CalendarRefused` and
 * `TransientError` when nothing was done, and `OutcomeUnknown` when that cannot be said.
 */
export async function takeSteps(all: Steps): Promise<void> {
  const taken: Step[] = []
  for (const step of all.steps) {
    try {
      await takeStep(step, all)
      taken.unshift(step)
    } catch (err) {
      if (!isNothingDone(err)) throw err
      if (!all.isFirstTry && !isConclusive(err, taken))
        throw new OutcomeUnknown('an earlier try may have done what now cannot be done', { cause: err })
      if (taken.length > 0) await takeBack(taken, all, err)
      throw err
    }
  }
}

const isNothingDone = (err: unknown): boolean =>
  err instanceof CalendarRefused || err instanceof TransientError

/** These say what the calendar holds; the others only that it was not asked. */
const isConclusive = (err: unknown, taken: Step[]): boolean =>
  taken.length === 0 &&
  err instanceof CalendarRefused &&
  err.reason !== 'disconnected' &&
  err.reason !== 'forbidden'

async function takeBack(taken: Step[], all: Steps, cause: unknown): Promise<void> {
  try {
    for (const step of taken) {
      if ('event' in step && step.event.startsWith(NEW_SERIES)) continue
      if (step.do === 'insert') await all.calendar.remove(all.id, { notify: all.notify }, all.signal)
      if (step.do === 'change') await takeStep({ ...step, change: step.back, etag: undefined }, all)
      if (step.do === 'remove') await takeStep({ do: 'restore', event: step.event }, all)
      if (step.do === 'restore') await takeStep({ do: 'remove', event: step.event }, all)
    }
  } catch (err) {
    throw new OutcomeUnknown('a change was done in part and could not be taken back', {
      cause: new AggregateError([cause, err]),
    })
  }
}

async function takeStep(step: Step, { calendar, id, notify, signal }: Steps): Promise<void> {
  if (step.do === 'insert') {
    await calendar.insert(id, step.draft, { notify }, signal)
    return
  }
  const event = step.event.startsWith(NEW_SERIES) ? id + step.event.slice(NEW_SERIES.length) : step.event
  const options: WriteOptions = {
    notify,
    ...('etag' in step && step.etag !== undefined && { etag: step.etag }),
  }
  /** Our own write of an earlier attempt also changes the etag. */
  const unlessDone = async (write: Promise<unknown>, isDone: (now: CalendarEvent | undefined) => boolean) => {
    try {
      await write
    } catch (err) {
      if (!(err instanceof CalendarRefused && err.reason === 'changed')) throw err
      if (!isDone(await calendar.get(event, signal))) throw err
    }
  }
  if (step.do === 'change')
    await unlessDone(
      calendar.change(event, step.change, options, signal),
      (now) => now !== undefined && carries(now, step.change),
    )
  if (step.do === 'remove')
    await unlessDone(calendar.remove(event, options, signal), (now) => now === undefined)
  if (step.do === 'restore' && (await calendar.get(event, signal)) === undefined)
    await calendar.restore(event, options, signal)
  if (step.do === 'respond')
    await unlessDone(
      calendar.respond(event, step.response, options, signal),
      (now) => now !== undefined && responseIn(now) === step.response,
    )
}

/** The event of a step's name, once the insert has its id. */
export const idOf = (event: string, id: string): string =>
  event === '' ? id : event.startsWith(NEW_SERIES) ? id + event.slice(NEW_SERIES.length) : event
