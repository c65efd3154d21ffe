import { setTimeout as pause } from 'node:timers/promises'
import { openConnections } from './connections.ts'
import { percentile } from './figures.ts'
import { sendPaced } from './generator.ts'
import type { BenchDatabase, Rig, ServiceProcess } from './rig.ts'
import { webhookRequest } from './webhooks.ts'

export interface LoadOutcome {
  /** From the webhook's first byte to the reply's request at the stand-in, in milliseconds, one for each message. */
  latencies: number[]
  p50: number
  p95: number
  sent: number
  refused: number
  /** Messages without a reply when waiting ended. */
  lost: number
  /** Messages that two replies answer. */
  doubled: number
  /** From the last webhook until every reply was out, in seconds. */
  drainSeconds: number
  /** How late the generator sent, 99th percentile, in milliseconds. */
  late: number
}

let runs = 0

/** Sends `rate` messages a second for `seconds`, each of the next of `people` in turn, and counts the replies. */
export async function runLoad(
  rig: Rig,
  service: ServiceProcess,
  database: BenchDatabase,
  {
    rate,
    seconds,
    people,
    firstPerson = 0,
    drainMs = 30_000,
  }: { rate: number; seconds: number; people: number; firstPerson?: number; drainMs?: number },
): Promise<LoadOutcome> {
  const run = runs++
  const count = Math.round(rate * seconds)
  const skip = (await rig.standIn.stats()).sent
  // The stand-in's model repeats what it was told, so a reply shows which messages it answers.
  const requests = Array.from({ length: count }, (_, at) =>
    webhookRequest(service.url, firstPerson + (at % people), `note r${run}n${at}x`),
  )
  using connections = openConnections(service.url)
  const samples = await sendPaced(connections, requests, rate)
  const drainSeconds = await drained(database, rig.options.quick ? 15_000 : drainMs)

  const answeredAt = new Map<string, number[]>()
  for (const { body, createdAt } of await rig.standIn.sent(skip)) {
    for (const [marker] of body.matchAll(new RegExp(`r${run}n\\d+x`, 'g'))) {
      answeredAt.set(marker, [...(answeredAt.get(marker) ?? []), createdAt])
    }
  }
  const latencies: number[] = []
  const outcome = { sent: count, refused: 0, lost: 0, doubled: 0 }
  for (const [at, { sentAt, status }] of samples.entries()) {
    const replies = answeredAt.get(`r${run}n${at}x`) ?? []
    if (status !== 200) outcome.refused += 1
    if (replies.length === 0) outcome.lost += 1
    if (replies.length > 1) outcome.doubled += 1
    // The stand-in's clock gives whole milliseconds: on the average the moment lies in their middle.
    if (replies[0] !== undefined) latencies.push(replies[0] + 0.5 - sentAt)
  }
  await rig.standIn.settle()
  const late = percentile(
    samples.map((sample) => sample.late),
    0.99,
  )
  return {
    latencies,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    ...outcome,
    drainSeconds,
    late,
  }
}

/** Resolves when nothing waits to be answered or sent, with the seconds that took. */
export async function drained({ pool }: BenchDatabase, timeoutMs: number): Promise<number> {
  const begun = performance.now()
  for (;;) {
    const found = await pool.query<{ open: boolean }>(
      `SELECT EXISTS (SELECT FROM inbox WHERE status = 'received')
         OR EXISTS (SELECT FROM outbox WHERE status IN ('queued', 'sending', 'unknown')) AS open`,
    )
    const passed = performance.now() - begun
    if (found.rows[0]?.open === false || passed > timeoutMs) return passed / 1000
    await pause(50)
  }
}
