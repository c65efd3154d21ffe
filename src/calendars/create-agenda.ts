import type { Agenda } from './agenda.ts'
import type { AgendaSettings, AgendaTurn, Desk } from './agenda-turn.ts'
import { carryOut } from './carry-out.ts'
import { findFreeTime } from './free-time.ts'
import { createOwnCalendars } from './own-calendars.ts'
import { planAnswer } from './plan-answer.ts'
import { planBooking } from './plan-booking.ts'
import { planChange } from './plan-change.ts'
import { planRemoval } from './plan-removal.ts'
import { planUndo } from './plan-undo.ts'
import { searchEvents } from './search-events.ts'

/** The agenda of whoever a turn is for. What they settle within the turn, such as where they are, holds from then on. */
export function createAgenda(settings: AgendaSettings): (turn: AgendaTurn) => Agenda {
  return (turn) => {
    const desk: Desk = { ...turn, settings }
    return {
      planBooking: (request) => planBooking(desk, request),
      planChange: (request) => planChange(desk, request),
      planRemoval: (request) => planRemoval(desk, request),
      planAnswer: (request) => planAnswer(desk, request),
      planUndo: () => planUndo(desk),
      carryOut: (plan, callId) => carryOut(desk, plan, callId),
      find: (search) => searchEvents(desk, search),
      freeTime: (request) => findFreeTime(desk, request),
      ...createOwnCalendars(desk),
    }
  }
}
