import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'List the reminders of the person: what comes when, what was sent and is not done, the briefing, quiet hours. Use when they ' +
    'ask for them, or to find the one they mean before you change it.',
  input: z.object({}),
  core: true,
  run: (_nothing, { reminders }) => reminders.list(),
})
