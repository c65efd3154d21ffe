import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js'
import { LONGEST_MESSAGE, TOO_LONG } from './call-failed.ts'
import { createLineReader } from './lines.ts'
import type { Reach } from './server-settings.ts'

/** How long a server is given to end by itself when its input ends, and then when it is told to, in milliseconds. */
const ENDS_MS = 500
const STOPS_MS = 1_000

/**
 * A server as a child process that speaks over its stdin and stdout. Unlike the SDK's own it gives the child only the
 * environment it is told to, drops a message that is too long instead of the server, and ends soon.
 */
export function createStdioTransport(
  reach: Extract<Reach, { kind: 'stdio' }>,
  onStderr: (line: string) => void,
): Transport {
  let child: ChildProcessByStdio<Writable, Readable, Readable> | undefined
  const transport: Transport = {
    async start() {
      const { command, args, env, cwd } = reach
      // Of its own group: Ctrl-C in a terminal ends us, and we end it, when the turns that need it are over.
      const started = spawn(command, args, { env, cwd, stdio: 'pipe', detached: true, windowsHide: true })
      child = started
      started.on('error', (error) => transport.onerror?.(error))
      started.stdin.on('error', (error) => transport.onerror?.(error))
      started.stdout.on('data', createLineReader(LONGEST_MESSAGE, { line: receive, tooLong }))
      started.stderr.on('data', createLineReader(4_096, { line: onStderr, tooLong: onStderr }))
      // Its output may be held open by a child of its own, so its end is not waited for long.
      started.once('exit', () => void Promise.race([once(started, 'close'), after(100)]).then(ended))
      await once(started, 'spawn')
    },
    send(message) {
      if (!child || child.exitCode !== null || child.signalCode !== null)
        return Promise.reject(new Error('Not connected'))
      // Not waited for: a server that reads nothing would keep it for ever, and the answer has a time limit.
      child.stdin.write(`${JSON.stringify(message)}\n`)
      return Promise.resolve()
    },
    async close() {
      const ending = child
      if (!ending || ending.pid === undefined || ending.exitCode !== null || ending.signalCode !== null)
        return
      const gone = once(ending, 'exit')
      ending.stdin.end()
      if (await within(gone, ENDS_MS)) return
      ending.kill('SIGTERM')
      if (await within(gone, STOPS_MS)) return
      ending.kill('SIGKILL')
      await within(gone, STOPS_MS)
    },
  }

  function ended(): void {
    transport.onclose?.()
  }

  function receive(line: string): void {
    let message: JSONRPCMessage
    try {
      message = JSONRPCMessageSchema.parse(JSON.parse(line))
    } catch (cause) {
      // Some write their log to stdout.
      transport.onerror?.(new Error('it sent something else than a message', { cause }))
      return
    }
    transport.onmessage?.(message)
  }

  /** Whose answer it was stands at one of its ends. */
  function tooLong(head: string, tail: string): void {
    const id =
      /^\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d+)/.exec(head)?.[1] ??
      /"id"\s*:\s*(\d+)\s*\}\s*$/.exec(tail)?.[1]
    transport.onerror?.(new Error('it sent a message that is too long'))
    if (id === undefined) return
    const error = { code: TOO_LONG, message: 'the answer is too long' }
    transport.onmessage?.({ jsonrpc: '2.0', id: Number(id), error })
  }

  return transport
}

async function within(event: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = new AbortController()
  const happened = event.then(() => true)
  const tooLate = after(milliseconds, false, { signal: late.signal, ref: false }).catch(() => false)
  return Promise.race([happened, tooLate]).finally(() => late.abort())
}
