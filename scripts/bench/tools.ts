import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startService } from '../../src/service.ts'
import { ACCOUNT, ENV } from './account.ts'
import { atMost, figure, median, percentile, type Row } from './figures.ts'
import { benchKnowledge } from './knowledge.ts'
import type { Rig } from './rig.ts'

/** A new one each time: what a long conversation costs is measured elsewhere. */
const person = (n: number) => `whatsapp:+1555171${String(n).padStart(4, '0')}`
/** How long the tools of this bench work, in milliseconds: about what a quick service takes. */
const OWN_MS = 20

/** What a tool call costs beside the tool's own time, what a hundred tools cost a turn, and the documents. */
export async function benchTools(rig: Rig): Promise<Row[]> {
  const calls = rig.options.quick ? 40 : 200
  const rows: Row[] = []
  for (const effect of ['read', 'write'] as const) {
    const { inNode, rounds } = await timeCalls(rig, effect, calls)
    const over = `a ${effect} tool's call, over its own time`
    const round = "from the model's call to its next request: HTTP, checkpoint, ledger, prompt"
    rows.push(
      atMost('tools', `${over}, in the tool node, mean`, inNode, 'ms', 5, 'limits, ledger, time limit'),
    )
    rows.push(atMost('tools', `${over}, p50`, percentile(rounds, 0.5), 'ms', 5, round))
    rows.push(figure('tools', `${over}, p95`, percentile(rounds, 0.95), 'ms', round))
  }
  const few: Turns[] = []
  const many: Turns[] = []
  for (let at = 0; at < rig.options.repetitions; at += 1) {
    few.push(await timeTurns(rig, 5, calls))
    many.push(await timeTurns(rig, 100, calls))
  }
  for (const [what, unit, key] of [
    ['prompt of a turn', 'tokens', 'tokens'],
    ['a turn, p50', 'ms', 'ms'],
  ] as const) {
    const [with5, with100] = [few, many].map((runs) => median(runs.map((run) => run[key])))
    if (with5 === undefined || with100 === undefined) continue
    rows.push(figure('tools', `${what}, 5 tools on`, with5, unit))
    rows.push(figure('tools', `${what}, 100 tools on`, with100, unit))
    rows.push(figure('tools', `${what}, 100 tools / 5`, with100 / with5, '×'))
  }
  return [...rows, ...(await benchKnowledge(rig))]
}

interface Turns {
  /** Of the prompt, as the stand-in counts them. */
  tokens: number
  ms: number
}

let worlds = 0

/** The service and the stand-ins in this process, so that one clock times both sides of a call. */
async function startWorld(rig: Rig, tools: Record<string, string>) {
  await using stack = new AsyncDisposableStack()
  const name = `tools_${worlds++}`
  const folder = join(rig.folder, name)
  await mkdir(folder)
  for (const [file, source] of Object.entries(tools)) await writeFile(join(folder, file), source)
  const { url } = await rig.createDatabase(name)
  const sandbox = stack.use(
    await startSandbox({
      accountSid: ACCOUNT.sid,
      authToken: ACCOUNT.token,
      whatsappFrom: ACCOUNT.whatsapp,
      smsFrom: ACCOUNT.sms,
      thinkMs: 0,
    }),
  )
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    DATABASE_URL: url,
    ...ENV,
    ...sandbox.settings(),
  }
  const log = createLog('warn', { write: () => undefined })
  const edges = { log, env, pid: process.pid, reach: () => undefined, toolsFolder: folder }
  const service = stack.use(await startService(readConfig(env), edges))
  sandbox.serviceUrl = service.url
  const owned = stack.move()
  return { sandbox, url: service.url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const toolSource = (description: string, fields: string, body: string, more = '') => `
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
export default {
  description: ${JSON.stringify(description)},
  input: z.object({ ${fields} }),
  ${more}
  async run(input) { ${body} },
}`

interface Overheads {
  /** Of a call in the tool node, in milliseconds, less what the tool took itself. */
  inNode: number
  /** The same of each call, from the model's answer with it to the model's next request. */
  rounds: number[]
}

async function timeCalls(rig: Rig, effect: 'read' | 'write', count: number): Promise<Overheads> {
  const body = `const begun = performance.now(); await new Promise((done) => setTimeout(done, ${OWN_MS})); return String(performance.now() - begun)`
  const wait = toolSource('Waits a while.', 'n: z.number()', body, `effect: '${effect}',`)
  await using world = await startWorld(rig, { 'wait-a-while.mjs': wait })
  const rounds: number[] = []
  let own = 0
  for (let n = 0; n < count + 20; n += 1) {
    let answeredAt = 0
    world.sandbox.model.replies(() => {
      answeredAt = performance.now()
      return { toolCalls: [{ name: 'wait-a-while', args: { n } }] }
    })
    world.sandbox.model.replies(({ messages }) => {
      const took = Number(messages.at(-1)?.text)
      own += took
      if (n >= 20) rounds.push(performance.now() - answeredAt - took) // the first ones warm it up
      return `waited ${n}`
    })
    await say(world.sandbox, person(n), `wait ${n}`, `waited ${n}`)
  }
  const metrics = await (await fetch(`${world.url}/metrics`)).text()
  const seconds = /^majordomo_tool_duration_seconds_sum\{[^}]*\} ([\d.e-]+)$/m.exec(metrics)?.[1]
  return { inNode: (Number(seconds) * 1000 - own) / (count + 20), rounds }
}

/** First turns of many people, with so many tools on. */
async function timeTurns(rig: Rig, tools: number, count: number): Promise<Turns> {
  const sources = Array.from({ length: tools }, (_, n): [string, string] => {
    const topic = TOPICS[n % TOPICS.length] ?? ''
    const description = `Look up the ${topic} of branch ${n}. Use when the person asks about ${topic}, what it costs, when it is open and whether something is in store there.`
    const fields = `place: z.string().describe('The town or the address of the branch'), day: z.string().optional().describe('The day that is asked about'), detail: z.enum(['short', 'long']).optional().describe('How much is wanted')`
    return [`${topic.replaceAll(' ', '-')}-${n}.mjs`, toolSource(description, fields, `return 'open'`)]
  })
  await using world = await startWorld(rig, Object.fromEntries(sources))
  const times: number[] = []
  for (let n = 0; n < count + 20; n += 1) {
    const text = `note ${n}: the plants on the balcony want water again`
    world.sandbox.model.replies(`noted ${n}`)
    const begun = performance.now()
    await say(world.sandbox, person(n), text, `noted ${n}`)
    if (n >= 20) times.push(performance.now() - begun)
  }
  const last = world.sandbox.model.requests.at(-1)
  const prompt = last ? last.system + JSON.stringify(last.messages) + JSON.stringify(last.tools) : ''
  return { tokens: Math.ceil(prompt.length / 4), ms: median(times) }
}

const TOPICS = ['opening hours', 'parking lots', 'repair prices', 'rental bikes', 'gift cards']

/** Resolves when the reply has reached the stand-in. */
async function say({ twilio }: Sandbox, from: string, body: string, reply: string): Promise<void> {
  await twilio.inbound({ from, body })
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(1))
    if (twilio.sent.at(-1)?.body.includes(reply)) return
  throw new Error(`no answer to "${body}"`)
}
