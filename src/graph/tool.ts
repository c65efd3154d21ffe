import type { Logger } from 'pino'
import type { z } from 'zod'

/** What a tool's call changes: nothing; something of the person's own; or something others see, such as an invitation. */
export type Effect = 'read' | 'write' | 'outward'

/** The person a tool acts for. It comes from the turn, never from the model's arguments. */
export interface ToolPerson {
  id: string
  name: string | undefined
  /** BCP 47, e.g. `pt`. */
  language: string
  /** IANA, e.g. `Europe/Lisbon`. */
  timezone: string
}

/** What a person has settled about the assistant, by chat. */
export interface Preferences {
  /** Throws `ToolFailure` where answers cannot be spoken. */
  setVoiceReplies(mode: 'never' | 'mirror' | 'always'): Promise<void>
}

/** Everything outside the process that a tool may use. */
export interface ToolContext<Env> {
  /** The tool's own settings, checked at start. */
  env: Env
  person: ToolPerson
  preferences: Preferences
  /** The idempotency key of this call: the same however often its turn is run again. */
  callId: string
  fetch: typeof globalThis.fetch
  /** Aborts when the call's time is up, or the process stops. */
  signal: AbortSignal
  log: Logger
}

export interface ToolDefinition<
  Input extends z.ZodType = z.ZodType,
  Env extends z.ZodRawShape = z.ZodRawShape,
> {
  /** Told to the model: what it does, and when to use it. */
  description: string
  input: Input
  /** Settings it needs, by variable name. When one is missing the tool is left out and the start table says so. */
  env?: Env
  /** Default `read`. Anything else goes through the effect ledger, and happens at most once. */
  effect?: Effect
  /**
   * Passes `callId` on as an idempotency key, so that a call whose outcome is unknown may be run again. Without it,
   * such a call is not repeated and the person is told that its outcome is unknown.
   */
  idempotent?: boolean
  /** Asks the person before it runs. */
  confirm?: boolean
  /** What it returns was written by others: web pages, invitations, files. */
  outside?: boolean
  /** Longest run, in milliseconds. Default 20,000. */
  timeoutMs?: number
  /** One short line for the question to the person, when it asks first, e.g. `Invite sarah@example.test`. */
  summary?(input: z.output<Input>): string
  /** Returns what the model reads. Throws `ToolFailure` to tell it in words what went wrong and that nothing was done. */
  run(
    input: z.output<Input>,
    context: ToolContext<{ [Key in keyof Env]: z.output<Env[Key]> }>,
  ): Promise<string>
}

/** The default export of a file in `src/tools/`; the file's name is the tool's name. */
export function defineTool<Input extends z.ZodType, Env extends z.ZodRawShape = Record<never, never>>(
  definition: ToolDefinition<Input, Env>,
): ToolDefinition<Input, Env> {
  return definition
}

/** A tool that is on: checked, with its settings read. */
export interface Tool {
  name: string
  description: string
  /** JSON Schema of the input, as the model is given it. */
  schema: Record<string, unknown>
  effect: Effect
  idempotent: boolean
  confirm: boolean
  outside: boolean
  timeoutMs: number
  /** Throws `ToolFailure` in words for the model when the input does not fit. */
  check(input: unknown): unknown
  /** Wants input that has passed `check`. */
  summary(checked: unknown): string
  run(checked: unknown, context: Omit<ToolContext<unknown>, 'env'>): Promise<string>
}
