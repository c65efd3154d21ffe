import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import { MemorySaver } from '@langchain/langgraph'
import { pino } from 'pino'
import { z } from 'zod'
import { ToolFailure } from '../../src/errors.ts'
import { type Agent, createAgent, type Turn, type TurnResult } from '../../src/graph/agent.ts'
import type { GraphSettings } from '../../src/graph/graph.ts'
import type { PersonMessage } from '../../src/graph/person-message.ts'
import type { EffectLedger, Reported } from '../../src/graph/ledger.ts'
import type { CallOptions, Models } from '../../src/graph/models.ts'
import type { Tool, ToolResult } from '../../src/graph/tool.ts'
import { servicesWith } from '../support/services.ts'

export interface Asked {
  messages: BaseMessage[]
  options: CallOptions
}

/** What the model says next: words, tool calls, or what a function makes of the request. */
export type Line = string | Wanted[] | ((asked: Asked) => string | Wanted[] | Promise<string>)

export interface Wanted {
  name: string
  args?: Record<string, unknown>
  id?: string
}

/** A model that says its lines in order. A line too few fails the test. */
export interface ScriptedModels extends Models {
  asked: Asked[]
  say(...lines: Line[]): void
}

function scriptedModels(): ScriptedModels {
  const lines: Line[] = []
  const asked: Asked[] = []
  return {
    asked,
    say: (...more) => void lines.push(...more),
    async call(messages, options) {
      const request = { messages, options }
      asked.push(request)
      const line = lines.shift()
      if (line === undefined) throw new Error('the model was asked once too often')
      const said = typeof line === 'function' ? await line(request) : line
      options.spent.modelCalls += 1
      const id = `ai-${asked.length}`
      if (typeof said === 'string') return new AIMessage({ id, content: said })
      const calls = said.map((call, at) => ({ args: {}, id: `call-${asked.length}-${at}`, ...call }))
      return new AIMessage({ id, content: '', tool_calls: calls })
    },
  }
}

/** A ledger that keeps its rows in memory. */
export function memoryLedger(): EffectLedger & {
  rows: Map<string, { callId: string; status: string; result: string } & Omit<Reported, 'text'>>
} {
  const rows: ReturnType<typeof memoryLedger>['rows'] = new Map()
  const keyOf = ({ turn, tool, argumentsHash }: { turn: string; tool: string; argumentsHash: string }) =>
    `${turn} ${tool} ${argumentsHash}`
  return {
    rows,
    async begin(effect) {
      const key = keyOf(effect)
      const row = rows.get(key)
      if (!row || row.status === 'failed') {
        rows.set(key, { callId: row?.callId ?? effect.callId, status: 'started', result: '' })
        return { state: 'new', callId: row?.callId ?? effect.callId }
      }
      if (row.status === 'done') return { outside: false, ...row, receipt: row.receipt, state: 'done' }
      return { state: 'unknown', callId: row.callId }
    },
    async finish(effect, outcome, { text, receipt, outside = false }) {
      const row = rows.get(keyOf(effect))
      if (row) Object.assign(row, { status: outcome, result: text, receipt, outside })
    },
  }
}

/** A tool that is on. Takes `{ text?: string }` unless it checks for itself. */
export function makeTool({
  run,
  ...given
}: Omit<Partial<Tool>, 'run'> & {
  name: string
  run(...args: Parameters<Tool['run']>): Promise<string | ToolResult>
}): Tool {
  const input = z.strictObject({ text: z.string().optional() })
  return {
    description: `The tool ${given.name}`,
    schema: z.toJSONSchema(input),
    effect: 'read',
    idempotent: false,
    outside: false,
    timeoutMs: 5_000,
    core: false,
    limit: undefined,
    foreign: false,
    mustConfirm: () => false,
    addresses: () => [],
    check(value) {
      const checked = input.safeParse(value)
      if (!checked.success)
        throw new ToolFailure(`The arguments do not fit: ${z.prettifyError(checked.error)}`)
      return checked.data
    },
    summary: (checked) => `${given.name} ${JSON.stringify(checked)}`,
    ...given,
    async run(input, context) {
      const result = await run(input, context)
      return typeof result === 'string' ? { text: result } : result
    },
  }
}

export interface Rig {
  agent: Agent
  models: ScriptedModels
  ledger: ReturnType<typeof memoryLedger>
  observed: string[]
  /** A turn over these texts, as the service would make it. */
  turn(texts: string[], given?: Partial<Turn>): Turn
  /** Runs a new turn to its reply or question. */
  run(text: string, given?: Partial<Turn>): Promise<TurnResult>
}

export function createRig({
  tools = [],
  ...settings
}: Partial<GraphSettings> & { tools?: Tool[] } = {}): Rig {
  const models = scriptedModels()
  const ledger = memoryLedger()
  const observed: string[] = []
  let messages = 0
  const agent = createAgent({
    models,
    prompts: {
      system: ({ summary, reading }) => `SYSTEM ${summary} ${reading}`,
      summarize: () => 'SUMMARIZE',
      reading: () => 'READING',
    },
    redact: (text) => text,
    toolbox: { tools: () => tools },
    ledger,
    uses: { count: async () => undefined },
    fetch: globalThis.fetch,
    observe: (tool, outcome) => void observed.push(`${tool} ${outcome}`),
    checkpointer: new MemorySaver(),
    pictures: async () => new Map(),
    windowTokens: 4_000,
    maxToolRounds: 6,
    ...settings,
  })
  function turn(texts: string[], given: Partial<Turn> = {}): Turn {
    const written: PersonMessage[] = texts.map((text) => ({
      id: `in-${(messages += 1)}`,
      text,
      forwarded: false,
    }))
    return {
      context: {
        turn: written[0]?.id ?? '',
        conversation: '+15550100001',
        epoch: '1',
        now: Temporal.Instant.from('2026-11-21T13:05:40Z'),
        person: { id: 'ana', name: 'Ana', language: 'en', timezone: 'Europe/Lisbon', zoneSource: 'said' },
        services: servicesWith(),
        openReminders: [],
        facts: [],
        documents: undefined,
        spent: {
          model: null,
          modelCalls: 0,
          toolCalls: 0,
          inputTokens: 0,
          outputTokens: 0,
          costUsd: null,
          held: false,
          effects: [],
        },
        log: pino({ level: 'silent' }),
      },
      messages: written,
      repeated: false,
      answer: undefined,
      signal: new AbortController().signal,
      arrivals: async () => [],
      ...given,
    }
  }
  return { agent, models, ledger, observed, turn, run: (text, given) => agent.run(turn([text], given)) }
}

/** What the model was given as tool results in its latest call, by call id. */
export function results(models: ScriptedModels): Record<string, string> {
  const tools = models.asked.at(-1)?.messages.filter((message) => message.type === 'tool') ?? []
  return Object.fromEntries(
    tools.map((message) => [(message as { tool_call_id?: string }).tool_call_id ?? '', message.text]),
  )
}

/** What the model was given in its latest call, without the system prompt. */
export function told(models: ScriptedModels): string[] {
  const [, ...rest] = models.asked.at(-1)?.messages ?? []
  return rest.map((message) => `${message.type}: ${message.text}`)
}
