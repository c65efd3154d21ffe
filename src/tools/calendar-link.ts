import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'The private link with which the person subscribes to the calendar kept here, on any phone or computer. Use when they want to ' +
    'see it in their calendar program, or want the old link to stop working.',
  input: z.object({
    renew: z.boolean().optional().describe('True: make a new link; the old one stops working'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ renew }) => (renew ? 'calendar-link renew' : 'calendar-link'),
  run: ({ renew }, { agenda }) => agenda.feed(renew ?? false),
})
