import { ToolFailure } from '../errors.ts'
import type { Prepared } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Answered, EventPlan } from './agenda.ts'
import type { Desk } from './agenda-turn.ts'
import { describeEvent } from './describe-event.ts'
import { findEvent, masterOf } from './find-event.ts'

export interface AnswerRequest {
  event: string
  answer: 'accept' | 'decline' | 'maybe'
  scope?: 'this' | 'all' | undefined
}

const RESPONSES = { accept: 'accepted', decline: 'declined', maybe: 'tentative' } as const

export const ANSWERED = {
  accepted: 'invitationAccepted',
  declined: 'invitationDeclined',
  tentative: 'invitationMaybe',
} as const satisfies Record<Answered, string>

/** What an answer to an invitation comes down to. It always asks: who invited is told. */
export async function planAnswer(desk: Desk, request: AnswerRequest): Promise<Prepared<EventPlan>> {
  const found = await findEvent(desk, request.event)
  const { calendar, event } = found
  if (event.series && request.scope === undefined)
    throw new ToolFailure(
      'This is one of a series of invitations. Nothing was done. Ask whether the answer is for this one only (this) or ' +
        'for all of them (all), and pass it as scope.',
    )
  const meant = request.scope === 'all' ? await masterOf(found, desk.signal) : event
  const own = meant.attendees.find(({ self }) => self)
  if (meant.own || !own)
    throw new ToolFailure(
      'This is no invitation to this person, so there is nothing to answer. Nothing was done.',
    )
  const response = RESPONSES[request.answer]
  if (own.response === response)
    throw new ToolFailure(`This invitation is answered so already (${response}). Nothing was done.`)
  const shown = describeEvent(meant, desk)
  return {
    plan: {
      calendar: calendar.id,
      action: 'answer',
      steps: [{ do: 'respond', event: meant.id, response, back: own.response, etag: meant.etag }],
      subject: meant.id,
      shown,
      notify: true,
      told: [],
      say: 'answered',
      besides: [],
      outside: true,
    },
    ask: [phrase(ANSWERED[response], desk.person.language, { event: shown })],
  }
}
