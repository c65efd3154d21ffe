import { describeRule } from '../time/describe-rule.ts'
import { describeWhen } from '../time/describe-when.ts'
import type { Desk } from './agenda-turn.ts'
import type { CalendarEvent, EventTime } from './calendar.ts'
import { whenOf } from './event-times.ts'

/** Enough of an event to speak of it. */
export interface Shown {
  title: string
  time: EventTime
  rule?: string | undefined
}

/** Title and when, for the person, as Markdown in which a title cannot write. */
export function describeEvent({ title, time, rule }: Shown, desk: Desk): string {
  return `**${escaped(oneLine(title) || '–')}**, ${describeTime({ time, rule }, desk)}`
}

/** When, in the person's language and zone; with the rule where it is a series. */
function describeTime({ time, rule }: Pick<Shown, 'time' | 'rule'>, { person }: Desk): string {
  const { timezone: timeZone, language } = person
  const when = describeWhen(whenOf(time), { timeZone, language })
  return rule ? `${when}, ${ruleWords({ time, rule }, language)}` : when
}

function ruleWords({ time, rule = '' }: Pick<Shown, 'time' | 'rule'>, language: string): string {
  const zone = time.kind === 'timed' ? Temporal.ZonedDateTime.from(time.start).timeZoneId : 'UTC'
  return describeRule(rule, language, zone)
}

/** The same for the model, in one line with the name by which tools know it. */
export function tellEvent(event: CalendarEvent, ref: string, desk: Desk, calendar?: string): string {
  const others = event.attendees.filter(({ self }) => !self)
  const own = event.attendees.find(({ self }) => self)
  const parts = [
    `"${oneLine(event.title)}"`,
    describeTime(event, desk),
    event.location && `at ${oneLine(event.location)}`,
    others.length > 0 &&
      `with ${others
        .slice(0, 8)
        .map(({ email, response }) => email + answers[response])
        .join(', ')}`,
    others.length > 8 && `and ${others.length - 8} more`,
    event.series && 'one of a series',
    !event.own && `invitation by somebody else${own ? `, the person's answer: ${own.response}` : ''}`,
    event.status === 'tentative' && 'tentative',
    calendar && `in the calendar "${oneLine(calendar)}"`,
  ]
  return `${parts.filter(Boolean).join(' · ')} (ref ${ref})`
}

const answers = { accepted: ' (accepted)', declined: ' (declined)', tentative: ' (maybe)', needsAction: '' }

/** Below what was done: where, with whom, and links. */
export function details(event: CalendarEvent): string[] {
  const people = event.attendees.filter(({ self }) => !self)
  const names = people.slice(0, 10).map(({ email }) => escaped(email))
  const more = people.length > names.length ? ` +${people.length - names.length}` : ''
  return [
    event.location && `📍 ${escaped(oneLine(event.location))}`,
    names.length > 0 && `👥 ${names.join(', ')}${more}`,
    event.meetLink && `🎥 ${event.meetLink}`,
    event.link && `🔗 ${event.link}`,
  ].filter((line): line is string => typeof line === 'string' && line !== '')
}

/** Addresses for the person; they are given as they are, because they are what shows a mistake. */
export function describePeople(emails: string[]): string {
  return emails.map(escaped).join(', ')
}

/** Line breaks and signs without a shape are blanks. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 300)
    .toWellFormed()

/** What a person, or a stranger, wrote, inside of Markdown: it shows as it is, and nothing in it is a link or HTML. */
export const escaped = (text: string): string => text.replaceAll(/[\\`*_~[\]<>#|&!]/g, '\\$&')
