import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Take back the last thing that was done for the person: a booking, a change or a deletion in their calendar, a reminder, a ' +
    'setting. Use when they say "undo", "take that back", or that the last one was a mistake. Called again it takes back the ' +
    'one before.',
  input: z.object({}),
  effect: 'outward',
  core: true,
  idempotent: true,
  timeoutMs: 40_000,
  summary: () => 'undo',
  prepare: (_input, { pastActs }) => pastActs.planUndo(),
  run: (_input, { pastActs, plan, callId }) => pastActs.undo(plan, callId),
})
