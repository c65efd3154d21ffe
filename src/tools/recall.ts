import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'List what is known about the person from earlier conversations, with when and from which of their words it was learnt. Use ' +
    'when they ask what you know or remember about them, where you know something from, or before you correct or forget a fact ' +
    'whose name you do not know. What fits the conversation stands among your instructions already.',
  input: z.object({
    about: z
      .string()
      .max(200)
      .optional()
      .describe('Only what fits: a name, a topic, or a fact such as "f3"; left out: everything'),
  }),
  run: ({ about }, { memory }) => memory.list(about),
})
