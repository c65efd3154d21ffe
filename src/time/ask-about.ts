import type { Unclear } from './when.ts'

/** What the model has to ask when time words are not clear, with the readings there are. */
export function askAbout({ problem, question, choices = [] }: Unclear): string {
  const readings = choices.map((reading) => (problem === 'overlap' ? reading : readable(reading)))
  const offered = readings.length > 0 ? ` Choices: ${readings.join('; or ')}.` : ''
  return `Ask the person: ${question}${offered}`
}

/** `2026-11-24T15:00+00:00[Europe/Lisbon]` → `Tuesday 2026-11-24 15:00`; what is no time stays as it is. */
function readable(reading: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?/.exec(reading) ?? []
  if (!day) return reading
  const weekday = Temporal.PlainDate.from(day).toLocaleString('en', { weekday: 'long' })
  return [weekday, day, time].filter(Boolean).join(' ')
}
