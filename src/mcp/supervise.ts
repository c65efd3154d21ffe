import { setTimeout as after } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Tool } from '../graph/tool.ts'
import { type Admission, admit } from './admit.ts'
import type { ListedTool } from './bounded-client.ts'
import { CallFailed } from './call-failed.ts'
import { failureOf, whyNot } from './failure-of.ts'
import type { ServerSettings } from './server-settings.ts'
import { live, type LiveConnection } from './live.ts'
import { createMcpTool } from './mcp-tool.ts'

export type ServerLife =
  | { state: 'connecting' }
  | { state: 'on'; connection: LiveConnection }
  | { state: 'away'; why: string }

/** One server, connected again whenever it was lost. */
export interface McpServer extends AsyncDisposable {
  life(): ServerLife
  /** A new array when they are others. They stay while the server is away, and then say so. */
  tools(): Tool[]
  problems(): string[]
  /** The first attempt is over, whatever came of it. */
  tried: Promise<void>
}

/** The first is at once; all after the last as long as that. */
const PAUSES_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000]
/** A connection that held this long begins with the first pause again. */
const HELD_MS = 30_000
/** How long a call waits for a connection that is under way. */
const WAIT_MS = 2_000
const SETTLE_MS = 1_000

/** Keeps one server connected from now on, in the background. */
export function superviseServer(server: ServerSettings, parentLog: Logger): McpServer {
  const log = parentLog.child({ server: server.name })
  const stop = new AbortController()
  const tried = Promise.withResolvers<void>()
  const seen = new Map<string, string>()
  let life: ServerLife = { state: 'connecting' }
  let attempt = Promise.withResolvers<void>()
  let tools: Tool[] = []
  let problems: string[] = []
  let pending = 0
  let idle = Promise.withResolvers<void>()

  function take({ tools: admitted, problems: found }: Admission): void {
    for (const problem of found.filter((one) => !problems.includes(one))) log.warn(`MCP server: ${problem}`)
    problems = found
    const same =
      admitted.length === tools.length && admitted.every(({ name }, at) => tools[at]?.name === name)
    // What a tool is told to the model as cannot have changed: such a one is not let in.
    if (!same) tools = admitted.map((tool) => createMcpTool(server.name, tool, call))
  }

  async function call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<string> {
    for (let again = false; ; again = true) {
      const connection = await connected(signal)
      pending += 1
      try {
        return await connection.call(tool, args, signal).finally(done)
      } catch (error) {
        const failure = failureOf(error)
        const current = life.state === 'on' && life.connection === connection
        if (failure.away !== undefined && current) connection.end(failure.away)
        if (failure.kind === 'no answer' && current) connection.doubt()
        // A session that the server has forgotten is renewed, and nothing was done in the old one.
        if (failure.kind !== 'not sent' || failure.away === undefined || again) throw failure
      }
    }
  }

  function done(): void {
    pending -= 1
    if (pending === 0) idle.resolve()
  }

  /** Calls that are under way over a lost connection may still get their answers, or hear that nothing was done. */
  async function settled(): Promise<void> {
    if (pending === 0) return
    idle = Promise.withResolvers()
    await Promise.race([
      idle.promise,
      after(SETTLE_MS, undefined, { signal: stop.signal, ref: false }),
    ]).catch(() => undefined)
  }

  async function connected(signal: AbortSignal): Promise<LiveConnection> {
    if (life.state === 'connecting')
      await Promise.race([attempt.promise, after(WAIT_MS, undefined, { signal, ref: false })])
    if (life.state === 'on') return life.connection
    throw new CallFailed('not sent', life.state === 'away' ? life.why : 'it is being connected')
  }

  /** From this moment nobody is given the connection. */
  function ended(): void {
    if (life.state !== 'on') return
    life = { state: 'connecting' }
    attempt = Promise.withResolvers()
  }

  function began(connection: LiveConnection): void {
    life = { state: 'on', connection }
    attempt.resolve()
    tried.resolve()
    log.info({ tools: tools.length }, 'MCP server: on')
  }

  const listed = (offered: ListedTool[]) => take(admit(server, offered, seen))
  const common = { server, busy: () => pending > 0, listed, began, ended, settled, log }

  async function keep(): Promise<void> {
    let failures = 0
    while (!stop.signal.aborted) {
      const began = performance.now()
      let why: string
      let never = false
      // One for each connection: what listens to it is gone with it.
      const ending = new AbortController()
      const endIt = () => ending.abort()
      stop.signal.addEventListener('abort', endIt)
      try {
        why = await live({ ...common, signal: ending.signal })
      } catch (err) {
        never = true
        why = whyNot(err)
        log.debug({ err }, 'MCP server: not connected')
      } finally {
        stop.signal.removeEventListener('abort', endIt)
      }
      if (stop.signal.aborted) return
      if (!never && performance.now() - began > HELD_MS) failures = 0
      // One that was there is looked for at once.
      const pause = PAUSES_MS[Math.min(never ? failures + 1 : failures, PAUSES_MS.length - 1)] ?? 0
      failures += 1
      log.warn({ why, pause }, 'MCP server: away')
      if (pause > 0) {
        life = { state: 'away', why }
        attempt.resolve()
        tried.resolve()
        await after(pause * (0.8 + Math.random() * 0.4), undefined, { signal: stop.signal }).catch(
          () => undefined,
        )
        attempt = Promise.withResolvers()
      }
    }
  }

  const kept = keep()
  return {
    life: () => life,
    tools: () => tools,
    problems: () => problems,
    tried: tried.promise,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await kept
      life = { state: 'away', why: 'the service stops' }
      attempt.resolve()
      tried.resolve()
    },
  }
}
