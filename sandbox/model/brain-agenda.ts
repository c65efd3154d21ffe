import { amend } from './brain-agenda-amend.ts'
import { answering, changing, deleting, undoing } from './brain-agenda-changes.ts'
import { booking, finding, freeTime, type Intent, type Step } from './brain-agenda-events.ts'
import { partsOf } from './brain-agenda-parts.ts'
import { answerReminder, habits, reminders, reminding } from './brain-agenda-reminders.ts'
import { failed, lacksCity, refIn, type Result, tellAgenda } from './brain-agenda-results.ts'
import { calendars, placeIn, whereabouts } from './brain-agenda-settings.ts'
import {
  type Act,
  actsIn,
  answeredBefore,
  justCalled,
  openReminder,
  QUOTE,
  turnStart,
} from './brain-agenda-thread.ts'
import { agendaPhrases, askedFor } from './brain-agenda-words.ts'
import { withKnownAddresses } from './brain-facts.ts'
import { lastResults } from './brain-results.ts'
import type { ModelMessage, ModelRequest } from './model-request.ts'
import type { WrittenReply } from './script.ts'

export const AGENDA_TOOLS = new Set(
  `create-event find-events update-event delete-event find-free-time answer-invitation undo connect-calendar calendar-link
  time-zone create-reminder list-reminders change-reminder daily-briefing quiet-hours`.split(/\s+/),
)
const AGREED = /^(?:yes|yeah|yep|ok(?:ay)?|sure|sí|si|sim|ja|oui|👍|vale|claro)(?:[\s,.!]|$)/iu
const LONGEST = 400

/**
 * Keeps calendar and reminders with the tools that are bound: passes on the person's own words for times, and says what
 * the tools returned. Undefined when the message is about something else.
 */
export function keepAgenda(request: ModelRequest, text: string): WrittenReply | undefined {
  if (!request.tools.some(({ name }) => AGENDA_TOOLS.has(name))) return undefined
  const { messages } = request
  const said = messages
    .filter(({ role }) => role === 'user')
    .map((message) => message.text.replace(QUOTE, ''))
  const phrases = agendaPhrases(said.slice(-4))
  const reply = (intent: Intent | undefined): WrittenReply | undefined => {
    if (!intent) return undefined
    if ('ask' in intent)
      return request.tools.some(({ name }) => name === 'create-event') ? phrases[intent.ask] : undefined
    if (!request.tools.some(({ name }) => name === intent.name)) return undefined
    return { toolCalls: [{ name: intent.name, args: onlySaid(intent.args) }] }
  }
  const results = lastResults(messages)
  if (results.length > 0) {
    if (!results.every(({ name }) => AGENDA_TOOLS.has(name))) return undefined
    const next = results.length === 1 ? goOn(request, text, results[0]) : undefined
    return reply(next) ?? tellAgenda(results, phrases)
  }
  const before = answeredBefore(messages)
  if (before.length > 0 && before.every(({ name }) => AGENDA_TOOLS.has(name))) {
    if (before.some((result) => REFUSED.test(result.text)))
      return afterRefusal(request, text, before, phrases, reply)
    return reply(intentOf(request, text)) ?? tellAgenda(before, phrases)
  }
  return reply(intentOf(request, text))
}

const REFUSED = /^nothing was done(?: yet)?: the person|^the person said no/i

/** The person was asked first, and did not simply say yes. */
function afterRefusal(
  request: ModelRequest,
  text: string,
  results: Result[],
  phrases: ReturnType<typeof agendaPhrases>,
  reply: (intent: Intent | undefined) => WrittenReply | undefined,
): WrittenReply | undefined {
  if (results.some((result) => /^the person said no/i.test(result.text))) return phrases.nothingDone
  const act = actsIn(request.messages).at(-1)
  const fresh = reply(intentOf(request, text))
  if (fresh && !AGREED.test(text.trim())) return fresh
  const again = reply(act && amend(act, text))
  if (again ?? fresh) return again ?? fresh
  return results.some((result) => /agrees, but/.test(result.text)) ? phrases.unclear : undefined
}

/** The second step of what was asked for: the list is there, now the act. */
function goOn(request: ModelRequest, text: string, result: Result | undefined): Step | undefined {
  if (!result) return undefined
  const earlier = actsIn(request.messages.slice(0, turnStart(request.messages)))
  if (result.name === 'time-zone') {
    const open = earlier.at(-1)
    return open && !failed(result) && lacksCity({ name: open.name, text: open.result })
      ? { name: open.name, args: open.args }
      : undefined
  }
  const intent = intentOf(
    { ...request, messages: request.messages.slice(0, turnStart(request.messages) + 1) },
    text,
  )
  if (!intent || 'ask' in intent || intent.name !== result.name || !intent.next) return undefined
  const ref = refIn(result.text, intent.about)
  return ref === undefined ? undefined : intent.next(ref)
}

function intentOf(request: ModelRequest, asIs: string): Intent | undefined {
  const { messages } = request
  const text = asIs.replace(QUOTE, '').trim()
  if (
    text === '' ||
    text.length > LONGEST ||
    /^(?:use|call|run)\s+(?:the\s+)?[\w-]+(?:\s+tool)?\s*(?:\{|$)/i.test(text)
  )
    return undefined
  const question = messages.findLast(({ role }) => role === 'assistant')?.text ?? ''
  const answer = followUp(question, messages, text)
  if (answer) return answer
  const last = actsIn(messages).at(-1)
  const aboutEvent = isAboutEvent(last)
  const reminder = reminderAnswer(request, asIs, text, last)
  return (
    undoing(text) ??
    reminder ??
    habits(text) ??
    reminders(text) ??
    reminding(text) ??
    calendars(text) ??
    whereabouts(text) ??
    freeTime(text) ??
    answering(text) ??
    deleting(text, aboutEvent) ??
    changing(text, aboutEvent) ??
    booking(withKnownAddresses(text, request.system)) ??
    finding(text)
  )
}

const isAboutEvent = (act: Act | undefined): boolean =>
  act !== undefined && !/reminder|briefing|quiet/.test(act.name)

/** "It" is the event just spoken of, the reminder just made, or else the one that was sent and is open. */
function reminderAnswer(
  request: ModelRequest,
  asIs: string,
  text: string,
  last: Act | undefined,
): Step | undefined {
  const open = openReminder(request, asIs)
  const pointing = /\b(?:it|that|this)\b/i.test(text)
  if (open && (QUOTE.test(asIs) || !pointing || !isAboutEvent(justCalled(request.messages).at(-1))))
    return answerReminder(text, open)
  const made = last?.name === 'create-reminder' ? refIn(last.result, undefined) : undefined
  const change = made === undefined ? undefined : answerReminder(text, { ref: made })
  return change?.args.action === 'move' || change?.args.action === 'cancel' ? change : undefined
}

/** What was still missing: a question of the brain's own, or one that a tool put. */
function followUp(question: string, messages: readonly ModelMessage[], text: string): Intent | undefined {
  const last = justCalled(messages).at(-1)
  const earlier = messages.filter(({ role }) => role === 'user').at(-2)?.text ?? ''
  const lost = last !== undefined && failed({ name: last.name, text: last.result })
  if (askedFor(question, 'askCity') || (lost && last.name === 'time-zone')) return placeIn(text)
  for (const missing of ['askWhen', 'askTitle', 'askReminder'] as const) {
    if (!askedFor(question, missing)) continue
    const time = /^\d{1,2}$/.test(text) ? `at ${text}` : text
    if (missing === 'askWhen' && !partsOf(time).when) continue
    const whole = `${earlier.replace(/[\s.!?]+$/, '')} ${time}`
    return reminding(whole) ?? booking(whole)
  }
  if (last?.name === 'find-events')
    return /^(?:and|what about|how about|y|e|und|et)\s/i.test(text) ? amend(last, text) : undefined
  return lost ? amend(last, text) : undefined
}

const onlySaid = (args: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined && value !== ''))
