import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from './compile-cache.ts'
import { until } from './until.ts'

export interface ServerProcess extends AsyncDisposable {
  pid: number
  url: string
  /** What it wrote to stdout and stderr. */
  output(): string
  /** Resolves with the signal or the exit code that ended it. */
  ended: Promise<string>
  kill(signal: NodeJS.Signals): void
}

const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url))

/** A real process of the service; resolves when it is ready, or has ended before that. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, [SERVER], {
    env: { PATH: process.env.PATH ?? '', ...COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  let over = false
  const ended = once(child, 'close').then(([code, signal]) => {
    over = true
    return String(signal ?? code)
  })
  let url = ''
  await until(() => {
    url = /https?:\/\/localhost:\d+/.exec(output)?.[0] ?? ''
    return over || /listening on/i.test(output)
  }, 45_000) // a first start makes a database, and others use the machine too
  return {
    pid: child.pid ?? 0,
    url,
    output: () => output,
    ended,
    kill: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      if (!over) child.kill('SIGKILL')
      await ended
    },
  }
}
