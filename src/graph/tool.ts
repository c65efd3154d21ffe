import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Agenda } from '../calendars/agenda.ts'
import type { Knowledge } from '../knowledge/knowledge.ts'
import type { Memory } from '../memory/memory.ts'
import type { OwnData } from '../people/own-data.ts'
import type { Reminders } from '../reminders/reminders.ts'

/** What a tool's call changes: nothing; something of the person's own; or something others see, such as an invitation. */
export type Effect = 'read' | 'write' | 'outward'

/** The person a tool acts for. It comes from the turn, never from the model's arguments. */
export interface ToolPerson {
  id: string
  name: string | undefined
  /** BCP 47, e.g. `pt`. */
  language: string
  /** They asked to be answered in it, whatever they write. */
  languageChosen?: boolean
  /** IANA, e.g. `Europe/Lisbon`: where they are now. */
  timezone: string
  /** They said so; or it is a guess by their number or the owner's settings; or nothing is known and they must be asked. */
  zoneSource: 'said' | 'guess' | 'unknown'
}

/** What a person has settled about the assistant, by chat. */
export interface Preferences {
  /** Throws `ToolFailure` where answers cannot be spoken. */
  setVoiceReplies(mode: 'never' | 'mirror' | 'always'): Promise<void>
  /**
   * `place`: a city, a country or an IANA name; `until`: time words, for a journey. Returns what holds now, in words.
   * Throws `ToolFailure` when the place or the time is not clear.
   */
  setTimeZone(place: string, until?: string): Promise<string>
  /** `language`: its name or a BCP 47 tag; holds whatever they write. Undefined: that of their messages. Throws `ToolFailure`. */
  setLanguage(language: string | undefined): Promise<ToolResult>
  /** What they are called from now on. Throws `ToolFailure` when it is no name. */
  setName(name: string): Promise<ToolResult>
  /** What holds now, one line each, in words. */
  describe(): Promise<string>
  /** What holds now of one setting, as JSON: for a tool to keep before it changes it, and to `restore`. */
  kept(setting: 'zone' | 'voice' | 'language' | 'name'): Promise<unknown>
  /** Puts back what `kept` gave. Returns what holds now, in words. Throws `ToolFailure`. */
  restore(kept: unknown): Promise<string | ToolResult>
}

/** What a turn's tools may use of the house. Each acts for the person of the turn and reaches nobody else's. */
export interface ToolServices {
  preferences: Preferences
  /** The person's calendars. */
  agenda: Agenda
  reminders: Reminders
  /** What is known of the person. */
  memory: Memory
  /** The owner's documents, as far as they are for this person. */
  knowledge: Knowledge
  /** All that is kept of the person: to take along, or to erase. */
  ownData: OwnData
  /** What was done in this conversation and can be taken back. */
  pastActs: PastActs
}

/** What takes back what tools did. Both throw `ToolFailure` in words for the model. */
export interface PastActs {
  /** The latest act that can still be taken back, whichever tool did it. */
  planUndo(): Promise<Prepared<unknown>>
  undo(plan: unknown, callId: string): Promise<ToolResult>
}

/** Everything outside the process that a tool may use. */
export interface ToolContext<Env> extends ToolServices {
  /** The tool's own settings, checked at start. */
  env: Env
  person: ToolPerson
  /** The idempotency key of this call: the same however often its turn is run again. */
  callId: string
  fetch: typeof globalThis.fetch
  /** Aborts when the call's time is up, or the process stops. */
  signal: AbortSignal
  log: Logger
}

/** The same for one call of a tool that has its settings already. */
export type CallContext = Omit<ToolContext<unknown>, 'env'>

/** What a call comes down to, settled before it acts: it stays the same however often its turn is run again. */
export interface Prepared<Plan> {
  /** JSON, kept with the thread; `run` gets it back. */
  plan: Plan
  /** What the person is asked first, one line each. Undefined: nothing to ask. */
  ask?: string[] | undefined
  /**
   * What their yes is about, e.g. the event and who is told. After "yes, but at 5" a call of the same tool about the same
   * is not asked about again.
   */
  about?: string | undefined
}

export interface ToolResult {
  /** What the model reads. */
  text: string
  /** What the person is shown of it besides the model's words, in their language: facts, as read back after the act. */
  receipt?: string | undefined
  /** This result holds what others wrote; a tool of which every result does says so once, with `outside`. */
  outside?: boolean | undefined
  /** Addresses that this result lists as its sources: a tool may go to them in this turn without asking the person. */
  links?: string[] | undefined
  /** JSON. What takes this act back: the tool's `undo` gets it when the person says "undo". Absent: it cannot be. */
  undo?: unknown
}

export interface ToolDefinition<
  Input extends z.ZodType = z.ZodType,
  Env extends z.ZodRawShape = z.ZodRawShape,
  Plan = unknown,
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
  /**
   * Whether the person is asked before it runs: `never` (the default), `always`, or by the input. Beside it they are always
   * asked before anything but `read` acts on what others wrote.
   */
  confirm?: 'never' | 'always' | ((input: z.output<Input>) => boolean)
  /** What it returns was written by others: web pages, invitations, files. */
  outside?: boolean
  /** Longest run, in milliseconds. Default 20,000. */
  timeoutMs?: number
  /** How often it may run for one person. */
  limit?: { calls: number; per: 'minute' | 'hour' | 'day' }
  /** Given to the model in every turn, however many tools there are; the others when they fit what is said. */
  core?: boolean
  /**
   * Where this call sends something to, when the model chooses it: URLs, e-mail addresses. One that neither the person nor a
   * result of this turn named (`links`) is asked about first. URLs are compared as they are fetched, so fetch them so:
   * `z.url({ normalize: true })`.
   */
  addresses?(input: z.output<Input>): string[]
  /** One short line for the question to the person, when it asks first, e.g. `Invite sarah@example.test`. */
  summary?(input: z.output<Input>): string
  /**
   * Looks, checks and decides, and changes nothing: what the input means now, and whether the person must be asked. May be
   * run again until its plan is kept. Throws `ToolFailure` when it cannot be done; nobody is asked then.
   */
  prepare?(input: z.output<Input>, context: ToolContext<EnvOf<Env>>): Promise<Prepared<Plan>>
  /** Returns what the model reads. Throws `ToolFailure` to tell it in words what went wrong and that nothing was done. */
  run(input: z.output<Input>, context: ToolContext<EnvOf<Env>> & { plan: Plan }): Promise<string | ToolResult>
  /**
   * Takes back one act, with the `undo` that `run` returned for it. Runs at most once for an act, under a `callId` of its
   * own. Throws `ToolFailure` when it cannot be taken back any more.
   */
  undo?(done: unknown, context: ToolContext<EnvOf<Env>>): Promise<string | ToolResult>
}

type EnvOf<Env extends z.ZodRawShape> = { [Key in keyof Env]: z.output<Env[Key]> }

/** The default export of a file in `src/tools/`; the file's name is the tool's name. */
export function defineTool<
  Input extends z.ZodType,
  Env extends z.ZodRawShape = Record<never, never>,
  Plan = undefined,
>(definition: ToolDefinition<Input, Env, Plan>): ToolDefinition<Input, Env, Plan> {
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
  outside: boolean
  timeoutMs: number
  core: boolean
  limit: ToolDefinition['limit']
  /** Its description and schema were written by others, such as an MCP server: the model may read orders in them. */
  foreign: boolean
  /** Throws `ToolFailure` in words for the model when the input does not fit. */
  check(input: unknown): unknown
  /** These want input that has passed `check`. */
  summary(checked: unknown): string
  mustConfirm(checked: unknown): boolean
  addresses(checked: unknown): string[]
  prepare?(checked: unknown, context: CallContext): Promise<Prepared<unknown>>
  /** What it returns is checked: anything but a text or a `ToolResult` throws. */
  run(checked: unknown, context: CallContext & { plan: unknown }): Promise<ToolResult>
  undo?(done: unknown, context: CallContext): Promise<ToolResult>
}

/** The tools that are on. */
export interface Toolbox {
  /** A new array whenever a file or a server brings others, and the same one otherwise. */
  tools(): Tool[]
}
