import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

const time = z.string().min(1).max(60).optional()
const Done = z.object({ before: z.object({ from: z.string(), until: z.string() }).nullable() })

export default defineTool({
  description:
    'Set or end the hours in which nothing is sent to the person by itself: series, briefings and what comes before events wait ' +
    'until they are over; a single reminder for a time within them still comes. Use when they ask not to be written to at ' +
    'certain hours, or to lift that.',
  input: z.object({
    from: time.describe('Their words for when it begins, such as "22:00" or "10 PM"'),
    until: time.describe('Their words for when it ends, such as "7:00"'),
    off: z.boolean().optional().describe('True: no quiet hours any more'),
  }),
  effect: 'write',
  idempotent: true,
  summary: ({ from, until }) => (from && until ? `${from}–${until}` : 'off'),
  async prepare({ from, until, off }, { reminders }) {
    if (!off && (from === undefined || until === undefined))
      throw new ToolFailure('Ask from when until when it should be quiet. Nothing was changed.')
    return { plan: (await reminders.quietHours()) ?? null }
  },
  async run({ from = '', until = '', off }, { reminders, plan }) {
    return { ...(await reminders.setQuietHours(off ? undefined : { from, until })), undo: { before: plan } }
  },
  undo: (done, { reminders }) => reminders.setQuietHours(Done.parse(done).before ?? undefined),
})
