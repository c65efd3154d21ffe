import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Set what the person is called from now on, instead of the name of their profile. Use when they tell you how to call them ' +
    '("call me Rita", "my name is Rita, not Margarida"). Not for names of others.',
  input: z.object({ name: z.string().trim().min(1).max(100).describe('The name as they wrote it') }),
  effect: 'write',
  idempotent: true,
  summary: ({ name }) => name,
  prepare: async (_input, { preferences }) => ({ plan: await preferences.kept('name') }),
  run: async ({ name }, { preferences, plan }) => ({ ...(await preferences.setName(name)), undo: plan }),
  undo: (kept, { preferences }) => preferences.restore(kept),
})
