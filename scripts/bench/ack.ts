import { type Connections, openConnections } from './connections.ts'
import { drained } from './conversations.ts'
import { atMost, figure, median, percentile, type Row } from './figures.ts'
import { countRefused, saturate, sendPaced } from './generator.ts'
import type { Rig } from './rig.ts'
import { webhookRequest } from './webhooks.ts'

const PEOPLE = 500
/** Half of the 300 messages a second that one process is to answer: what ROLE=all is asked to acknowledge. */
const ALL_RATE = 150

interface Side {
  url: string
  connections: Connections
  p50: number[]
  p99: number[]
  refused: number
  /** Resolves when what it was given is done with. */
  settled(): Promise<unknown>
}

/** How fast a webhook is acknowledged, beside a bare server that does the least that keeps a message. */
export async function benchAck(rig: Rig): Promise<Row[]> {
  const { repetitions, quick } = rig.options
  await using stack = new AsyncDisposableStack()
  const seconds = quick ? 2 : 3

  const open = (url: string, settled: Side['settled'] = () => Promise.resolve()): Side => ({
    url,
    connections: stack.use(openConnections(url)),
    p50: [],
    p99: [],
    refused: 0,
    settled,
  })
  const bareDatabase = await rig.createDatabase('ack_bare')
  const bareUrl = new URL('./bare-webhook.ts', import.meta.url)
  const bare = open(stack.use(await rig.startBaseline(bareUrl, { DATABASE_URL: bareDatabase.url })).line)
  const web = open(stack.use(await rig.startService(await rig.createDatabase('ack_web'), 'web')).url)

  const burst = async (side: Side, count: number): Promise<number> => {
    const { perSecond, refused } = await saturate(side.connections, requests(side, count), 32)
    side.refused += refused
    return perSecond
  }
  for (const side of [bare, web]) await burst(side, 1_000)
  const full = { bare: [] as number[], web: [] as number[] }
  for (let at = 0; at < repetitions; at += 1) {
    full.bare.push(await burst(bare, quick ? 1_000 : 3_000))
    full.web.push(await burst(web, quick ? 1_000 : 3_000))
  }
  const rate = Math.round(median(full.web) / 2)
  await interleave([bare, web], rate, seconds, repetitions)
  const rows = [
    figure('ack', 'bare node:http, saturation', median(full.bare), '/s', '32 connections, closed loop'),
    figure('ack', 'service ROLE=web, saturation', median(full.web), '/s', '32 connections, closed loop'),
    ...compare(bare, web, 'ROLE=web', `open loop at ${rate}/s, half of the service's saturation`),
  ]

  const database = await rig.createDatabase('ack_all')
  const { url } = stack.use(await rig.startService(database, 'all'))
  const all = open(url, () => drained(database, 20_000))
  await sendPaced(all.connections, requests(all, ALL_RATE * 3), ALL_RATE)
  await all.settled()
  const bareAgain = { ...bare, p50: [], p99: [] }
  await interleave([bareAgain, all], ALL_RATE, seconds, repetitions)
  rows.push(
    ...compare(bareAgain, all, 'ROLE=all', `open loop at ${ALL_RATE}/s, every message answered meanwhile`),
  )
  const refused = web.refused + all.refused
  rows.push(
    atMost('ack', 'webhooks not answered with 200', refused, '', 0, 'the first burst meets a cold process'),
  )
  return rows
}

function requests({ url }: Side, count: number): Buffer[] {
  return Array.from({ length: count }, (_, at) => webhookRequest(url, at % PEOPLE, `note ${at}`))
}

/** A, B, A, B …, so that whatever else the machine does falls on both. */
async function interleave(sides: Side[], rate: number, seconds: number, repetitions: number): Promise<void> {
  for (let at = 0; at < repetitions; at += 1) {
    for (const side of sides) {
      const samples = await sendPaced(side.connections, requests(side, rate * seconds), rate)
      const times = samples.map((sample) => sample.ms)
      side.refused += countRefused(samples)
      side.p50.push(percentile(times, 0.5))
      side.p99.push(percentile(times, 0.99))
      await side.settled()
    }
  }
}

function compare(bare: Side, service: Side, role: string, note: string): Row[] {
  const [p50, p99] = [median(service.p50) / median(bare.p50), median(service.p99) / median(bare.p99)]
  return [
    figure('ack', `bare node:http beside ${role}, p50`, median(bare.p50), 'ms', note),
    figure('ack', `service ${role}, p50`, median(service.p50), 'ms', note),
    atMost('ack', `service ${role} / bare, p50`, p50, '×', 1.5),
    figure('ack', `bare node:http beside ${role}, p99`, median(bare.p99), 'ms', note),
    figure('ack', `service ${role}, p99`, median(service.p99), 'ms', note),
    atMost('ack', `service ${role} / bare, p99`, p99, '×', 2),
  ]
}
