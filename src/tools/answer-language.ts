import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Set the language in which the person is answered from now on, whatever they write. Use when they ask for it ("answer me in ' +
    'Portuguese from now on"), or want to be answered in the language they write again. Not for a single translation.',
  input: z.object({
    language: z
      .string()
      .trim()
      .min(2)
      .max(60)
      .optional()
      .describe('Its name, such as "Portuguese"; left out: from now on the language of their messages'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ language }) => language ?? 'the language of the messages',
  prepare: async (_input, { preferences }) => ({ plan: await preferences.kept('language') }),
  run: async ({ language }, { preferences, plan }) => ({
    ...(await preferences.setLanguage(language)),
    undo: plan,
  }),
  undo: (kept, { preferences }) => preferences.restore(kept),
})
