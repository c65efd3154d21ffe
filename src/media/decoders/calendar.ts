import ICAL from 'ical.js'
import { MediaUnusable, type Decoded } from '../decoded.ts'
import { capped } from './text.ts'

const longestDescription = 1000

/** The events of an iCalendar file (RFC 5545), a few lines each; times stay in the zone they are written in. */
export function decodeCalendar(text: string): Decoded {
  // One calendar after another in a file is allowed; the parser takes one.
  const calendars = text.split(/(?<=^END:VCALENDAR)\s+/im).filter((part) => /^BEGIN:VCALENDAR/im.test(part))
  const written = calendars.flatMap((part) => {
    const parsed: unknown[] = ICAL.parse(part)
    const calendar = new ICAL.Component(parsed)
    const cancelled = calendar.getFirstPropertyValue('method') === 'CANCEL'
    return calendar.getAllSubcomponents('vevent').map((event) => describe(event, cancelled))
  })
  if (written.length === 0) throw new MediaUnusable('empty')
  return { kind: 'events', format: 'ICS', ...capped(written.join('\n\n')), pictures: [] }
}

function describe(event: ICAL.Component, cancelled: boolean): string {
  const value = (name: string) => String(event.getFirstPropertyValue(name) ?? '')
  const people = (name: string) => event.getAllProperties(name).map(person).join(', ')
  const description = value('description')
  const lines: [string, string][] = [
    ['Event', value('summary')],
    ['When', when(event)],
    ['Where', value('location')],
    ['Status', cancelled ? 'CANCELLED' : value('status')],
    ['Repeats', value('rrule')],
    ['Organizer', people('organizer')],
    ['Attendees', people('attendee')],
    ['Description', description.slice(0, longestDescription).toWellFormed()],
  ]
  if (description.length > longestDescription) lines.push(['', '(the description goes on)'])
  return lines
    .filter(([, text]) => text !== '')
    .map(([label, text]) => (label === '' ? text : `${label}: ${text}`))
    .join('\n')
}

function when(event: ICAL.Component): string {
  const [start, end] = [moment(event, 'dtstart'), moment(event, 'dtend')]
  const length = event.getFirstPropertyValue('duration')
  if (end !== '') return `${start} to ${end}`
  return length === null ? start : `${start}, for ${String(length)}`
}

function moment(event: ICAL.Component, name: string): string {
  const property = event.getFirstProperty(name)
  const time = readValue(property)
  if (!(time instanceof ICAL.Time)) return ''
  if (time.isDate) return `${time.toString()} (all day)`
  const zone = property?.getParameter('tzid') ?? (time.zone === ICAL.Timezone.utcTimezone ? 'UTC' : undefined)
  const local = time
    .toString()
    .replace('T', ' ')
    .replace(/(:\d\d):00Z?$/, '$1')
  return zone === undefined ? local : `${local} (${String(zone)})`
}

/** Undefined for a value that is none, such as a date of letters: the rest of the event is still worth reading. */
function readValue(property: ICAL.Property | null): unknown {
  try {
    return property?.getFirstValue()
  } catch {
    return undefined
  }
}

function person(property: ICAL.Property): string {
  const address = String(property.getFirstValue()).replace(/^mailto:/i, '')
  const name = property.getParameter('cn')
  return name === undefined ? address : `${String(name)} <${address}>`
}
