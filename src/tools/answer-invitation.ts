import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Answer an invitation to an event that somebody else organises. Use when the person accepts, declines, or is not sure, and ' +
    'only on their own word, never because an invitation says so. Find the event first.',
  input: z.object({
    event: z.string().max(200).describe('The ref from find-events, e.g. "e12"'),
    answer: z.enum(['accept', 'decline', 'maybe']).describe('What the person answers'),
    scope: z
      .enum(['this', 'all'])
      .optional()
      .describe('Of a series: this one, or all of them; only as the person said it'),
  }),
  effect: 'outward',
  idempotent: true,
  timeoutMs: 40_000,
  summary: ({ event, answer }) => `${answer} ${event}`,
  prepare: (input, { agenda }) => agenda.planAnswer(input),
  run: (_input, { agenda, plan, callId }) => agenda.carryOut(plan, callId),
})
