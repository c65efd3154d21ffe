import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Change a reminder. Use when the person answers one ("done", "later", "in an hour", "move it to tomorrow", "stop that one") ' +
    'or asks for a change of one that is to come. A reply that quotes a reminder names it; otherwise leave `reminder` out, and ' +
    'the last one that was sent is meant. Pass their own time words.',
  input: z.object({
    reminder: z
      .string()
      .max(20)
      .optional()
      .describe(
        'Its name, such as r3, as list-reminders or the quoted message gives it; left out: the last one sent',
      ),
    action: z
      .enum(['later', 'move', 'done', 'cancel'])
      .describe(
        'later: once more after a while; move: to another time, or another series; done: it is dealt with; cancel: never again',
      ),
    when: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'For later (an hour when left out) and move: their words, such as "in 2 hours", "tomorrow", "every Tuesday at 10"',
      ),
  }),
  effect: 'write',
  core: true,
  idempotent: true,
  summary: ({ reminder, action, when }) => [action, reminder, when].filter(Boolean).join(', '),
  prepare: (change, { reminders }) => reminders.planChange(change),
  run: (_change, { reminders, plan, callId }) => reminders.change(plan, callId),
})
