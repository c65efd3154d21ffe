import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

const short = (words: string) => z.string().max(200).optional().describe(words)

export default defineTool({
  description:
    'Change an event. Use when the person wants one moved, made longer, renamed, given a place or people ("make that 4 PM", ' +
    '"half an hour later", "invite ana@example.test too"). Leave `event` out for the one that was booked or changed last in ' +
    'this conversation; find any other first. Pass their own time words and never compute a date. What is not named stays.',
  input: z.object({
    event: short('The ref from find-events, e.g. "e12"; left out: the one spoken of last'),
    when: short(
      'What changes of the time, in their words, e.g. "4 PM", "half an hour later", "to Friday", "till 5"',
    ),
    duration: short('The new length, e.g. "90 minutes"'),
    repeat: short('The new way it repeats, e.g. "every Tuesday at 10"; "never": no series any more'),
    title: z.string().max(1000).optional().describe('The new title'),
    location: z.string().max(1000).optional().describe('The new place; empty: none'),
    notes: z.string().max(20_000).optional().describe('The new notes; empty: none'),
    addAttendees: z
      .array(z.object({ email: z.string().max(320), name: z.string().max(200).optional() }))
      .max(1000)
      .optional()
      .describe('Who is invited besides: only e-mail addresses that the person gave'),
    removeAttendees: z
      .array(z.string().max(320))
      .max(1000)
      .optional()
      .describe('E-mail addresses of who is left out'),
    meet: z.boolean().optional().describe('True: with a video call; false: without'),
    scope: z
      .enum(['this', 'following', 'all'])
      .optional()
      .describe('Of a series: this one, this and all later ones, or all; only as the person said it'),
    evenIfBusy: z
      .boolean()
      .optional()
      .describe('True only after the person was told what is in the way and wants it all the same'),
  }),
  effect: 'outward',
  core: true,
  idempotent: true,
  timeoutMs: 40_000,
  summary: ({ event, title, when, repeat }) =>
    [title ?? event, when ?? repeat].filter(Boolean).join(', ') || 'update-event',
  prepare: (input, { agenda }) => agenda.planChange(input),
  run: (_input, { agenda, plan, callId }) => agenda.carryOut(plan, callId),
})
