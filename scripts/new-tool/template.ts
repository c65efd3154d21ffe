/** A tool that works as it is: it needs no account, and does something small but real. */
export const toolOf = (name: string): string => `import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

// The file's name is the tool's: ${name}. src/graph/tool.ts says what else a tool can have: settings of its own (env),
// effect, confirm, limit, undo.
export default defineTool({
  description:
    'Pick one of several things by chance. Use when the person cannot decide and wants you to choose, or to draw lots.',
  input: z.object({
    choices: z.array(z.string().max(200)).max(100).describe('What there is to choose from, in their words'),
  }),

  run({ choices }) {
    if (choices.length < 2) throw new ToolFailure('Ask for at least two things to choose from.')
    return Promise.resolve(\`Chosen by chance: \${choices[randomInt(choices.length)]}\`)
  },
})
`

export const testOf = (name: string): string => `import { expect, test } from 'vitest'
import { openTool } from '../support/open-tool.ts'

const tool = await openTool('${name}')

test('picks one of what there is', async () => {
  const { text } = await tool.call({ choices: ['tea', 'coffee'] })
  expect(['Chosen by chance: tea', 'Chosen by chance: coffee']).toContain(text)
})

test('asks back when there is nothing to choose', async () => {
  await expect(tool.call({ choices: ['tea'] })).rejects.toThrow('at least two')
})

test('refuses arguments that do not fit', async () => {
  await expect(tool.call({ choices: 'tea' })).rejects.toThrow('The arguments do not fit')
})
`
