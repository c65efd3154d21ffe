import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import type { Tool } from './tool.ts'

export const MORE_TOOLS = 'more-tools'

const Input = z.object({
  names: z.array(z.string().max(64)).max(20).optional().describe('Tools by name, from the list'),
  need: z.string().max(300).optional().describe('Or what is needed, in English, e.g. "convert currencies"'),
})

/** What a call of `more-tools` asks for, whatever the model wrote. */
export function asksForMore(args: unknown): { names: string[]; need: string }[] {
  const { success, data } = Input.safeParse(args)
  return success ? [{ names: data.names ?? [], need: data.need ?? '' }] : []
}

/**
 * Lets the model have those that it was not given, in the next round: `pickTools` sees the call. It names them alone, since
 * their descriptions may be others' words; where names may be, it counts as such a tool itself.
 */
export function moreTools(leftOut: Tool[]): Tool {
  const names = leftOut.map(({ name }) => name).join(', ')
  return {
    name: MORE_TOOLS,
    description: `Get tools that are not in your list now. Use it before you say that something cannot be done. There are also: ${names}.`,
    schema: z.toJSONSchema(Input, { io: 'input' }),
    effect: 'read',
    idempotent: false,
    outside: false,
    timeoutMs: 1_000,
    core: true,
    limit: undefined,
    foreign: leftOut.some(({ foreign }) => foreign),
    check(input) {
      const checked = Input.safeParse(input)
      if (!checked.success)
        throw new ToolFailure(`The arguments do not fit: ${z.prettifyError(checked.error)}`)
      return checked.data
    },
    summary: () => MORE_TOOLS,
    mustConfirm: () => false,
    addresses: () => [],
    run: () => Promise.resolve({ text: 'What fits is in your list now. Go on with it.' }),
  }
}
