import { ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { oneLine } from '../plain-text.ts'
import type { BookRequest, EventPlan } from './agenda.ts'
import { type Desk, needZone, timeContext } from './agenda-turn.ts'
import type { Calendar, EventDraft } from './calendar.ts'
import { checkFree } from './conflicts.ts'
import { describeEvent, describePeople } from './describe-event.ts'
import { goodUntil } from './event-times.ts'
import { settleTime } from './event-when.ts'
import { readLocation, readNotes, readPeople, readTitle } from './event-words.ts'
import { comingInstances, countComing } from './series.ts'
import type { PersonsCalendars } from './calendars.ts'

/** What a booking comes down to: its time, its calendar, and whether somebody is invited, who must be asked about. */
export async function planBooking(desk: Desk, request: BookRequest): Promise<Prepared<EventPlan>> {
  const { person, now } = desk
  const { duration, repeat, location, notes, meet } = request
  const title = readTitle(request.title)
  const people = readPeople(request.attendees)
  needZone(desk, [request.when, repeat])
  const { time, rule } = settleTime({ when: request.when, duration, repeat }, timeContext(desk))
  const calendar = chooseCalendar(await desk.settings.calendars.of(person.id), request.calendar)
  const times = rule ? comingInstances({ time, rule }, now) : [time]
  const evenIfBusy = request.evenIfBusy ?? false
  const clear = await checkFree(desk, { title, times, calendar, evenIfBusy })
  const draft: EventDraft = {
    title,
    time,
    ...(rule && { rule }),
    ...(location && { location: readLocation(location) }),
    ...(notes && { notes: readNotes(notes) }),
    ...(people.length > 0 && { attendees: people }),
    ...(meet && calendar.canMeet && { meet }),
  }
  const invites = people.length > 0 && calendar.kind === 'google'
  const count = rule ? ` (${countComing({ time, rule }, now)})` : ''
  const shown = describeEvent(draft, desk) + count
  const emails = people.map(({ email }) => email)
  return {
    plan: {
      calendar: calendar.id,
      action: 'book',
      steps: [{ do: 'insert', draft }],
      subject: '',
      shown,
      notify: invites,
      told: invites ? emails : [],
      say: 'booked',
      guessed: person.zoneSource === 'guess',
      goodUntil: goodUntil(time, person.timezone),
      ...(!evenIfBusy && { free: { at: now.toString(), title, time, ...(rule && { rule }) } }),
      besides: [...clear.besides, ...cannot(calendar, { invite: people.length > 0, meet: meet ?? false })],
      outside: clear.outside,
      overlaps: clear.overlaps,
    },
    ...(invites && {
      ask: [phrase('askBookAndInvite', person.language, { event: shown, people: describePeople(emails) })],
      about: [title.toLowerCase(), ...emails.toSorted()].join(' '),
    }),
  }
}

/** What was wanted and this calendar does not have, for the model to be honest about. */
export function cannot({ canMeet, kind }: Calendar, wanted: { invite: boolean; meet: boolean }): string[] {
  return [
    ...(wanted.invite && kind === 'local'
      ? [
          'The people are noted in the event, but were not told of it: this calendar sends no invitations. Tell the person so.',
        ]
      : []),
    ...(wanted.meet && !canMeet
      ? ['There is no video call in it: this calendar could not make one. Tell the person so.']
      : []),
  ]
}

/** By its name, or the one that is written to when nothing is said. */
export function chooseCalendar(calendars: PersonsCalendars, name: string | undefined): Calendar {
  if (name === undefined || name.trim() === '') return calendars.default
  const wanted = name.trim().toLowerCase()
  const named = calendars.all.filter((one) => one.name.toLowerCase() === wanted)
  const like = calendars.all.filter((one) => one.name.toLowerCase().includes(wanted) || one.kind === wanted)
  const [found, second] = named.length > 0 ? named : like
  if (found && !second) return found
  const names = calendars.all.map((one) => `"${oneLine(one.name)}"`).join(', ')
  const problem = found ? 'is the name of several calendars' : 'is none of the calendars of this person'
  throw new ToolFailure(
    `Nothing was done: "${oneLine(name).slice(0, 80)}" ${problem}. There is: ${names}. Ask which.`,
  )
}
