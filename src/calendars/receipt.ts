import type { PhraseKey } from '../phrases.ts'
import { phrase } from '../phrases.ts'
import { refsOf } from '../store/event-refs.ts'
import { zoneName } from '../time/zones.ts'
import type { EventPlan } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { describeEvent, details, tellEvent } from './describe-event.ts'
import { responseIn } from './event-state.ts'
import { ANSWERED } from './plan-answer.ts'

type Done = Extract<
  PhraseKey,
  'booked' | 'changed' | 'deleted' | 'seriesDeleted' | 'restored' | (typeof ANSWERED)[keyof typeof ANSWERED]
>

const WORDS: Record<Done, string> = {
  booked: 'Booked',
  changed: 'Changed',
  deleted: 'Deleted',
  seriesDeleted: 'Deleted with all its repeats',
  restored: 'Restored',
  invitationAccepted: 'Accepted',
  invitationDeclined: 'Declined',
  invitationMaybe: 'Answered maybe',
}

/** What the person is shown: as the calendar shows it, or, of what is gone, as it was. `zoneTold`: that it is a guess. */
export function receiptOf(
  desk: Desk,
  plan: EventPlan,
  after: CalendarEvent | undefined,
  zoneTold: boolean,
): string {
  const { language, timezone } = desk.person
  const event = after ? describeEvent(after, desk) : plan.shown
  return [
    `✅ ${phrase(saidOf(plan, after), language, { event })}`,
    ...(after ? details(after) : []),
    ...(zoneTold ? [phrase('zoneGuessed', language, { zone: zoneName(timezone, language) })] : []),
  ].join('\n')
}

/** The same for the model, with the name of the event and what it has to be honest about. */
export async function tellDone(
  desk: Desk,
  calendar: Calendar,
  plan: EventPlan,
  after: CalendarEvent | undefined,
): Promise<string> {
  const said = WORDS[saidOf(plan, after)]
  const what = after
    ? await withRef(desk, calendar, after)
    : plan.shown.replaceAll('**', '"').replaceAll('\\', '')
  const shown = 'The person is shown this below your answer.'
  const links = after
    ? [after.meetLink && `Video call: ${after.meetLink}`, after.link && `Link: ${after.link}`]
    : []
  return [`${said}: ${what}.`, ...links, ...plan.besides, shown].filter(Boolean).join('\n')
}

async function withRef(desk: Desk, calendar: Calendar, event: CalendarEvent): Promise<string> {
  const { settings, person } = desk
  const [ref = ''] = await refsOf(settings.database, person.id, [{ calendar: calendar.id, event: event.id }])
  const { all } = await settings.calendars.of(person.id)
  return tellEvent(event, ref, desk, all.length > 1 ? calendar.name : undefined)
}

function saidOf({ say }: EventPlan, after: CalendarEvent | undefined): Done {
  if (say !== 'answered') return say
  const response = after && responseIn(after)
  return response === 'accepted' || response === 'declined' ? ANSWERED[response] : ANSWERED.tentative
}
