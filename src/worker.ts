import { setTimeout as pause } from 'node:timers/promises'
import type { Job } from 'pg-boss'
import type { Logger } from 'pino'
import type { ConversationJob, Queue, Step } from './store/queue.ts'

/** How often a worker looks for jobs although nobody notified it, in milliseconds: the floor under notifications. */
const POLL_MS = 2_000
/** Nobody notifies of a job whose time comes. */
const POLL_DUE_MS = 250
/**
 * Under a crowd of reminders, jobs are settled and fetched this often instead of with each that ends: a tenth of a second is
 * nothing to them, and each look costs who waits for an answer.
 */
const PACE_DUE_MS = 100
/** How often a job is marked as still being worked on; the queue gives it away after 10 s without. */
const HEARTBEAT_MS = 3_000

export interface Worker {
  /** Fetches nothing more, gives running jobs `graceMs`, then aborts them and hands them to another worker. */
  stop(graceMs: number): Promise<void>
  running(): number
}

/**
 * Runs one step for as many conversations at once as `concurrency`. pg-boss's own `work()` is not used here: it
 * wakes every idle poller for each notification, and a batch of it ends only with its slowest job.
 * `handle` may throw; its job then runs again later. It must end soon after `signal` aborts.
 */
export function startWorker(
  queue: Queue,
  step: Step,
  concurrency: number,
  handle: (conversation: string, signal: AbortSignal) => Promise<void>,
  log: Logger,
): Worker {
  const active = new Map<string, Job<ConversationJob>>()
  const done: Job<ConversationJob>[] = []
  const abort = new AbortController()
  let stopping = false
  let awake = Promise.withResolvers<void>()
  const wake = (): void => awake.resolve()
  queue.onAvailable(step, wake)

  async function runJob(job: Job<ConversationJob>): Promise<void> {
    const { conversation } = job.data
    try {
      await handle(conversation, abort.signal)
      done.push(job)
    } catch (err) {
      if (abort.signal.aborted) {
        await queue.enqueue(step, conversation)
        done.push(job)
      } else {
        log.warn({ err, step, conversation }, 'step failed, will run again')
        await queue.fail(step, job, err instanceof Error ? err.message : String(err))
      }
    } finally {
      active.delete(job.id)
      wake()
    }
  }

  async function settle(): Promise<void> {
    const finished = done.splice(0)
    if (finished.length > 0) await queue.complete(step, finished)
  }

  async function loop(): Promise<void> {
    while (!stopping || active.size > 0 || done.length > 0) {
      awake = Promise.withResolvers()
      let full = false
      try {
        await settle()
        const free = stopping ? 0 : concurrency - active.size
        const jobs = free > 0 ? await queue.fetch(step, free) : []
        full = free > 0 && jobs.length === free
        for (const job of jobs) {
          active.set(job.id, job)
          void runJob(job).catch((err: Error) => log.error({ err, step }, 'job could not be settled'))
        }
      } catch (err) {
        log.warn({ err, step }, 'queue not reachable')
      }
      if (step === 'remind' && (active.size > 0 || done.length > 0) && !stopping) {
        await pause(PACE_DUE_MS)
        continue
      }
      if (full || done.length > 0) continue
      const timer = setTimeout(wake, step === 'remind' ? POLL_DUE_MS : POLL_MS)
      await awake.promise
      clearTimeout(timer)
    }
  }

  const heartbeat = setInterval(() => {
    const jobs = [...active.values()]
    if (jobs.length > 0)
      queue.touch(step, jobs).catch((err: Error) => log.warn({ err, step }, 'heartbeat failed'))
  }, HEARTBEAT_MS)
  const looping = loop()

  return {
    running: () => active.size,
    async stop(graceMs) {
      stopping = true
      wake()
      const timer = setTimeout(() => abort.abort(new Error('the process is stopping')), graceMs)
      await looping
      clearTimeout(timer)
      clearInterval(heartbeat)
    },
  }
}
