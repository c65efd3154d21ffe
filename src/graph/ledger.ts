import { createHash } from 'node:crypto'
import type { ToolResult } from './tool.ts'

export interface EffectKey {
  /** The turn's id, the same however often the turn is run again. */
  turn: string
  conversation: string
  /** The claim it acts under: nothing is begun under an old one. */
  epoch: string
  tool: string
  argumentsHash: string
  callId: string
}

/** What the ledger knows of an effect, and the call id it was first begun with: its idempotency key. */
export type Begun =
  | { state: 'new'; callId: string }
  /** Begun before, and nobody knows whether it acted. */
  | { state: 'unknown'; callId: string }
  | { state: 'done'; callId: string; result: string; receipt: string | undefined; outside: boolean }

/** What a tool reported of an effect: `undo` is JSON that takes it back. */
export type Reported = Pick<ToolResult, 'text' | 'receipt' | 'outside' | 'undo'>

/** Written before a tool with a side effect acts, and completed after, so that a repeat finds it. */
export interface EffectLedger {
  /** Commits before it resolves. Throws when the conversation is no longer held under `epoch`. */
  begin(effect: EffectKey): Promise<Begun>
  finish(effect: EffectKey, outcome: 'done' | 'failed', reported: Reported): Promise<void>
}

/** The same for the same arguments in any order of keys. */
export function hashArguments(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(',')}}`
}
