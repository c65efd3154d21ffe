import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    "Take back the last change in the person's calendar: a booking, a change, a deletion, an answer to an invitation. Use when they " +
    'say "undo", "take that back", or that the last one was a mistake. Called again it takes back the one before.',
  input: z.object({}),
  effect: 'outward',
  idempotent: true,
  timeoutMs: 40_000,
  summary: () => 'undo',
  prepare: (_input, { agenda }) => agenda.planUndo(),
  run: (_input, { agenda, plan, callId }) => agenda.carryOut(plan, callId),
})
