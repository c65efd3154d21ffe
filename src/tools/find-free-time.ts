import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Find times at which the person is free, and other people too where their calendars can be seen. Use when they look for a ' +
    'slot, or ask when a meeting could be. Pass their own time words and never compute a date. It books nothing.',
  input: z.object({
    when: z
      .string()
      .max(200)
      .describe('Their time words, e.g. "tomorrow afternoon", "this week", "Friday from 17 to 22"'),
    duration: z.string().max(100).describe('How long it has to be, e.g. "45 minutes", "an hour"'),
    people: z
      .array(z.string().max(320))
      .max(1000)
      .optional()
      .describe('E-mail addresses of the others, only ones that the person gave'),
  }),
  timeoutMs: 30_000,
  run: (input, { agenda }) => agenda.freeTime(input),
})
