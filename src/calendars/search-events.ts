import type { ToolResult } from '../graph/tool.ts'
import { oneLine } from '../plain-text.ts'
import { describeWhen } from '../time/describe-when.ts'
import { resolveWhen } from '../time/resolve-when.ts'
import type { When } from '../time/when.ts'
import { type Desk, notClear, timeContext } from './agenda-turn.ts'
import { type Interval, intervalOf, overlap, rangeOf } from './event-times.ts'
import { describeUnseen, readCalendars } from './read-calendars.ts'
import { tellEvents } from './tell-events.ts'

const MOST = 25
/** How far ahead is looked when nothing is said: for everything, or for what has certain words in it. */
const AHEAD = { all: 7, words: 90 }

export interface Search {
  when?: string | undefined
  text?: string | undefined
}

/** What is in the calendars, as lines that name each event. */
export async function searchEvents(desk: Desk, { when, text }: Search): Promise<ToolResult> {
  const { settings, person, signal, log } = desk
  const zone = person.timezone
  const words = text?.trim() ? oneLine(text) : undefined
  const span = spanOf(desk, when, words)
  const { all } = await settings.calendars.of(person.id)
  // Calendars find whole days generously, and some of them will not be of these days.
  const query = { ...rangeOf(span), ...(words && { text: words }), limit: MOST * 4 }
  const { events, unseen } = await readCalendars(all, query, { signal, log, zone })
  const found = events.filter(({ time }) => overlap(intervalOf(time, zone), span))
  const shown = found.slice(0, MOST)
  const lines = await tellEvents(desk, shown, all)
  const outside = shown.some(({ own }) => !own)
  return {
    text: [
      headline(desk, span, words, shown.length),
      ...lines.map((line) => `- ${line}`),
      ...(found.length > MOST ? ['There are more: ask for a shorter time, or for words in them.'] : []),
      ...describeUnseen(unseen),
      ...(person.zoneSource === 'unknown'
        ? [
            `It is not known where the person is: these times are those of ${zone}. Ask which city they are in (time-zone).`,
          ]
        : []),
    ].join('\n'),
    ...(outside && { outside }),
  }
}

/** What is searched: the days and hours of the words on the person's clock. */
function spanOf(desk: Desk, when: string | undefined, text?: string): Interval {
  const { now, person } = desk
  if (!when?.trim()) return { start: now, end: now.add({ hours: (text ? AHEAD.words : AHEAD.all) * 24 }) }
  const found = resolveWhen(when, timeContext(desk, 'search'))
  if (found.kind === 'unclear') throw notClear(found)
  return intervalOfWhen(found, person.timezone)
}

/** A moment without an end is searched for what goes on then. */
function intervalOfWhen(when: When, zone: string): Interval {
  if (when.kind === 'days') {
    const time = { kind: 'days', first: when.first.toString(), last: when.last.toString() } as const
    return intervalOf(time, zone)
  }
  const end = when.end ?? when.at.add({ hours: 1 })
  return { start: when.at.toInstant(), end: end.toInstant() }
}

function headline(
  { person }: Desk,
  { start, end }: Interval,
  text: string | undefined,
  count: number,
): string {
  const zone = person.timezone
  const what = text ? `with "${text}"` : ''
  const events = count === 0 ? 'No events' : count === 1 ? '1 event' : `${count} events`
  const span = spanInWords(start.toZonedDateTimeISO(zone), end.toZonedDateTimeISO(zone))
  return `${[events, what].filter(Boolean).join(' ')}, ${describeWhen(span, { timeZone: zone, language: person.language })}:`
}

/** Whole days where it is some, so that nobody reads of midnights. */
function spanInWords(at: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): When {
  const isWhole = [at, end].every((side) => side.equals(side.startOfDay()))
  if (!isWhole) return { kind: 'moment', at, end }
  return { kind: 'days', first: at.toPlainDate(), last: end.toPlainDate().subtract({ days: 1 }) }
}
