import { oneLine, plainMarkdown } from '../plain-text.ts'
import { describeRule } from '../time/describe-rule.ts'
import { describeWhen } from '../time/describe-when.ts'
import type { Desk } from './agenda-turn.ts'
import type { CalendarEvent, EventTime } from './calendar.ts'
import { type Interval, whenOf } from './event-times.ts'

/** Enough of an event to speak of it. */
export interface Shown {
  title: string
  time: EventTime
  rule?: string | undefined
}

/** Title and when, for the person, as Markdown in which a title cannot write. */
export function describeEvent({ title, time, rule }: Shown, desk: Desk): string {
  return `${boldTitle(title)}, ${describeTime({ time, rule }, desk)}`
}

export const boldTitle = (title: string): string => `**${plainMarkdown(oneLine(title) || '–')}**`

/** When, in the person's language and zone; with the rule where it is a series. */
export function describeTime({ time, rule }: Pick<Shown, 'time' | 'rule'>, { person }: Desk): string {
  const { timezone: timeZone, language } = person
  const when = describeWhen(whenOf(time), { timeZone, language })
  return rule ? `${when}, ${ruleWords({ time, rule }, language)}` : when
}

/** A stretch of time in the person's language and zone. */
export function describeSlot({ start, end }: Interval, { person }: Desk): string {
  const { timezone: timeZone, language } = person
  const [at, until] = [start.toZonedDateTimeISO(timeZone), end.toZonedDateTimeISO(timeZone)]
  return describeWhen({ kind: 'moment', at, end: until }, { timeZone, language })
}

function ruleWords({ time, rule = '' }: Pick<Shown, 'time' | 'rule'>, language: string): string {
  const zone = time.kind === 'timed' ? Temporal.ZonedDateTime.from(time.start).timeZoneId : 'UTC'
  return describeRule(rule, language, zone)
}

/** Below what was done: where, with whom, and links. */
export function details(event: CalendarEvent): string[] {
  const people = event.attendees.filter(({ self }) => !self)
  const names = people.slice(0, 10).map(({ email }) => plainMarkdown(email))
  const more = people.length > names.length ? ` +${people.length - names.length}` : ''
  return [
    event.location && `📍 ${plainMarkdown(oneLine(event.location))}`,
    names.length > 0 && `👥 ${names.join(', ')}${more}`,
    event.meetLink && `🎥 ${event.meetLink}`,
    event.link && `🔗 ${event.link}`,
  ].filter((line): line is string => typeof line === 'string' && line !== '')
}

/** Addresses for the person; they are given as they are, because they are what shows a mistake. */
export function describePeople(emails: string[]): string {
  return emails.map(plainMarkdown).join(', ')
}
