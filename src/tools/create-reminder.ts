import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

const words = z.string().min(1).max(200)
const Done = z.object({ reminder: z.string() })

export default defineTool({
  description:
    'Set a reminder: a message to the person at a time, again and again, or before each event of their calendars. Use when they ask ' +
    'to be reminded of something. Pass their own time words and never work out a date or an hour yourself. Not for events: those ' +
    'go into the calendar with create-event.',
  input: z.object({
    what: z
      .string()
      .min(1)
      .max(1_000)
      .describe('What to remind of, in their words and language, without the time: "send the report"'),
    when: words
      .optional()
      .describe('For one time: their words, such as "tomorrow at 5 PM", "in 20 minutes", "Friday morning"'),
    repeat: words
      .optional()
      .describe('For a series: their words, such as "every Monday at 9", "weekdays at 7:30 until June"'),
    beforeEvents: words
      .optional()
      .describe('For before each event or meeting of theirs: how long before, such as "30 minutes"'),
  }),
  effect: 'write',
  core: true,
  idempotent: true,
  summary: ({ what }) => what,
  prepare: (request, { reminders }) => reminders.planCreate(request),
  run: (_request, { reminders, plan, callId }) => reminders.create(plan, callId),
  undo: (done, { reminders, callId }) =>
    reminders.change({ id: Done.parse(done).reminder, action: 'cancel' }, callId),
})
