import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

export interface Process extends AsyncDisposable {
  pid: number
  /** The first line it printed, when `firstLine` was asked for. */
  line: string
  /** Resolves with the exit code when it ends by itself. */
  ended: Promise<number | null>
}

export interface ProcessOptions {
  args?: readonly string[]
  env: Record<string, string>
  /** Where it runs; away from the repository, so that nobody's `.env` is read. */
  folder: string
  /** Its name in the folder's log. */
  name: string
  firstLine?: boolean
}

/** Starts `node <script>` with these settings and no others of ours. */
export async function startNode(
  script: URL,
  { args = [], env, folder, name, firstLine }: ProcessOptions,
): Promise<Process> {
  const log = openSync(`${folder}/${name}.log`, 'a')
  const child = spawn(process.execPath, [script.pathname, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', firstLine ? 'pipe' : log, log],
  })
  closeSync(log)
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null)
  const line = firstLine && child.stdout ? await readLine(child, ended, `${folder}/${name}.log`) : ''
  return {
    pid: child.pid ?? 0,
    line,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 12_000)
      await ended
      clearTimeout(late)
    },
  }
}

async function readLine(child: ChildProcess, ended: Promise<unknown>, log: string): Promise<string> {
  if (!child.stdout) throw new Error('nothing to read from')
  const lines = createInterface(child.stdout)
  const gone = ended.then(() => Promise.reject(new Error(`the process ended at once; see ${log}`)))
  gone.catch(() => undefined)
  const [line]: string[] = await Promise.race([once(lines, 'line'), gone])
  return line ?? ''
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when `url` answers with 200. */
export async function untilReady(url: string, { ended }: Process, timeoutMs = 30_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let running = true
  void ended.then(() => (running = false))
  while (running && performance.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    await pause(5)
  }
  throw new Error(
    running ? `${url} was not ready within ${timeoutMs} ms` : `the process ended before ${url} was ready`,
  )
}
