import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import { AIMessage, type BaseMessage } from '@langchain/core/messages'
import type { Logger } from 'pino'
import { PermanentError, TransientError } from '../errors.ts'
import { priceOf } from './prices.ts'
import type { Spent } from './state.ts'
import { clean } from './text.ts'
import type { Tool } from './tool.ts'

export interface ModelSettings {
  /** `provider:name`, e.g. `openai:gpt-4o-mini`, in the order they are tried. */
  models: string[]
  /** A cheaper one, tried first where the work is simple. */
  fast?: string | undefined
  openai?: { apiKey: string; baseUrl?: string | undefined } | undefined
  anthropic?: { apiKey: string; baseUrl?: string | undefined } | undefined
  /** Longest single request, in milliseconds. */
  timeoutMs: number
  /** How often one request is tried again at the same provider. */
  maxRetries: number
}

export interface CallOptions {
  tools: Tool[]
  /** False: the tools are described, because the history has calls of them, but may not be called. */
  mayCall: boolean
  /** The work is simple: the fast model is asked first. */
  simple?: boolean
  signal: AbortSignal | undefined
  spent: Spent
}

export interface Models {
  /**
   * Asks the first model, and the next when that one fails. The answer has an id, text or tool calls, and nothing that
   * need not be stored. Throws `TransientError` or `PermanentError` when none answers.
   */
  call(messages: BaseMessage[], options: CallOptions): Promise<AIMessage>
}

export function openModels(settings: ModelSettings, log: Logger): Models {
  const opened = new Map<string, Promise<BaseChatModel>>()
  const bound = new WeakMap<Tool[], Map<string, unknown>>()

  function open(name: string): Promise<BaseChatModel> {
    let model = opened.get(name)
    if (!model) opened.set(name, (model = openModel(name, settings)))
    return model
  }

  async function ask(name: string, messages: BaseMessage[], options: CallOptions): Promise<AIMessage> {
    const model = await open(name)
    const request = options.signal ? { signal: options.signal } : {}
    if (options.tools.length === 0 || !model.bindTools) return read(await model.invoke(messages, request))
    const byModel = bound.get(options.tools) ?? new Map<string, unknown>()
    bound.set(options.tools, byModel)
    const key = `${name} ${options.mayCall}`
    const withTools =
      (byModel.get(key) as ReturnType<NonNullable<typeof model.bindTools>> | undefined) ??
      model.bindTools(
        options.tools.map((tool) => ({
          type: 'function' as const,
          function: { name: tool.name, description: tool.description, parameters: tool.schema },
        })),
        options.mayCall ? {} : { tool_choice: 'none' },
      )
    byModel.set(key, withTools)
    return read(await withTools.invoke(messages, request))
  }

  return {
    async call(messages, options) {
      let failure: unknown
      const first = options.simple && settings.fast ? [settings.fast] : []
      for (const name of new Set([...first, ...settings.models])) {
        try {
          const answer = await ask(name, messages, options)
          account(answer, name, options.spent)
          return answer
        } catch (error) {
          options.signal?.throwIfAborted()
          log.warn({ err: error, model: name }, 'model failed')
          if (!(failure instanceof TransientError)) failure = classify(error)
        }
      }
      throw failure
    },
  }
}

/** Imported when first used: each brings an SDK of its own. */
async function openModel(name: string, settings: ModelSettings): Promise<BaseChatModel> {
  const [provider, model] = splitOnce(name)
  const common = { model, maxRetries: settings.maxRetries }
  if (provider === 'anthropic') {
    const { ChatAnthropic } = await import('@langchain/anthropic')
    return new ChatAnthropic({
      ...common,
      apiKey: settings.anthropic?.apiKey,
      ...(settings.anthropic?.baseUrl ? { anthropicApiUrl: settings.anthropic.baseUrl } : {}),
      clientOptions: { timeout: settings.timeoutMs },
    })
  }
  const { ChatOpenAI } = await import('@langchain/openai')
  return new ChatOpenAI({
    ...common,
    apiKey: settings.openai?.apiKey ?? '',
    timeout: settings.timeoutMs,
    configuration: { baseURL: settings.openai?.baseUrl ?? 'https://api.openai.com/v1' },
  })
}

function splitOnce(name: string): [string, string] {
  const at = name.indexOf(':')
  return [name.slice(0, at), name.slice(at + 1)]
}

/**
 * Content may be a string or an array of blocks (PROTOCOLS 5.4); what is kept is the text, the calls and the usage.
 * All ids are ours: servers that speak the same API repeat theirs, and an id that comes again replaces a message.
 */
function read(answer: BaseMessage): AIMessage {
  if (!(answer instanceof AIMessage))
    throw new TransientError('the model answered with something else than a message')
  if (answer.invalid_tool_calls?.length)
    throw new TransientError('the model asked for a tool in broken words')
  const text = clean(answer.text)
  const calls = (answer.tool_calls ?? []).map(({ name, args }) => ({
    type: 'tool_call' as const,
    id: `call_${crypto.randomUUID().replaceAll('-', '')}`,
    name: name.replaceAll(/[^\w-]/g, '_').slice(0, 64),
    args: cleanArguments(args),
  }))
  const blank = text.trim() === ''
  if (blank && calls.length === 0) throw new TransientError('the model answered nothing')
  return new AIMessage({
    id: crypto.randomUUID(),
    content: blank ? '' : text, // Claude refuses a text of blanks
    tool_calls: calls,
    ...(answer.usage_metadata ? { usage_metadata: answer.usage_metadata } : {}),
  })
}

function cleanArguments(args: unknown): Record<string, unknown> {
  const copy: unknown = JSON.parse(JSON.stringify(args ?? {}), (_key, value: unknown) =>
    typeof value === 'string' ? clean(value) : value,
  )
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? { ...copy } : {}
}

function account(answer: AIMessage, name: string, spent: Spent): void {
  const input = answer.usage_metadata?.input_tokens ?? 0
  const output = answer.usage_metadata?.output_tokens ?? 0
  const price = priceOf(splitOnce(name)[1])
  spent.model = name
  spent.modelCalls += 1
  spent.inputTokens += input
  spent.outputTokens += output
  if (price) spent.costUsd = (spent.costUsd ?? 0) + (input * price.input + output * price.output) / 1_000_000
  delete answer.usage_metadata
}

/** By status and code, never by the message's text (PROTOCOLS 5.5). */
function classify(error: unknown): TransientError | PermanentError {
  if (error instanceof TransientError || error instanceof PermanentError) return error
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown }
  const final =
    typeof status === 'number' && status >= 400 && status < 500 && ![408, 409, 425, 429].includes(status)
  if (final || code === 'insufficient_quota') {
    return new PermanentError(`the model refused the request (${String(status)})`, { cause: error })
  }
  return new TransientError('the model did not answer', { cause: error })
}
