import { type Job, PgBoss } from 'pg-boss'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Database, Queryable } from './database.ts'
import { listen } from './listen.ts'

/** The work that is queued a conversation at a time. */
export type Step = 'answer' | 'deliver' | 'remind'
const STEPS: Step[] = ['answer', 'deliver', 'remind']

export interface ConversationJob {
  conversation: string
}

/**
 * pg-boss on our own pool. One job is queued for each message or committed turn, grouped by conversation, and only
 * one of a group runs at a time across all processes.
 */
export interface Queue extends AsyncDisposable {
  /** Pass the `db` of a transaction, and the job exists exactly if the transaction commits. */
  enqueue(
    step: Step,
    conversation: string,
    options?: { db?: Queryable; afterSeconds?: number },
  ): Promise<void>
  fetch(step: Step, limit: number): Promise<Job<ConversationJob>[]>
  complete(step: Step, jobs: Job<ConversationJob>[]): Promise<void>
  /** The job runs again after a delay that doubles each time. */
  fail(step: Step, job: Job<ConversationJob>, reason: string): Promise<void>
  /** Keeps the jobs from being given to another worker; one that is not touched for 10 s is. */
  touch(step: Step, jobs: Job<ConversationJob>[]): Promise<void>
  /** Calls back whenever a job of this step may have become available. */
  onAvailable(step: Step, wake: () => void): void
  /** Runs `work` on one process of all, by a cron expression in UTC. */
  every(name: string, cron: string, work: () => Promise<void>): Promise<void>
  /** How many jobs wait or run; those whose time has not come do not wait. */
  depth(): Promise<Record<Step, number>>
}

/** pg-boss's statements are long, and planning one takes longer than running it: with a name it is planned once. */
function runNamed(db: Queryable, text: string, values?: unknown[]): Promise<pg.QueryResult> {
  if (!values?.length) return db.query(text)
  let name = names.get(text)
  if (!name) names.set(text, (name = `boss-${names.size}`))
  return db.query({ name, text, values })
}

const names = new Map<string, string>()

/**
 * SQL that queues a job of `step` for each row of `rows`, which has a column `conversation`: for use inside of a
 * larger statement, so that the job exists exactly if the statement commits. `at`: a column with the time it is for.
 */
export function enqueueSql(step: Step, rows: string, at?: string): string {
  return `SELECT enqueue_${step}(jsonb_agg(jsonb_build_object(
      'data', jsonb_build_object('conversation', conversation), 'groupId', conversation${at ? `, 'startAfter', ${at}` : ''}))::text)
    FROM ${rows} HAVING count(*) > 0`
}

/** Makes pg-boss's own insert callable from SQL, in the words of the installed version. */
async function createEnqueueFunction(boss: PgBoss, database: Database, step: Step): Promise<void> {
  let insert = ''
  const capture = {
    executeSql: (text: string) => {
      insert = text
      return Promise.resolve({ rows: [{ id: '' }] })
    },
  }
  await boss.send(step, {}, { db: capture })
  const name = `enqueue_${step}`
  const known = await database.pool.query<{ prosrc: string }>(
    'SELECT prosrc FROM pg_proc WHERE proname = $1',
    [name],
  )
  if (known.rows[0]?.prosrc === insert) return
  await database.pool.query(
    `CREATE OR REPLACE FUNCTION ${name}(text) RETURNS void LANGUAGE sql AS ${pg.escapeLiteral(insert)}`,
  )
}

export async function openQueue(url: string, database: Database, log: Logger): Promise<Queue> {
  const wakers = new Map<string, Set<() => void>>()
  const wake = (name: string): void => wakers.get(name)?.forEach((waker) => waker())
  const boss = new PgBoss({
    db: {
      executeSql: (text, values) => runNamed(database.pool, text, values),
      listen: (channel, heard, reconnected) =>
        listen(
          url,
          channel,
          (name) => {
            heard(name)
            wake(name)
          },
          () => {
            reconnected()
            STEPS.forEach(wake)
          },
          log,
        ),
    },
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 60,
    warningSlowQuerySeconds: 30,
  })
  boss.on('error', (err) => log.error({ err }, 'queue error'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'queue warning'))
  await boss.start()
  for (const step of STEPS) {
    const settings = {
      notify: true,
      heartbeatSeconds: 10,
      expireInSeconds: 3_600,
      retryLimit: 1_000, // a job only drives a step; when to give up is decided by the rows it works on
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      deleteAfterSeconds: 60,
    }
    await boss.createQueue(step, settings)
    await boss.updateQueue(step, settings)
    await createEnqueueFunction(boss, database, step)
  }

  return {
    async enqueue(step, conversation, { db, afterSeconds } = {}) {
      await boss.send(step, { conversation } satisfies ConversationJob, {
        group: { id: conversation },
        ...(afterSeconds === undefined ? {} : { startAfter: afterSeconds }),
        ...(db
          ? { db: { executeSql: (text: string, values?: unknown[]) => runNamed(db, text, values) } }
          : {}),
      })
    },
    fetch: (step, limit) => boss.fetch<ConversationJob>(step, { batchSize: limit, groupConcurrency: 1 }),
    async complete(step, jobs) {
      await boss.complete(step, jobs)
    },
    async fail(step, job, reason) {
      await boss.fail(step, job, { reason })
    },
    async touch(step, jobs) {
      await boss.touch(step, jobs)
    },
    onAvailable(step, waker) {
      const set = wakers.get(step) ?? new Set()
      wakers.set(step, set.add(waker))
    },
    async every(name, cron, work) {
      await boss.createQueue(name, { policy: 'short', retryLimit: 0, deleteAfterSeconds: 3_600 })
      await boss.work(name, { pollingIntervalSeconds: 5 }, work)
      await boss.schedule(name, cron)
    },
    async depth() {
      const found = await database.pool.query<{ name: Step; count: number }>(
        `SELECT name, count(*)::integer AS count FROM pgboss.job
         WHERE name = ANY($1) AND state IN ('created', 'retry', 'active') AND start_after <= now() GROUP BY name`,
        [STEPS],
      )
      const counts: Record<Step, number> = { answer: 0, deliver: 0, remind: 0 }
      for (const row of found.rows) counts[row.name] = row.count
      return counts
    },
    async [Symbol.asyncDispose]() {
      await boss.stop({ graceful: true, close: false, timeout: 2_000 })
    },
  }
}
