import { z } from 'zod'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    'Set where the person is, so that times are right. Use when they say where they live or are ("I live in Porto", "I am in ' +
    'Lisbon this week"), correct a time zone, or have answered which city they are in.',
  input: z.object({
    place: z.string().min(1).max(120).describe('A city, a country, or an IANA zone, as the person said it'),
    until: z
      .string()
      .max(120)
      .optional()
      .describe('For a journey: their words for how long, such as "this week" or "Friday"; not for a home'),
  }),
  effect: 'write',
  core: true,
  idempotent: true,
  summary: ({ place, until }) => (until ? `${place}, ${until}` : place),
  prepare: async (_input, { preferences }) => ({ plan: await preferences.kept('zone') }),
  run: async ({ place, until }, { preferences, plan }) => ({
    text: await preferences.setTimeZone(place, until),
    undo: plan,
  }),
  undo: (kept, { preferences }) => preferences.restore(kept),
})
