/**
 * What the service costs, measured: `npm run bench -- [ack] [load] [long] [memory] [media] [reminders] [start] [tools] [--quick] [--repetitions 3]`.
 * Everything is real but the far ends: the service as its own process, Postgres with fsync, the stand-ins over HTTP.
 * Prints a table beside the targets, writes `bench-results/<date>.json`, and never fails because of a figure.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { parseArgs } from 'node:util'
import { benchAck } from './bench/ack.ts'
import { figure, median, renderTable, type Row } from './bench/figures.ts'
import { benchLoad } from './bench/load.ts'
import { benchLong } from './bench/long.ts'
import { benchMedia } from './bench/media.ts'
import { benchMemory } from './bench/memory.ts'
import { benchReminders } from './bench/reminders.ts'
import { type Rig, startRig } from './bench/rig.ts'
import { benchStart } from './bench/start.ts'
import { benchTools } from './bench/tools.ts'

const PARTS = {
  ack: benchAck,
  load: benchLoad,
  long: benchLong,
  memory: benchMemory,
  media: benchMedia,
  reminders: benchReminders,
  start: benchStart,
  tools: benchTools,
}
type Part = keyof typeof PARTS
const isPart = (name: string): name is Part => name in PARTS

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, repetitions: { type: 'string' } },
})
const unknown = positionals.filter((name) => !isPart(name))
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
const chosen = positionals.length > 0 ? positionals.filter(isPart) : Object.keys(PARTS).filter(isPart)
const options = { quick: values.quick, repetitions: Number(values.repetitions ?? (values.quick ? 2 : 3)) }

const conditions = [
  `${cpus().length} cores (${cpus()[0]?.model.trim()}), Linux ${release()}, Node ${process.version}; load generator, service, stand-ins and Postgres share them`,
  `COALESCE_MS=0, THINK_MS=0 (the model answers at once), LOG_LEVEL=info to a file, embedded Postgres with fsync`,
  `status callbacks: sent and delivered for every reply, unless a row says otherwise`,
  `medians of ${options.repetitions} repetitions, baselines interleaved${options.quick ? '; QUICK: short runs, for development only' : ''}`,
]
console.log(conditions.join('\n'))

const begun = performance.now()
const startedAt = new Date().toISOString()
const rows: Row[] = []
{
  await using rig = await startRig(options)
  rows.push(figure('machine', 'one durable INSERT', await timeCommit(rig), 'ms', 'p50, one connection'))
  for (const part of chosen) {
    console.log(`… ${part} (${Math.round((performance.now() - begun) / 1000)} s)`)
    rows.push(...(await PARTS[part](rig)))
  }
}
console.log(`\n${renderTable(rows)}\n\n${Math.round((performance.now() - begun) / 1000)} s in all`)

const folder = new URL('../bench-results/', import.meta.url)
await mkdir(folder, { recursive: true })
const file = new URL(`${startedAt.replaceAll(':', '-')}.json`, folder)
await writeFile(file, `${JSON.stringify({ startedAt, conditions, options, rows }, null, 2)}\n`)
console.log(`written to ${file.pathname}`)

/** How fast this disk makes a row durable: the floor under everything here. */
async function timeCommit(rig: Rig): Promise<number> {
  const { pool } = await rig.createDatabase('commit')
  await pool.query('CREATE TABLE commits (n integer)')
  const times: number[] = []
  for (let n = 0; n < 200; n += 1) {
    const before = performance.now()
    await pool.query('INSERT INTO commits VALUES ($1)', [n])
    times.push(performance.now() - before)
  }
  return median(times)
}
