import { createHash } from 'node:crypto'

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
  | { state: 'done'; callId: string; result: string; receipt: string | undefined }

/** Written before a tool with a side effect acts, and completed after, so that a repeat finds it. */
export interface EffectLedger {
  /** Commits before it resolves. Throws when the conversation is no longer held under `epoch`. */
  begin(effect: EffectKey): Promise<Begun>
  /** `receipt`: what the person is shown of it. */
  finish(effect: EffectKey, outcome: 'done' | 'failed', result: string, receipt?: string): Promise<void>
}

/** The same for the same arguments in any order of keys. */
export function hashArguments(input: unknown): string {
  return createHash('sha256').update(canonical(input)).digest('base64url')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, held]) => held !== undefined)
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(',')}}`
}
