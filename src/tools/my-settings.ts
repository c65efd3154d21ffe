import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { defineTool } from '../graph/tool.ts'

export default defineTool({
  description:
    "The person's settings as they are: name, language, time zone, voice or text, quiet hours, calendars. Use when they ask how " +
    'something is set, or what they can set. To change one there are answer-language, my-name, time-zone, voice-replies, ' +
    'quiet-hours and connect-calendar.',
  input: z.object({}),
  timeoutMs: 30_000,

  async run(_input, { preferences, agenda }) {
    const calendars = await agenda.calendars().catch((err: unknown) => {
      if (!(err instanceof ToolFailure)) throw err
      return { text: err.message, outside: err.outside }
    })
    return { text: `${await preferences.describe()}\n${calendars.text}`, outside: calendars.outside }
  },
})
