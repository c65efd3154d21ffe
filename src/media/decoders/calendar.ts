import ICAL from 'ical.js'
import { MediaUnusable, type Decoded } from '../decoded.ts'
import { capped } from './text.ts'

const longestDescription = 1000

/** The events of an iCalendar file (RFC 5545), a few lines each; times stay in the zone they are written in. */
export function decodeCalendar(text: string): Decoded {
  const parsed: unknown[] = ICAL.parse(text)
  const calendar = new ICAL.Component(parsed)
  const method = calendar.getFirstPropertyValue('method')
  const events = calendar.getAllSubcomponents('vevent')
  if (events.length === 0) throw new MediaUnusable('empty')
  const written = events.map((event) => describe(event, method === 'CANCEL'))
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
  const time = property?.getFirstValue()
  if (!(time instanceof ICAL.Time)) return ''
  if (time.isDate) return `${time.toString()} (all day)`
  const zone = property?.getParameter('tzid') ?? (time.zone === ICAL.Timezone.utcTimezone ? 'UTC' : undefined)
  const local = time
    .toString()
    .replace('T', ' ')
    .replace(/(:\d\d):00Z?$/, '$1')
  return zone === undefined ? local : `${local} (${String(zone)})`
}

function person(property: ICAL.Property): string {
  const address = String(property.getFirstValue()).replace(/^mailto:/i, '')
  const name = property.getParameter('cn')
  return name === undefined ? address : `${String(name)} <${address}>`
}
