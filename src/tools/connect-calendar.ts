import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    "The person's calendars themselves. Use when they want to connect their Google calendar (connect: gives a link for them), end " +
    'that (disconnect), know which calendars there are (list), or choose the one new events go to (default).',
  input: z.object({
    action: z.enum(['connect', 'disconnect', 'list', 'default']).describe('What is wanted'),
    name: z
      .string()
      .max(320)
      .optional()
      .describe(
        'default: the calendar, as list names it; disconnect: the e-mail address, if there are several',
      ),
  }),
  effect: 'write',
  idempotent: true,
  timeoutMs: 30_000,
  summary: ({ action, name }) => [action, name].filter(Boolean).join(' '),

  async prepare({ action, name }, { agenda }) {
    if (action === 'disconnect') return agenda.planDisconnect(name)
    return { plan: { account: '' } }
  },

  async run({ action, name }, { agenda, plan }) {
    if (action === 'connect') return agenda.connect()
    if (action === 'list') return agenda.calendars()
    if (action === 'disconnect') return agenda.disconnect(plan)
    if (name === undefined) throw new ToolFailure('Which calendar? Ask the person, and pass its name.')
    return agenda.setDefault(name)
  },
})
