import type { PhraseKey } from '../phrases.ts'
import { phrase } from '../phrases.ts'
import type { EventPlan } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import type { Calendar, CalendarEvent } from './calendar.ts'
import { boldTitle, describeEvent, details } from './describe-event.ts'
import { responseIn } from './event-state.ts'
import { ANSWERED } from './plan-answer.ts'
import { tellEvents } from './tell-events.ts'

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
    ...overlapsOf(plan, after, language),
    ...(zoneTold ? [`_${phrase('zoneGuessed', language, { zone: timezone })}_`] : []),
  ].join('\n')
}

/** Said by the code: that the person knows of it is no more than what a model says. */
function overlapsOf(
  { overlaps = [] }: EventPlan,
  after: CalendarEvent | undefined,
  language: string,
): string[] {
  if (!after || overlaps.length === 0) return []
  const events = [after.title, ...overlaps].map(boldTitle).join(', ')
  return [`⚠️ ${phrase('briefingOverlap', language, { events })}`]
}

/** The same for the model, with the name of the event and what it has to be honest about. */
export async function tellDone(
  desk: Desk,
  calendars: Calendar[],
  plan: EventPlan,
  after: CalendarEvent | undefined,
): Promise<string> {
  const said = WORDS[saidOf(plan, after)]
  const what = after
    ? (await tellEvents(desk, [after], calendars)).join('')
    : plan.shown.replaceAll('**', '"').replaceAll('\\', '')
  const shown = 'The person is shown this below your answer.'
  const links = after
    ? [after.meetLink && `Video call: ${after.meetLink}`, after.link && `Link: ${after.link}`]
    : []
  return [`${said}: ${what}.`, ...links, ...plan.besides, shown].filter(Boolean).join('\n')
}

function saidOf({ say }: EventPlan, after: CalendarEvent | undefined): Done {
  if (say !== 'answered') return say
  const response = after && responseIn(after)
  return response === 'accepted' || response === 'declined' ? ANSWERED[response] : ANSWERED.tentative
}
