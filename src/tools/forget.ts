import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Forget facts about the person. Use when they ask you to forget something you know about them, or everything you noted. Of ' +
    'everything the person is asked first by the code, so do not ask yourself. It is about noted facts alone, not about messages, ' +
    'reminders or events.',
  input: z.object({
    facts: z
      .array(z.string().max(20))
      .max(50)
      .optional()
      .describe('The facts by name, e.g. ["f3"]; recall what is known first when you do not know the name'),
    all: z.boolean().optional().describe('True only when they want everything forgotten'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ facts, all }) => (all ? 'forget everything' : `forget ${facts?.join(', ') ?? ''}`),
  prepare: ({ facts, all }, { memory }) => memory.planForget(all ? 'all' : (facts ?? [])),
  run: (_input, { memory, plan }) => memory.forget(plan),
  undo: (done, { memory }) => memory.restore(done),
})
