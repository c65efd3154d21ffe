import { z } from 'zod'
import { newId } from './ids.ts'
import type { ModelReply, ModelRequest } from './model-request.ts'

export const WrittenReply = z.union([
  z.string(),
  z.object({
    text: z.string().optional(),
    toolCalls: z
      .array(
        z.object({ name: z.string(), args: z.record(z.string(), z.unknown()), id: z.string().optional() }),
      )
      .optional(),
  }),
])
/** A text, or tool calls with or without a text. */
export type WrittenReply = z.infer<typeof WrittenReply>
export type ScriptedReply = WrittenReply | ((request: ModelRequest) => WrittenReply | Promise<WrittenReply>)

export interface ScriptOptions {
  /** Only for requests that fit; without it, for the next one. */
  when?: (request: ModelRequest) => boolean
  /** How many requests it answers, 1 when absent. */
  times?: number
}

/** Answers written in advance, first in first out among those that fit. */
export interface Script {
  readonly left: number
  add(reply: ScriptedReply, options?: ScriptOptions): void
  next(request: ModelRequest): Promise<ModelReply | undefined>
  clear(): void
}

export function createScript(): Script {
  const lines: { reply: ScriptedReply; when?: ScriptOptions['when']; left: number }[] = []
  return {
    get left() {
      return lines.length
    },
    add(reply, options = {}) {
      lines.push({ reply, when: options.when, left: options.times ?? 1 })
    },
    async next(request) {
      const index = lines.findIndex((line) => line.when?.(request) ?? true)
      const line = lines[index]
      if (!line) return undefined
      line.left -= 1
      if (line.left <= 0) lines.splice(index, 1)
      const written = typeof line.reply === 'function' ? await line.reply(request) : line.reply
      return completeReply(written, request)
    },
    clear() {
      lines.length = 0
    },
  }
}

/** Gives each call the id it lacks, in the provider's style. */
export function completeReply(written: WrittenReply, request: ModelRequest): ModelReply {
  if (typeof written === 'string') return { text: written, toolCalls: [] }
  const prefix = request.provider === 'openai' ? 'call_' : 'toolu_'
  const toolCalls = (written.toolCalls ?? []).map(({ name, args, id }) => ({
    name,
    args,
    id: id ?? newId(prefix),
  }))
  return { text: written.text ?? '', toolCalls }
}
