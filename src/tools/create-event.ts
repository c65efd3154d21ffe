import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

const short = (words: string) => z.string().max(200).describe(words)

export default defineTool({
  description:
    "Book an event in the person's calendar. Use when they want something scheduled, added or put into their calendar. Pass " +
    'their own time words and never compute a date: the code knows the calendar, looks for conflicts first, and asks back ' +
    'when words are not clear. Nothing is booked until this tool says so.',
  input: z.object({
    title: z.string().max(1000).describe('What it is, e.g. "Meeting with Sarah"'),
    when: short(
      'Their time words, e.g. "tomorrow at 3 PM", "Friday all day", "24 Nov from 3 to 4:30 Berlin time"; of a series the first one',
    ),
    duration: short('How long, if they said so, e.g. "45 minutes"; an hour otherwise').optional(),
    repeat: short(
      'How it repeats, e.g. "every Monday at 9", "weekdays until June"; only for a series',
    ).optional(),
    attendees: z
      .array(z.object({ email: z.string().max(320), name: z.string().max(200).optional() }))
      .max(1000)
      .optional()
      .describe(
        'Who is invited: only e-mail addresses that the person gave. Never made up; a name alone goes into the title',
      ),
    location: z.string().max(1000).optional().describe('Where it is'),
    notes: z.string().max(20_000).optional().describe('What else is to stand in it'),
    meet: z.boolean().optional().describe('True when they want a video call in it'),
    calendar: short('A calendar by its name, only when they named one').optional(),
    evenIfBusy: z
      .boolean()
      .optional()
      .describe('True only after the person was told what is in the way and wants it all the same'),
  }),
  effect: 'outward',
  core: true,
  idempotent: true,
  timeoutMs: 40_000,
  summary: ({ title, when }) => `${title}, ${when}`,
  prepare: (input, { agenda }) => agenda.planBooking(input),
  run: (_input, { agenda, plan, callId }) => agenda.carryOut(plan, callId),
})
