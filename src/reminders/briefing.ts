import type { Said } from '../announce.ts'
import type { CalendarEvent } from '../calendars/calendar.ts'
import { days, intervalOf, overlap } from '../calendars/event-times.ts'
import { phrase } from '../phrases.ts'
import { plainMarkdown } from '../plain-text.ts'
import { dateFormat, epochOf, plainBlanks } from '../time/formats.ts'
import type { Seen } from './look-into-calendars.ts'
import { titleMarkdown } from './reminder-text.ts'

/** From this hour on a briefing is about the day after. */
const EVENING = 17
/** Most events that are listed. */
const MOST_EVENTS = 40

export interface BriefingFacts extends Seen {
  day: Temporal.PlainDate
  timeZone: string
  reminders: { text: string; at: Temporal.Instant }[]
}

/** The day a briefing is about. */
export function briefingDay(now: Temporal.Instant, timeZone: string): Temporal.PlainDate {
  const here = now.toZonedDateTimeISO(timeZone)
  return here.hour >= EVENING ? here.toPlainDate().add({ days: 1 }) : here.toPlainDate()
}

/** The agenda of a day, what overlaps in it, and the reminders to come. */
export function briefingReply(facts: BriefingFacts, language: string): Said {
  const { day, timeZone, reminders, unseen } = facts
  const events = facts.events.filter(({ time }) => isOn(time, day, timeZone))
  const listed = events.slice(0, MOST_EVENTS)
  const date = plainBlanks(dateFormat(language, { dateStyle: 'full' }).format(epochOf(day)))
  const sections = [
    `☀️ **${phrase('briefingTitle', language, { day: plainMarkdown(date) })}**`,
    list(listed.map((event) => describeEvent(event, facts, language))) +
      (events.length > listed.length ? `\n- … +${events.length - listed.length}` : ''),
    // An empty list says nothing of a calendar that nobody could look into.
    events.length === 0 && unseen.length === 0 ? phrase('briefingFree', language) : '',
    ...overlapping(listed).map(
      (titles) =>
        `⚠️ ${phrase('briefingOverlap', language, { events: titles.map(titleMarkdown).join(', ') })}`,
    ),
    reminders.length === 0
      ? ''
      : `**${phrase('briefingReminders', language)}**\n${list(
          reminders.map(
            ({ at, text }) => `${clock(at.toZonedDateTimeISO(timeZone), language)} ${titleMarkdown(text)}`,
          ),
        )}`,
    ...unseen.map(
      (calendar) => `⚠️ ${phrase('briefingUnseen', language, { calendar: titleMarkdown(calendar) })}`,
    ),
  ]
  return { reply: { text: sections.filter(Boolean).join('\n\n') }, outside: listed.some(({ own }) => !own) }
}

const list = (lines: string[]): string => lines.map((line) => `- ${line}`).join('\n')

function describeEvent(
  { time, title, location }: CalendarEvent,
  facts: BriefingFacts,
  language: string,
): string {
  const words = [titleMarkdown(title), location && titleMarkdown(location)].filter(Boolean).join(', ')
  if (time.kind === 'days') return `📅 ${words}`
  const [start, end] = [time.start, time.end].map((at) =>
    Temporal.ZonedDateTime.from(at).withTimeZone(facts.timeZone),
  )
  if (!start || !end) return words
  // What began before, or ends after, has no hour on this day.
  const from = start.toPlainDate().equals(facts.day) ? clock(start, language) : '…'
  const to = end.toPlainDate().equals(facts.day) ? clock(end, language) : '…'
  return `${from}–${to} ${words}`
}

function clock(at: Temporal.ZonedDateTime, language: string): string {
  const twelve = dateFormat(language, { hour: 'numeric' }).resolvedOptions().hour12 === true
  const hours = twelve ? ({ hour: 'numeric' } as const) : ({ hour: '2-digit', hourCycle: 'h23' } as const)
  const format = dateFormat(language, { ...hours, minute: '2-digit' })
  return plainMarkdown(plainBlanks(format.format(epochOf(at.toPlainDateTime()))))
}

const isOn = (time: CalendarEvent['time'], day: Temporal.PlainDate, timeZone: string): boolean =>
  overlap(intervalOf(time, timeZone), intervalOf(days(day, day), timeZone))

/** Titles of busy events that take the same time, those together that hang together. */
function overlapping(events: CalendarEvent[]): string[][] {
  const groups: { titles: string[]; until: number }[] = []
  for (const { time, title, busy } of events) {
    if (time.kind !== 'timed' || !busy) continue
    const from = Temporal.ZonedDateTime.from(time.start).epochMilliseconds
    const until = Temporal.ZonedDateTime.from(time.end).epochMilliseconds
    const group = groups.at(-1)
    if (group && from < group.until) {
      group.titles.push(title)
      group.until = Math.max(group.until, until)
    } else groups.push({ titles: [title], until })
  }
  return groups.flatMap(({ titles }) => (titles.length > 1 ? [titles] : []))
}
