import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

const told = {
  never: 'From now on all answers to this person are text.',
  mirror: 'From now on a voice note is answered with a voice note, and text with text.',
  always: 'From now on all answers to this person are voice notes; what has to be read also comes as text.',
}

export default defineTool({
  description:
    'Choose whether your answers to this person are spoken. Use when they ask for it, and only then, such as "answer me with ' +
    'voice notes" (always), "talk to me when I talk to you" (mirror), "no more voice notes, please" (never).',
  input: z.object({
    mode: z
      .enum(['never', 'mirror', 'always'])
      .describe('When answers are spoken; mirror: when the person speaks.'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ mode }) => told[mode],
  prepare: async (_input, { preferences }) => ({ plan: await preferences.kept('voice') }),

  async run({ mode }, { preferences, plan }) {
    await preferences.setVoiceReplies(mode)
    const text = `${told[mode]} This holds for this very answer: write it as usual, it is turned into speech by itself.`
    return { text, undo: plan }
  },
  undo: (kept, { preferences }) => preferences.restore(kept),
})
