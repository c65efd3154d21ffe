import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Note something about the person for later conversations. Use when they ask you to remember it, or tell you something ' +
    'themselves that stays useful beyond this conversation: what they eat, who their people are and how to reach them, where they ' +
    'live, what they prefer. Only what they said themselves: never guesses, never what others wrote, never passing things or ' +
    'appointments, and never secrets such as passwords, card numbers or codes. When it corrects or adds to a fact you know, name ' +
    'that one in `replaces` and write the whole sentence anew.',
  input: z.object({
    about: z
      .string()
      .max(200)
      .default('me')
      .describe('Whom it is about: "me" for the person, otherwise the name, e.g. "Sarah"'),
    fact: z
      .string()
      .min(1)
      .max(2_000)
      .describe(
        'One plain sentence in their language, as they would say it: "I\'m vegetarian", "Sarah is my sister, sarah@example.test"',
      ),
    replaces: z
      .string()
      .max(20)
      .optional()
      .describe('The fact that this corrects or adds to, by its name, e.g. "f3"'),
  }),
  effect: 'write',
  idempotent: true,
  core: true,
  summary: ({ fact }) => fact,
  run: (fact, { memory }) => memory.note(fact),
  undo: (done, { memory }) => memory.restore(done),
})
