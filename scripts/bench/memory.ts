import { setTimeout as pause } from 'node:timers/promises'
import { runLoad } from './conversations.ts'
import { atMost, figure, type Row } from './figures.ts'
import type { Rig, ServiceProcess } from './rig.ts'

const WARM_UP = 200
const RATE = 100
const MIB = 1024 * 1024

/** What 10,000 people who wrote once leave in the memory of the service. One run: a second tells nothing new. */
export async function benchMemory(rig: Rig): Promise<Row[]> {
  const { quick } = rig.options
  const people = quick ? 1_000 : 10_000
  const database = await rig.createDatabase('memory')
  await using service = await rig.startService(database, 'all')
  await rig.standIn.callbacks('delivered')
  const fresh = await settledMemory(service, quick)
  await runLoad(rig, service, database, { rate: 50, seconds: WARM_UP / 50, people: WARM_UP })
  const warm = await settledMemory(service, quick)
  const load = {
    rate: RATE,
    seconds: (people - WARM_UP) / RATE,
    people: people - WARM_UP,
    firstPerson: WARM_UP,
    drainMs: 90_000,
  }
  const outcome = await runLoad(rig, service, database, load)
  const full = await settledMemory(service, quick)
  return [
    figure('memory', 'RSS with 0 conversations', fresh.rss, 'MiB', `heap ${fresh.heap.toFixed(0)} MiB`),
    figure(
      'memory',
      `RSS after ${WARM_UP} conversations`,
      warm.rss,
      'MiB',
      `heap ${warm.heap.toFixed(0)} MiB`,
    ),
    figure(
      'memory',
      `RSS after ${people} conversations`,
      full.rss,
      'MiB',
      `heap ${full.heap.toFixed(0)} MiB`,
    ),
    atMost(
      'memory',
      `RSS, ${people} conversations more than 0`,
      full.rss - fresh.rss,
      'MiB',
      50,
      `at ${RATE}/s, 1 run`,
    ),
    figure(
      'memory',
      `RSS, ${people} conversations more than ${WARM_UP}`,
      full.rss - warm.rss,
      'MiB',
      'without what any first use loads',
    ),
    figure(
      'memory',
      `heap, ${people} conversations more than ${WARM_UP}`,
      full.heap - warm.heap,
      'MiB',
      `${outcome.lost} lost`,
    ),
  ]
}

/** V8 collects what is garbage some seconds after the work has ended: the least of what is seen until nothing falls. */
async function settledMemory(
  service: ServiceProcess,
  quick: boolean,
): Promise<{ rss: number; heap: number }> {
  let least = await readMemory(service)
  for (let unchanged = 0, seen = 0; unchanged < (quick ? 2 : 6) && seen < 25; seen += 1) {
    await pause(2_000)
    const now = await readMemory(service)
    unchanged = now.heap < least.heap - 1 ? 0 : unchanged + 1
    if (now.heap < least.heap) least = now
  }
  return least
}

async function readMemory(service: ServiceProcess): Promise<{ rss: number; heap: number }> {
  const [rss, heap] = await Promise.all([
    service.metric('process_resident_memory_bytes'),
    service.metric('nodejs_heap_size_used_bytes'),
  ])
  return { rss: rss / MIB, heap: heap / MIB }
}
