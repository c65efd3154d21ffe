import ICAL from 'ical.js'
import type { EventRow } from '../../store/events.ts'
import { timeZoneComponent, tzidOf } from './vtimezone.ts'

/** Programs look again after this time. */
const REFRESH = 'PT15M'

/**
 * Events as iCalendar text (RFC 5545). `rows`: events and series, each followed by the instances that differ from it; at
 * most `most` of them are shown, and never a series without what differs from it.
 */
export function feedBody(name: string, rows: EventRow[], most: number): string {
  const events = takeWhole(rows, most)
  const feed = new ICAL.Component('vcalendar')
  // ical.js would not escape what it does not know.
  const title = name.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/[\\;,]/g, '\\$&')
  for (const line of [
    'VERSION:2.0',
    'PRODID:-//Majordomo//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${title}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
    `X-PUBLISHED-TTL:${REFRESH}`,
  ]) {
    feed.addProperty(ICAL.Property.fromString(line))
  }
  for (const [zone, from] of zonesOf(events)) feed.addSubcomponent(timeZoneComponent(zone, from))
  for (const [master, ...instances] of events) {
    if (master) addEvent(feed, master, instances)
  }
  return `${foldLines(feed.toString())}\r\n`
}

/** Lines of at most 75 octets (RFC 5545, 3.1); those of ical.js are one longer. No letter is cut in two. */
function foldLines(body: string): string {
  const lines = body.replaceAll('\r\n ', '').split('\r\n')
  return lines.map((line) => (line.length * 3 <= 75 ? line : foldLine(line))).join('\r\n')
}

function foldLine(line: string): string {
  let folded = ''
  let octets = 0
  for (const letter of line) {
    const more = Buffer.byteLength(letter)
    if (octets + more > 75) {
      folded += '\r\n '
      octets = 1
    }
    folded += letter
    octets += more
  }
  return folded
}

function takeWhole(rows: EventRow[], most: number): EventRow[][] {
  const groups = Map.groupBy(rows, ({ id, series }) => series ?? id)
  let count = 0
  return groups
    .values()
    .toArray()
    .filter((group) => (count += group.filter(({ status }) => status === 'confirmed').length) <= most)
}

function addEvent(feed: ICAL.Component, master: EventRow, instances: EventRow[]): void {
  const series = toComponent(master, `${master.id}@majordomo`)
  feed.addSubcomponent(series)
  for (const instance of instances) {
    if (instance.originalStart === null) continue
    if (instance.status === 'cancelled') addTime(series, 'EXDATE', instance.originalStart)
    else {
      const component = toComponent(instance, `${master.id}@majordomo`)
      addTime(component, 'RECURRENCE-ID', instance.originalStart)
      feed.addSubcomponent(component)
    }
  }
}

function toComponent(event: EventRow, uid: string): ICAL.Component {
  const { title, time, location, rule, version } = event
  const component = new ICAL.Component('vevent')
  component.addPropertyWithValue('uid', uid)
  component.addPropertyWithValue('sequence', version - 1)
  // Not the time of reading: the same events are the same text.
  for (const property of ['DTSTAMP', 'LAST-MODIFIED']) addTime(component, property, stampOf(event.updatedAt))
  addTime(component, 'DTSTART', time.kind === 'timed' ? time.start : time.first)
  addTime(component, 'DTEND', time.kind === 'timed' ? time.end : dayAfter(time.last))
  if (rule !== null) component.addProperty(ICAL.Property.fromString(`RRULE:${rule}`))
  component.addPropertyWithValue('summary', title)
  if (location) component.addPropertyWithValue('location', location)
  const words = [event.notes, peopleOf(event)].filter(Boolean).join('\n\n')
  if (words) component.addPropertyWithValue('description', words)
  component.addPropertyWithValue('status', 'CONFIRMED')
  return component
}

/** Nobody was invited, and a published event has no attendees (RFC 5546, 3.2.1): who comes is a note. */
const peopleOf = ({ attendees }: EventRow): string =>
  attendees.map(({ email, name }) => (name ? `${name} <${email}>` : email)).join(', ')

function addTime(component: ICAL.Component, property: string, text: string): void {
  component.addProperty(ICAL.Property.fromString(`${property}${valueOf(text)}`))
}

function valueOf(text: string): string {
  const basic = (value: { toString(): string }) => value.toString().replaceAll(/[-:]/g, '')
  if (!text.includes('[')) return `;VALUE=DATE:${basic(Temporal.PlainDate.from(text))}`
  const moment = Temporal.ZonedDateTime.from(text)
  const zone = moment.timeZoneId
  const wall = moment.toPlainDateTime()
  const utc = `:${basic(moment.toInstant())}`
  // A time that comes twice is read as the first one (RFC 5545, 3.3.5), so the second one is said in UTC.
  if (zone === 'UTC' || !wall.toZonedDateTime(zone).equals(moment)) return utc
  return `;TZID=${tzidOf(zone)}:${basic(wall.toString({ smallestUnit: 'second' }))}`
}

const stampOf = (at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('UTC').round('second').toString()

const dayAfter = (date: string): string => Temporal.PlainDate.from(date).add({ days: 1 }).toString()

/** Every zone that is named, and the earliest moment it is used for. */
function zonesOf(events: EventRow[][]): Map<string, Temporal.Instant> {
  const zones = new Map<string, Temporal.Instant>()
  for (const { time, originalStart } of events.flat()) {
    const texts = time.kind === 'timed' ? [time.start, time.end, originalStart] : [originalStart]
    for (const text of texts) {
      if (!text?.includes('[')) continue
      const moment = Temporal.ZonedDateTime.from(text)
      const before = zones.get(moment.timeZoneId)
      const isFirst = !before || Temporal.Instant.compare(moment.toInstant(), before) < 0
      if (isFirst && moment.timeZoneId !== 'UTC') zones.set(moment.timeZoneId, moment.toInstant())
    }
  }
  return zones
}
