import ICAL from 'ical.js'
import { tzlib_get_ical_block, tzlib_get_timezones } from 'timezones-ical-library'

/** Far enough for what a subscriber shows; they read the feed again long before. */
const YEARS_AHEAD = 10
const DAYS_BETWEEN_CHECKS = 10

const known = new Set(tzlib_get_timezones())
const made = new Map<string, string>()

/** The name of a zone in a feed: offsets have none of their own, and a colon would have to be quoted. */
export const tzidOf = (zone: string): string => (/^[+-]/.test(zone) ? `UTC${zone.replace(':', '')}` : zone)

/**
 * A VTIMEZONE for times from `from` on. The usual one, by yearly rules, is what all programs know how to read, if it is right
 * for the years around this one. Where the clocks do not follow it (Ramadan in Gaza, Morocco, which gave up changing them),
 * every change stands there itself.
 */
export function timeZoneComponent(zone: string, from: Temporal.Instant): ICAL.Component {
  const first = from.toZonedDateTimeISO('UTC').subtract({ days: 1 }).year
  const { year } = Temporal.Now.plainDateISO('UTC')
  const key = `${zone} ${first} ${year}`
  const newYear = (year: number) => Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone)
  const make = () => {
    const end = newYear(Math.max(first, year) + YEARS_AHEAD)
    const checked = usual({ start: newYear(Math.max(first, year - 1)), end })
    return (checked ?? everyChange({ start: newYear(first), end })).toString()
  }
  const text = made.get(key) ?? make()
  made.set(key, text)
  return ICAL.Component.fromString(text)
}

interface Span {
  start: Temporal.ZonedDateTime
  end: Temporal.ZonedDateTime
}

function usual(span: Span): ICAL.Component | undefined {
  const zone = span.start.timeZoneId
  if (!known.has(zone)) return undefined // the library would complain on the console
  const [block = ''] = tzlib_get_ical_block(zone)
  const component = ICAL.Component.fromString(block)
  component.updatePropertyWithValue('tzid', tzidOf(zone))
  const timeZone = new ICAL.Timezone({ component, tzid: tzidOf(zone) })
  return checks(span).every((at) => timeZone.utcOffset(wallOf(at)) * 1e9 === at.offsetNanoseconds)
    ? component
    : undefined
}

/** Moments at which a description of the zone must be right: some of every season, and those beside the changes. */
function checks({ start, end }: Span): Temporal.ZonedDateTime[] {
  const { days } = start.until(end, { largestUnit: 'days' })
  const seasons = Array.from({ length: Math.ceil(days / DAYS_BETWEEN_CHECKS) }, (_, index) =>
    start.add({ days: index * DAYS_BETWEEN_CHECKS }),
  )
  const beside = changesIn({ start, end }).flatMap((at) => [at.subtract({ hours: 3 }), at.add({ hours: 3 })])
  return [...seasons, ...beside]
}

function changesIn({ start, end }: Span): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = []
  let next = start.getTimeZoneTransition('next')
  while (next && Temporal.ZonedDateTime.compare(next, end) < 0) {
    changes.push(next)
    next = next.getTimeZoneTransition('next')
  }
  return changes
}

function everyChange({ start, end }: Span): ICAL.Component {
  const component = new ICAL.Component('vtimezone')
  component.addPropertyWithValue('tzid', tzidOf(start.timeZoneId))
  component.addSubcomponent(observance(start, start.offset, [start.toPlainDateTime()]))
  const changes = Map.groupBy(changesIn({ start, end }), (at) => {
    const before = at.subtract({ seconds: 1 }).offset
    return `${before} ${at.offset}`
  })
  for (const [offsets, [first, ...others]] of changes) {
    const [before = ''] = offsets.split(' ')
    if (!first) continue
    // What the clock showed when it was changed.
    const walls = [first, ...others].map((at) => at.toInstant().toZonedDateTimeISO(before).toPlainDateTime())
    component.addSubcomponent(observance(first, before, walls))
  }
  return component
}

function observance(
  at: Temporal.ZonedDateTime,
  before: string,
  walls: Temporal.PlainDateTime[],
): ICAL.Component {
  const component = new ICAL.Component(isAhead(at, before) ? 'daylight' : 'standard')
  const stamp = (wall: Temporal.PlainDateTime) =>
    wall.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
  const [first, ...others] = walls.map(stamp)
  const lines = [
    `DTSTART:${first}`,
    `TZOFFSETFROM:${before.replace(':', '')}`,
    `TZOFFSETTO:${at.offset.replace(':', '')}`,
  ]
  for (const line of [...lines, ...others.map((other) => `RDATE:${other}`)]) {
    component.addProperty(ICAL.Property.fromString(line))
  }
  return component
}

/** It was changed forward. */
const isAhead = ({ offset }: Temporal.ZonedDateTime, before: string): boolean =>
  minutesOf(offset) > minutesOf(before)

function minutesOf(offset: string): number {
  const [hours = '', minutes = ''] = offset.slice(1).split(':')
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const wallOf = ({ year, month, day, hour, minute, second }: Temporal.ZonedDateTime): ICAL.Time =>
  ICAL.Time.fromData({ year, month, day, hour, minute, second })
