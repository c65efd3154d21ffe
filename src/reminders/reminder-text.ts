import type { Reply } from '../channels/channel.ts'
import { phrase } from '../phrases.ts'
import { oneLine, plainMarkdown } from '../plain-text.ts'
import { describeWhen } from '../time/describe-when.ts'

/** One that is sent later than this after it was due says so, in minutes. */
const LATE_MINUTES = 5

/** What others wrote, on one line of at most 120 characters, as CommonMark that shows it as it is. */
export function titleMarkdown(text: string): string {
  const line = oneLine(text)
  return plainMarkdown(line.length <= 120 ? line : `${line.slice(0, 119).toWellFormed()}…`)
}

/** A reminder as the person gets it, with what they can tap. */
export function reminderReply(
  text: string,
  when: { due: Temporal.Instant; now: Temporal.Instant; timeZone: string },
  language: string,
): Reply {
  const { due, now, timeZone } = when
  const late = due.until(now).total('minutes') > LATE_MINUTES
  const at = { kind: 'moment', at: due.toZonedDateTimeISO(timeZone) } as const
  const lines = [
    `⏰ ${plainMarkdown(text)}`,
    ...(late
      ? [`_${phrase('reminderLate', language, { when: describeWhen(at, { timeZone, language }) })}_`]
      : []),
  ]
  return {
    text: lines.join('\n\n'),
    quickReplies: [
      { id: 'reminder-done', title: phrase('buttonDone', language) },
      { id: 'reminder-later', title: phrase('buttonLater', language) },
    ],
  }
}

const durations = new Map<string, Intl.DurationFormat>()

/** E.g. `30 minutes`, `1 hour, 15 minutes`. */
export function describeMinutes(minutes: number, language: string): string {
  let format = durations.get(language)
  if (!format) durations.set(language, (format = new Intl.DurationFormat(language, { style: 'long' })))
  const duration = Temporal.Duration.from({ minutes }).round({
    largestUnit: minutes < 2 * 24 * 60 ? 'hours' : 'days',
  })
  return minutes === 0 ? `0 min` : format.format(duration)
}
