import type { Tool, ToolDefinition } from '../../src/graph/tool.ts'

const does = {
  read: 'reads',
  write: 'changes something of the person',
  outward: 'does what others see',
}

/** What a tool file lets its tool do, and what is asked and kept of it, in words. */
export function describeDefinition(definition: ToolDefinition): string {
  const { effect = 'read', confirm = 'never', limit, undo, outside, core, prepare } = definition
  const asks =
    typeof confirm === 'function' ? 'asks first for some input' : confirm === 'always' && 'asks first'
  // What it asks by itself is known when it has looked.
  const looks = effect === 'outward' && prepare !== undefined && 'asks first when others would hear of it'
  return describe({ effect, asks: asks || looks, limit, undo: undo !== undefined, outside, core })
}

/** The same of a tool that is on and has no file here. */
export function describeTool(tool: Tool): string {
  const { effect, limit, outside, core, undo } = tool
  return describe({
    effect,
    asks: tool.mustConfirm({}) && 'asks first',
    limit,
    undo: undo !== undefined,
    outside,
    core,
  })
}

function describe({
  effect,
  asks,
  limit,
  undo,
  outside,
  core,
}: Pick<Tool, 'effect'> & {
  asks: string | false
  limit: Tool['limit']
  undo: boolean
  outside: boolean | undefined
  core: boolean | undefined
}): string {
  return [
    does[effect],
    asks,
    limit && `at most ${limit.calls} a ${limit.per}`,
    undo && 'can be taken back',
    outside && 'returns what others wrote',
    core && 'in every turn',
  ]
    .filter(Boolean)
    .join(', ')
}
