/**
 * `npm run smoke`: what somebody sees who tries it for the first time. `npm start` without any account answers one
 * message, stops when it is asked to, and leaves nothing running. Talks to stand-ins only, whatever `.env` says.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { variables } from '../src/settings/variables.ts'

const PERSON = 'whatsapp:+15550100001'
const START_MS = 120_000
const ANSWER_MS = 60_000
const STOP_MS = 20_000

const Snapshot = z.object({
  messages: z.array(z.object({ direction: z.enum(['in', 'out']), body: z.string(), status: z.string() })),
})

const folder = await mkdtemp(path.join(tmpdir(), 'majordomo-smoke-'))
const [port, sandboxPort] = [await freePort(), await freePort()]
const service = start()
let postgres = 0
try {
  await until('the service is ready', START_MS, async () => {
    const response = await fetch(`http://localhost:${port}/readyz`).catch(() => undefined)
    await response?.body?.cancel()
    return response?.ok
  })
  postgres = Number.parseInt(await readFile(path.join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10)
  await write('hello')
  const answer = await until('an answer is delivered', ANSWER_MS, findAnswer)
  console.log(`smoke: answered with ${JSON.stringify(answer)}`)
  await stop()
  await until('Postgres has stopped', STOP_MS, () => !isAlive(postgres))
  console.log('smoke: stopped, nothing is left running')
} finally {
  if (service.pid && service.exitCode === null) end(-service.pid, 'SIGKILL')
  if (postgres > 0 && isAlive(postgres)) end(postgres, 'SIGINT')
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

/** In a process group of its own, so that everything it started can be ended when the smoke test fails. */
function start(): ChildProcess {
  const empty = Object.fromEntries([...variables.keys()].map((name) => [name, '']))
  const own = {
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DATA_DIR: folder,
    NODE_ENV: 'development',
  }
  return spawn('npm', ['start'], {
    cwd: path.resolve(import.meta.dirname, '..'),
    env: { ...process.env, ...empty, ...own },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  })
}

async function write(body: string): Promise<void> {
  const response = await fetch(`http://localhost:${sandboxPort}/api/phones/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: PERSON, body }),
  })
  if (response.status !== 202)
    throw new Error(`the phone did not send: ${response.status} ${await response.text()}`)
}

/** The first event of the phone's stream holds all messages so far. */
async function findAnswer(): Promise<string | undefined> {
  const address = encodeURIComponent(PERSON)
  const response = await fetch(`http://localhost:${sandboxPort}/api/phones/events?address=${address}`)
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (text.includes('\n\n')) break
  }
  const data = /^event: snapshot\ndata: (.*)$/m.exec(text)?.[1] ?? '{"messages":[]}'
  const { messages } = Snapshot.parse(JSON.parse(data))
  return messages.find(({ direction, status }) => direction === 'out' && status === 'delivered')?.body
}

async function stop(): Promise<void> {
  service.kill('SIGTERM')
  await until(
    'the service has stopped',
    STOP_MS,
    () => service.exitCode !== null || service.signalCode !== null,
  )
  if (service.exitCode !== 0) throw new Error(`the stop ended with ${service.exitCode ?? service.signalCode}`)
}

async function until<T>(
  what: string,
  timeoutMs: number,
  look: () => T | Promise<T>,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > deadline) throw new Error(`it never came to this: ${what}`)
    if (service.exitCode) throw new Error(`npm start ended with ${service.exitCode}`)
    await pause(250)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended meanwhile
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
