import { scopeIn } from './brain-agenda-changes.ts'
import type { Step } from './brain-agenda-events.ts'
import { partsOf } from './brain-agenda-parts.ts'
import type { Act } from './brain-agenda-thread.ts'
import { mergeTimes } from './brain-agenda-time.ts'
import { words } from './brain-agenda-words.ts'

const ANYWAY = words(
  'anyway|anyhow|regardless|even so|all the same|trotzdem|de todas formas|de todos modos|igualmente|mesmo assim|na mesma|quand même',
)

/** The call that came to nothing, with what the person now wants of it otherwise. */
export function amend(act: Act, text: string): Step | undefined {
  const { name, args } = act
  const anyway = ANYWAY.test(text) && (name === 'create-event' || name === 'update-event')
  if (anyway) return { name, args: { ...args, evenIfBusy: true } }
  const scope = name === 'update-event' || name === 'delete-event' ? scopeIn(text) : undefined
  if (scope) return { name, args: { ...args, scope } }
  if (!TIMED.has(name)) return undefined
  const wanted = /^\d{1,2}$/.test(text) ? `at ${text}` : text
  const { when, duration, rest } = partsOf(wanted)
  if (!when && !duration) return undefined
  // More than a few words beside the time: it is about something else.
  if (rest.split(/\s+/).filter((word) => !SMALL.test(word)).length > 0) return undefined
  const times = when ? timesOf(args, when) : {}
  return { name, args: { ...args, ...times, ...(duration && { duration }) } }
}

const TIMED = new Set(['create-event', 'update-event', 'find-events', 'create-reminder', 'change-reminder'])
const SMALL =
  /^(?:yes|yeah|yep|no|ok|okay|sure|but|please|then|rather|make|it|that|instead|actually|how|about|what|and|y|e|und|et|sí|si|pero|mejor|sim|mas|antes|ja|aber|bitte|lieber|oui|mais|plutôt|do|move|let's|say|better|at|to|on|by|👍)?[,.!?]*$/iu

function timesOf(args: Record<string, unknown>, when: string): Record<string, unknown> {
  const key = typeof args.when === 'string' || typeof args.repeat !== 'string' ? 'when' : 'repeat'
  const before = args[key]
  return { [key]: typeof before === 'string' ? mergeTimes(before, when) : when }
}
