import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Delete an event, or one or more of a series. Use when the person wants one cancelled or deleted. The person is asked ' +
    'first by the code, so do not ask yourself. Leave `event` out for the one spoken of last; find any other first.',
  input: z.object({
    event: z
      .string()
      .max(200)
      .optional()
      .describe('The ref from find-events, e.g. "e12"; left out: the one booked or changed last'),
    scope: z
      .enum(['this', 'following', 'all'])
      .optional()
      .describe('Of a series: this one, this and all later ones, or all; only as the person said it'),
  }),
  effect: 'outward',
  core: true,
  idempotent: true,
  timeoutMs: 40_000,
  summary: ({ event }) => ['delete-event', event].filter(Boolean).join(' '),
  prepare: (input, { agenda }) => agenda.planRemoval(input),
  run: (_input, { agenda, plan, callId }) => agenda.carryOut(plan, callId),
})
