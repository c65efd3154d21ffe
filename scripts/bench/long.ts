import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { openConnections } from './connections.ts'
import { runLoad } from './conversations.ts'
import { atMost, figure, median, type Row } from './figures.ts'
import type { BenchDatabase, Rig } from './rig.ts'
import { personNumber, webhookRequest } from './webhooks.ts'

/** One person of the bench who talks for long; nobody else has this number. */
const PERSON = 900_000
const STOCK_TURNS = 300
const Turns = z.array(z.object({ ms: z.number(), cpu: z.number() }))

interface Conversation {
  /** The reply's request at the stand-in after the webhook, in milliseconds, turn by turn. */
  ms: number[]
  /** CPU of the process up to and including each turn, in seconds; only where it was asked for. */
  cpu: Map<number, number>
  bytes: Map<number, Stored>
}

interface Stored {
  checkpoints: number
  database: number
}

/** What the thousandth turn of a conversation costs, beside the tenth and beside a graph that keeps everything. */
export async function benchLong(rig: Rig): Promise<Row[]> {
  const { quick } = rig.options
  const repetitions = quick ? 1 : rig.options.repetitions
  const turns = quick ? 300 : 1_000
  const ours: Conversation[] = []
  const stock: { turns: z.infer<typeof Turns>; stored: Stored }[] = []
  for (let at = 0; at < repetitions; at += 1) {
    ours.push(await talk(rig, await rig.createDatabase(`long_${at}`), turns))
    stock.push(
      await talkToStock(rig, await rig.createDatabase(`long_stock_${at}`), quick ? 100 : STOCK_TURNS),
    )
  }
  const middle = (pick: (one: Conversation) => number): number => median(ours.map(pick))
  const ms = (from: number, to: number) => middle((one) => median(one.ms.slice(from - 1, to)))
  const cpu = (from: number, to: number) =>
    middle((one) => (((one.cpu.get(to) ?? 0) - (one.cpu.get(from) ?? 0)) / (to - from)) * 1000)
  const stockMiddle = (pick: (one: z.infer<typeof Turns>) => number): number =>
    median(stock.map((one) => pick(one.turns)))
  const stockMs = (from: number, to: number) =>
    stockMiddle((one) => median(one.slice(from - 1, to).map((turn) => turn.ms)))
  const stockTurns = quick ? 100 : STOCK_TURNS
  const [early, late] = [ms(5, 15), ms(turns - 10, turns)]
  const [earlyCpu, lateCpu] = [cpu(5, 105), cpu(turns - 100, turns)]
  const kilobytes = (at: number, pick: (stored: Stored) => number) =>
    middle((one) => pick(one.bytes.get(at) ?? NONE)) / 1024
  return [
    figure('long', 'turn latency, turns 5–15', early, 'ms'),
    figure('long', `turn latency, turns ${turns - 10}–${turns}`, late, 'ms'),
    atMost('long', 'turn latency, late / early', late / early, '×', 1.2),
    figure('long', 'turn latency, turns 200–210', ms(200, 210), 'ms', 'the window is full by then'),
    figure('long', 'CPU of the service a turn, turns 5–105', earlyCpu, 'ms'),
    figure('long', `CPU of the service a turn, turns ${turns - 100}–${turns}`, lateCpu, 'ms'),
    atMost('long', 'CPU a turn, late / early', lateCpu / earlyCpu, '×', 1.2),
    figure(
      'long',
      'CPU a turn, late / turns 200–300',
      lateCpu / cpu(200, 300),
      '×',
      'the window is full in both',
    ),
    figure(
      'long',
      `checkpoints of the conversation after ${stockTurns} turns`,
      kilobytes(stockTurns, (one) => one.checkpoints),
      'KiB',
    ),
    figure(
      'long',
      `checkpoints of the conversation after ${turns} turns`,
      kilobytes(turns, (one) => one.checkpoints),
      'KiB',
    ),
    figure(
      'long',
      `whole database, growth a turn over ${turns} turns`,
      kilobytes(turns, (one) => one.database) / turns,
      'KiB',
    ),
    figure(
      'long',
      `stock graph: turns 5–15, ${stockTurns} turns in all`,
      stockMs(5, 15),
      'ms',
      'invoke alone: no webhook, queue or sending',
    ),
    figure(
      'long',
      `stock graph: turns ${stockTurns - 10}–${stockTurns}`,
      stockMs(stockTurns - 10, stockTurns),
      'ms',
    ),
    figure(
      'long',
      `stock graph: checkpoints after ${stockTurns} turns`,
      median(stock.map((one) => one.stored.checkpoints)) / 1024,
      'KiB',
    ),
  ]
}

const NONE: Stored = { checkpoints: 0, database: 0 }

async function talk(rig: Rig, database: BenchDatabase, turns: number): Promise<Conversation> {
  await using service = await rig.startService(database, 'all')
  using connections = openConnections(service.url)
  await rig.standIn.callbacks('delivered')
  await runLoad(rig, service, database, { rate: 100, seconds: 4, people: 400 }) // so that the process is warm
  const before = await stored(database)
  const talked: Conversation = { ms: [], cpu: new Map(), bytes: new Map() }
  for (let turn = 1; turn <= turns; turn += 1) {
    const text = `note number ${turn}: the plants on the balcony want water again on day ${turn}`
    const request = webhookRequest(service.url, PERSON, text)
    const sentAt = performance.timeOrigin + performance.now()
    if ((await connections.post(request)) !== 200) throw new Error(`turn ${turn} was not acknowledged`)
    talked.ms.push((await replyAfter(rig, turn)) + 0.5 - sentAt)
    await pause(8) // people do not write while the reply is being sent
    if ([5, 105, 200, 300, turns - 100, turns].includes(turn))
      talked.cpu.set(turn, await service.metric('process_cpu_seconds_total'))
    if (turn === 100 || turn === STOCK_TURNS || turn === turns) {
      const now = await stored(database)
      talked.bytes.set(turn, { checkpoints: now.checkpoints, database: now.database - before.database })
    }
  }
  await rig.standIn.settle()
  return talked
}

/** When the reply to this turn reached the stand-in, epoch milliseconds. */
async function replyAfter(rig: Rig, turn: number): Promise<number> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline) {
    const reply = (await rig.standIn.sent(turn - 1))[0]
    if (reply) return reply.createdAt
    await pause(2)
  }
  throw new Error(`turn ${turn} was not answered within 30 s`)
}

async function talkToStock(rig: Rig, database: BenchDatabase, turns: number) {
  const settings = { DATABASE_URL: database.url, OPENAI_BASE_URL: rig.standIn.settings.OPENAI_BASE_URL ?? '' }
  const script = new URL('./stock-graph.ts', import.meta.url)
  await using child = await rig.startBaseline(script, { ...settings, TURNS: String(turns) })
  return { turns: Turns.parse(JSON.parse(child.line)), stored: await stored(database, 'long') }
}

async function stored({ pool }: BenchDatabase, thread = personNumber(PERSON)): Promise<Stored> {
  const tables = ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']
  const sizes = tables.map(
    (table) => `(SELECT sum(pg_column_size(t.*)) FROM ${table} t WHERE thread_id = $1)`,
  )
  const found = await pool.query<{ checkpoints: string; database: string }>(
    `SELECT coalesce(${sizes.join(', 0) + coalesce(')}, 0) AS checkpoints, pg_database_size(current_database()) AS database`,
    [thread],
  )
  const row = found.rows[0]
  return { checkpoints: Number(row?.checkpoints), database: Number(row?.database) }
}
