import { OutcomeUnknown, ToolFailure } from '../errors.ts'
import type { Tool } from '../graph/tool.ts'
import type { Admitted } from './admit.ts'
import { CallFailed } from './call-failed.ts'
import { isRecord, shownText } from './shown-schema.ts'

/** Longest value the person is shown in a question, in characters. */
const LONGEST_VALUE = 150

const URL_OR_MAIL = /\bhttps?:\/\/[^\s"'<>\\]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi

/** Passes one call on to the server. Throws `CallFailed`. */
export type CallServer = (tool: string, args: Record<string, unknown>, signal: AbortSignal) => Promise<string>

/** A server's tool, as the graph knows tools. */
export function createMcpTool(server: string, admitted: Admitted, call: CallServer): Tool {
  const { name, original, rule } = admitted
  return {
    name,
    description: admitted.description,
    schema: admitted.schema,
    effect: rule.effect,
    idempotent: false,
    outside: true,
    timeoutMs: rule.timeoutMs,
    core: false,
    limit: undefined,
    foreign: admitted.foreign,
    check(input) {
      const args = input ?? {}
      const checked = admitted.validate(args)
      if (checked.valid && isRecord(args)) return args
      const why = checked.errorMessage?.replaceAll(/(^|, )data\/?/g, '$1').trim()
      throw new ToolFailure(`The arguments do not fit: ${why ?? 'they must be an object'}`)
    },
    summary: (checked) => `${name}: ${shownArguments(checked)}`,
    mustConfirm: () => rule.confirm === 'always' || (rule.effect !== 'read' && rule.confirm !== 'never'),
    addresses: (checked) => addressesIn(checked),
    async run(checked, { signal }) {
      const args = isRecord(checked) ? checked : {}
      try {
        return { text: await call(original, args, signal), outside: true }
      } catch (error) {
        signal.throwIfAborted()
        throw told(server, error, rule.effect !== 'read')
      }
    },
  }
}

/** `acts`: nothing may be said to have failed that may have been done. */
function told(server: string, error: unknown, acts: boolean): unknown {
  if (!(error instanceof CallFailed)) return error
  const options = { cause: error }
  if (error.kind === 'refused')
    return new ToolFailure(`${server} says that it failed:\n${error.message}`, { ...options, outside: true })
  if (error.kind === 'not sent') {
    const why = `The server ${server} is away (${error.message}). Nothing was done.`
    return new ToolFailure(`${why} Tell the person so; it comes back by itself.`, options)
  }
  const words = `The server ${server} gave no usable answer: ${error.message}.`
  return acts ? new OutcomeUnknown(words, options) : new ToolFailure(words, options)
}

/** Every argument is shown, if only its beginning: nothing hides behind a long one. */
function shownArguments(checked: unknown): string {
  if (!isRecord(checked) || Object.keys(checked).length === 0) return '-'
  return Object.entries(checked)
    .map(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      return `${key} = ${shownText(text, LONGEST_VALUE)}`
    })
    .join('; ')
}

/** Wherever in the arguments they stand. */
function addressesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.match(URL_OR_MAIL) ?? []
  if (Array.isArray(value)) return value.flatMap(addressesIn)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => [...addressesIn(key), ...addressesIn(inner)])
}
