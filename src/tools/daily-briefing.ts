import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Set, move or end the daily briefing: a message with the agenda of the day, what overlaps in it, and the reminders. Use when ' +
    'the person asks for one ("every morning at 8", "on weekdays at 7:30"), for another hour, or for no more of them. Briefings ' +
    'that are set in the evening tell of the next day.',
  input: z.object({
    at: z
      .string()
      .min(1)
      .max(120)
      .optional()
      .describe('Their words for the hour, and the days where not every day: "8:00", "weekdays at 7:30"'),
    off: z.boolean().optional().describe('True: no more briefings'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ at }) => at ?? 'off',
  prepare({ at, off }, { reminders }) {
    if (!off && at === undefined)
      throw new ToolFailure('Ask at what hour the briefing should come. Nothing was set.')
    return reminders.planBriefing(off ? undefined : at)
  },
  run: (_input, { reminders, plan, callId }) => reminders.setBriefing(plan, callId),
})
