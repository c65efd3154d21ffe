import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    "Look into the person's calendars. Use for what is on, whether they are free, when something is, and before you change or " +
    'delete an event that was not just spoken of: each line ends with the ref the other tools want. Pass their own time words ' +
    'and never compute a date.',
  input: z.object({
    when: z
      .string()
      .max(200)
      .optional()
      .describe(
        'Their time words, e.g. "tomorrow", "Friday afternoon", "next week", "March"; the next 7 days otherwise',
      ),
    text: z.string().max(200).optional().describe('Words in the title, the notes, the place or the people'),
  }),
  core: true,
  timeoutMs: 30_000,
  run: (input, { agenda }) => agenda.find(input),
})
