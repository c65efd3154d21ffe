import { readFileSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { openConnections } from './connections.ts'
import { drained } from './conversations.ts'
import { atMost, figure, median, percentile, type Row } from './figures.ts'
import { saturate, sendPaced } from './generator.ts'
import { noisePicture, recording } from './recordings.ts'
import type { BenchDatabase, Rig, ServiceProcess } from './rig.ts'
import { type MediaField, webhookRequest } from './webhooks.ts'

const MIB = 1024 * 1024
/** How long the stand-in takes to hear a recording, in milliseconds. */
const HEARING_MS = 300
/** Ten seconds of speech. Much less than was said would be looked into for silence. */
const SPOKEN =
  'Good morning, please look up how long the museum is open on Sunday, and tell me which tram goes there from my hotel, thank you.'

/** What a voice note adds to its own transcription, and what a crowd of files costs in memory. */
export async function benchMedia(rig: Rig): Promise<Row[]> {
  const { quick, repetitions } = rig.options
  const database = await rig.createDatabase('media')
  await using service = await rig.startService(database, 'all')
  const bench = { rig, service, database }
  const opus = recording({ seconds: 10, kbps: 160, format: 'ogg' })
  const m4a = recording({ seconds: 10, kbps: 160, format: 'mp4' })
  const count = quick ? 10 : 30

  await timeOneByOne(bench, 5, await spoken(rig, opus, 'audio/ogg', 5)) // warm
  const voice: number[][] = []
  const converted: number[][] = []
  const text: number[][] = []
  for (let at = 0; at < repetitions; at += 1) {
    text.push(await timeOneByOne(bench, count))
    voice.push(await timeOneByOne(bench, count, await spoken(rig, opus, 'audio/ogg', count)))
    converted.push(await timeOneByOne(bench, count, await spoken(rig, m4a, 'audio/mp4', count)))
  }
  const middle = (runs: number[][], share: number, less: number): number =>
    median(runs.map((times) => percentile(times, share))) - less

  const note = recording({ seconds: 50, kbps: 168, format: 'ogg' })
  const crowd = await peakMemory(bench, 50, await spoken(rig, note, 'audio/ogg', 50, 50))
  const picture = await noisePicture(15.5 * MIB)
  const files = await peakMemory(bench, 20, await rig.standIn.upload(picture, 'image/png'))

  const size = `${Math.round(opus.length / 1024)} KB`
  const over = `over the ${HEARING_MS} ms of the transcriber`
  return [
    figure('media', 'text message, p50', middle(text, 0.5, 0), 'ms', 'one at a time'),
    atMost('media', `voice note of 10 s, ${size}, p50`, middle(voice, 0.5, HEARING_MS), 'ms', 60, over),
    figure('media', `voice note of 10 s, ${size}, p95`, middle(voice, 0.95, HEARING_MS), 'ms', over),
    figure('media', 'the same as m4a, converted, p50', middle(converted, 0.5, HEARING_MS), 'ms', over),
    ...memoryRows(`50 voice notes of ${(note.length / MIB).toFixed(1)} MB at once`, crowd, 150),
    ...memoryRows(`20 pictures of ${(picture.length / MIB).toFixed(1)} MB at once`, files),
  ]
}

interface Bench {
  rig: Rig
  service: ServiceProcess
  database: BenchDatabase
}

async function spoken(
  { standIn }: Rig,
  bytes: Buffer,
  contentType: string,
  times: number,
  seconds = 10,
): Promise<MediaField> {
  await standIn.hears(`${SPOKEN} `.repeat(seconds / 10), HEARING_MS, times)
  return standIn.upload(bytes, contentType)
}

let people = 0

/** From the webhook's first byte to the reply at the stand-in, in milliseconds, of messages that do not overlap. */
async function timeOneByOne(bench: Bench, count: number, media?: MediaField): Promise<number[]> {
  const { rig, service, database } = bench
  const times: number[] = []
  using connections = openConnections(service.url)
  for (let at = 0; at < count; at += 1) {
    const skip = (await rig.standIn.stats()).sent
    const request = webhookRequest(service.url, (people += 1), 'bench', media)
    const [sample] = await sendPaced(connections, [request], 1)
    await drained(database, 30_000)
    const [reply] = await rig.standIn.sent(skip)
    if (!sample || !reply) throw new Error('a message of the bench was not answered')
    times.push(reply.createdAt + 0.5 - sample.sentAt) // whole milliseconds: on the average the moment lies in the middle
  }
  await rig.standIn.settle()
  return times
}

interface Peak {
  service: number
  children: number
  seconds: number
}

/** How much more memory is used while as many people send a file at the same moment, in MiB. */
async function peakMemory(
  { rig, service, database }: Bench,
  count: number,
  media: MediaField,
): Promise<Peak> {
  await pause(2_000)
  const before = residentMiB(service.pid)
  const peak = { service: 0, children: 0 }
  let watching = true
  const watch = (async () => {
    while (watching) {
      peak.service = Math.max(peak.service, residentMiB(service.pid) - before)
      peak.children = Math.max(peak.children, await childrenMiB(service.pid))
      await pause(20)
    }
  })()
  const requests = Array.from({ length: count }, () =>
    webhookRequest(service.url, (people += 1), 'bench', media),
  )
  using connections = openConnections(service.url)
  await saturate(connections, requests, count)
  const seconds = await drained(database, 180_000)
  watching = false
  await watch
  await rig.standIn.settle()
  return { ...peak, seconds }
}

function memoryRows(what: string, { service, children, seconds }: Peak, limit?: number): Row[] {
  const note = `all answered after ${seconds.toFixed(1)} s, 1 run`
  const row = limit
    ? atMost('media', `${what}: RSS more`, service, 'MiB', limit, note)
    : figure('media', `${what}: RSS more`, service, 'MiB', note)
  return [row, figure('media', `${what}: decoders`, children, 'MiB', 'all of them at one moment')]
}

/** 0 for a process that has just ended. Linux tells it in `/proc`; elsewhere the bench has no figure for it. */
export function residentMiB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** The same of all the processes that it has started and that still run. */
export async function childrenMiB(parent: number): Promise<number> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  const own = stats.filter((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(parent))
  return own.reduce((sum, stat) => sum + residentMiB(Number.parseInt(stat, 10)), 0)
}
