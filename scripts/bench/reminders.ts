import { setTimeout as pause } from 'node:timers/promises'
import { ACCOUNT } from './account.ts'
import { openConnections } from './connections.ts'
import { drained } from './conversations.ts'
import { atMost, figure, percentile, type Row } from './figures.ts'
import { sendPaced } from './generator.ts'
import type { BenchDatabase, Rig, ServiceProcess } from './rig.ts'
import { personNumber, webhookRequest } from './webhooks.ts'

/** The people of reminders are others than those who write. */
const FIRST_PERSON = 100_000
const WRITERS = 500
/** Messages a second that people write meanwhile. */
const RATE = 20
/** Until the first is due, in seconds: the jobs must all be there. */
const LEAD = 5

/** Many reminders due within a minute, of as many people, while others write. */
export async function benchReminders(rig: Rig): Promise<Row[]> {
  const { quick } = rig.options
  const [count, seconds] = quick ? [1_000, 10] : [10_000, 60]
  const database = await rig.createDatabase('reminders')
  await using service = await rig.startService(database, 'all')
  const write = (length: number) => measure(rig, service, database, length)
  await write(quick ? 3 : 6) // warm
  const alone = await write(quick ? 5 : 30)

  await rig.standIn.settle()
  const due = await planReminders(database, count, seconds)
  await pause(due.first - Date.now())
  const before = await service.metric('process_cpu_seconds_total')
  const meanwhile = await write(seconds)
  await finished(database)
  const cpu = ((await service.metric('process_cpu_seconds_total')) - before) * 1000
  const sent = (await rig.standIn.sent(0)).flatMap(({ body, createdAt }) => {
    const n = /^⏰ reminder (\d+)/.exec(body)?.[1]
    return n === undefined ? [] : [{ n: Number(n), createdAt }]
  })
  const lateness = sent.map(({ n, createdAt }) => createdAt + 0.5 - due.at(n))
  const once = new Set(sent.map(({ n }) => n)).size
  const of = `${count} of as many people due within ${seconds} s`
  const load = `${RATE}/s answered meanwhile`
  return [
    atMost('reminders', 'not sent', count - once, '', 0, of),
    atMost('reminders', 'sent twice', sent.length - once, '', 0, of),
    figure('reminders', 'lateness, p50', percentile(lateness, 0.5), 'ms', 'due → accepted by the stand-in'),
    atMost('reminders', 'lateness, p95', percentile(lateness, 0.95), 'ms', 2_000, load),
    figure('reminders', 'lateness, most', Math.max(...lateness), 'ms'),
    figure('reminders', 'an answer alone, p50', alone.p50, 'ms', `${RATE}/s`),
    figure('reminders', 'an answer alone, p95', alone.p95, 'ms', `${RATE}/s`),
    figure('reminders', 'an answer meanwhile, p50', meanwhile.p50, 'ms'),
    figure('reminders', 'an answer meanwhile, p95', meanwhile.p95, 'ms'),
    atMost('reminders', 'meanwhile / alone, p50', meanwhile.p50 / alone.p50, '×', 1.5),
    atMost('reminders', 'meanwhile / alone, p95', meanwhile.p95 / alone.p95, '×', 1.5),
    figure(
      'reminders',
      'CPU of the service',
      cpu / count,
      'ms',
      'for a reminder, with the answers meanwhile',
    ),
    atMost('reminders', 'messages without a reply', alone.lost + meanwhile.lost, '', 0),
  ]
}

/** Writes them as a turn leaves them, evenly over `seconds`, with their jobs. */
async function planReminders(
  { pool }: BenchDatabase,
  count: number,
  seconds: number,
): Promise<{ first: number; at(n: number): number }> {
  const first = Date.now() + LEAD * 1000
  const at = (n: number): number => first + (n * seconds * 1000) / count
  const rows = Array.from({ length: count }, (_, n) => ({
    n,
    person: personNumber(FIRST_PERSON + n),
    due: new Date(at(n)).toISOString(),
  }))
  await pool.query(
    `WITH planned AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (n integer, person text, due timestamptz)),
       people AS (INSERT INTO people (id, timezone) SELECT person, 'Europe/Lisbon' FROM planned),
       conversations AS (
         INSERT INTO conversations (id, person, channel, medium, their_address, our_address)
         SELECT person, person, 'twilio', 'whatsapp', 'whatsapp:' || person, $2 FROM planned),
       reminders AS (
         INSERT INTO reminders (person, conversation, ref, kind, text, zone, call_id)
         SELECT person, person, 1, 'reminder', 'reminder ' || n, 'Europe/Lisbon', 'bench-' || n FROM planned
         RETURNING id, person),
       firings AS (
         INSERT INTO firings (reminder, conversation, occurrence, due_at, fire_at)
         SELECT id, person, 'rule:' || due, due, due FROM reminders JOIN planned USING (person)
         RETURNING conversation, fire_at)
     SELECT enqueue_remind(jsonb_agg(jsonb_build_object('data', jsonb_build_object('conversation', conversation),
       'groupId', conversation, 'startAfter', fire_at))::text) FROM firings`,
    [JSON.stringify(rows), ACCOUNT.whatsapp],
  )
  await pool.query('ANALYZE reminders, firings, pgboss.job')
  // Whole milliseconds are kept.
  return { first, at: (n) => Math.floor(at(n)) }
}

interface Written {
  p50: number
  p95: number
  lost: number
}

let runs = 0

/** People write for a while; how long an answer takes from the webhook to the stand-in. */
async function measure(
  rig: Rig,
  service: ServiceProcess,
  database: BenchDatabase,
  seconds: number,
): Promise<Written> {
  const run = runs++
  const requests = Array.from({ length: RATE * seconds }, (_, at) =>
    webhookRequest(service.url, at % WRITERS, `note q${run}n${at}x`),
  )
  const skip = (await rig.standIn.stats()).sent
  using connections = openConnections(service.url)
  const samples = await sendPaced(connections, requests, RATE)
  await drained(database, 10_000)
  const answered = new Map<string, number>()
  for (const { body, createdAt } of await rig.standIn.sent(skip))
    for (const [marker] of body.matchAll(new RegExp(`q${run}n\\d+x`, 'g')))
      if (!answered.has(marker)) answered.set(marker, createdAt)
  const latencies = samples.flatMap(({ sentAt }, at) => {
    const createdAt = answered.get(`q${run}n${at}x`)
    return createdAt === undefined ? [] : [createdAt + 0.5 - sentAt]
  })
  return {
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    lost: requests.length - latencies.length,
  }
}

/** Resolves when nothing is due or on its way any more, or has taken too long. */
async function finished(database: BenchDatabase): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(200)) {
    const left = await database.pool.query(`SELECT FROM firings WHERE status = 'planned' LIMIT 1`)
    if (left.rowCount === 0) break
  }
  await drained(database, 10_000)
}
