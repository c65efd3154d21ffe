import { setTimeout as after } from 'node:timers/promises'
import type { Logger } from 'pino'

/**
 * Work that others ask for, as often as they like: it is done once for all who asked meanwhile, never twice at a time, and
 * no sooner than `milliseconds` after the last. What is asked before `begin` is done then.
 */
export function atIntervals(milliseconds: number, stop: AbortSignal) {
  let asked = false
  let running = false
  let ended = false
  let work: (() => Promise<void>) | undefined
  let logTo: Logger | undefined

  async function run(): Promise<void> {
    if (running || !work) return
    running = true
    while (asked && !ended && !stop.aborted) {
      asked = false
      await work().catch((err: unknown) =>
        logTo?.warn({ err }, 'MCP server: its tools could not be listed again'),
      )
      await after(milliseconds, undefined, { signal: stop, ref: false }).catch(() => undefined)
    }
    running = false
  }

  return {
    ask() {
      asked = true
      void run()
    },
    begin(begun: () => Promise<void>, log: Logger) {
      work = begun
      logTo = log
      void run()
    },
    end() {
      ended = true
    },
  }
}
