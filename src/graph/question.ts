import type { Asking, PlannedCall } from './must-ask.ts'
import type { PersonMessage } from './person-message.ts'
import type { Asked } from './state.ts'

/** What the graph asks the person before it acts. */
export interface Question {
  /** One line each of what is about to be done, as Markdown. */
  actions: string[]
  /** Something that others wrote may be what asked for it. */
  prompted?: boolean
}

/** A question as it is kept until it is answered, with what each call was asked about by. */
export interface Raised extends Question {
  asked: Asked
}

/** What the person answered: their messages, and what they come down to. */
export interface Answer {
  messages: PersonMessage[]
  /**
   * yes, but: they agree apart from a detail ("yes but at 5"). other: they said something else. The model gets to read
   * both.
   */
  decision: 'yes' | 'yes, but' | 'no' | 'other'
}

/** One question for all calls of a message that ask. */
export function toQuestion(asking: Map<PlannedCall, Asking>): Raised {
  const all = [...asking.values()]
  const actions = all.flatMap((one) => one.actions)
  const asked = Object.fromEntries([...asking].map(([{ id }, one]) => [id, one.actions]))
  return { actions, ...(all.some(({ prompted }) => prompted) && { prompted: true }), asked }
}

/**
 * Why a call is not run after the answer. `asks`: what it would ask by now; `asked`: what it has asked, if anything was. A
 * tool may have become another one meanwhile, and the answer is to the question that the person has read.
 */
export function refusalOf({ decision }: Answer, asks?: Asking, asked?: string[]): string | undefined {
  if (!asks && !asked?.length) return undefined
  if (decision !== 'yes') return refusals[decision]
  const isCovered = !asks || !asked || asks.actions.join('\n') === asked.join('\n')
  return isCovered ? undefined : CHANGED
}

const CHANGED =
  'Nothing was done: the person was asked something else, as this tool has changed since. Call it again, and they are asked anew.'

const refusals = {
  no: 'The person said no. Nothing was done.',
  other: 'Nothing was done: the person did not say yes, but answered something else. Act on their answer.',
  'yes, but':
    'Nothing was done yet: the person agrees, but wants something about it otherwise. Call it again as they want it.',
}
