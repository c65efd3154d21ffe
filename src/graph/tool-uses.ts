import type { ToolDefinition } from './tool.ts'

export type Limit = NonNullable<ToolDefinition['limit']>

export interface ToolUse {
  person: string
  tool: string
  /** The turn's id: a call of a turn that is run again is counted once. */
  turn: string
  callId: string
}

/** How often tools with a limit were used, by person. */
export interface ToolUses {
  /** Counts a use. Returns when the tool may be used again, when there were too many; nothing is counted then. */
  count(use: ToolUse, limit: Limit): Promise<Temporal.Instant | undefined>
}

/** For the model: nothing was done, and when to try again. */
export function describeLimit({ calls, per }: Limit, again: Temporal.Instant, timeZone: string): string {
  const at = again.toZonedDateTimeISO(timeZone)
  const when = `${at.toPlainDate().toString()} ${at.toPlainTime().toString({ smallestUnit: 'minute' })}`
  const times = calls === 1 ? 'once' : `${calls} times`
  return `Nothing was done: it may be used ${times} per ${per}, and that is used up. It may be used again after ${when} (${timeZone}).`
}
