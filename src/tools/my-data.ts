import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'A file with everything that is kept about the person: messages, facts, reminders, events, settings. Use when they want to see, ' +
    'download or take along all their data ("send me everything you have about me").',
  input: z.object({}),
  effect: 'write',
  idempotent: true,
  limit: { calls: 10, per: 'hour' },
  summary: () => 'my-data',
  run: (_input, { ownData }) => Promise.resolve(ownData.export()),
})
