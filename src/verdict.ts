import type { Channel, RenderedMessage, Reply } from './channels/channel.ts'
import { PermanentError, TransientError } from './errors.ts'
import type { Question } from './graph/question.ts'
import { scrub } from './log.ts'
import { heardIn, shortenLine } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { EffectOutcome } from './store/effects.ts'
import type { InboxRow } from './store/inbox.ts'
import type { TurnRecord } from './store/turns.ts'

/** What comes of a turn, as it is committed. */
export interface Verdict {
  outcome: string
  rowStatus: TurnRecord['rowStatus']
  reason?: string
  reply?: Reply
  awaitsAnswer?: boolean
  overWindow?: boolean
  /** The reply may repeat what others wrote. */
  outside?: boolean | undefined
  /** Of a turn that was given up: what the person hears of what was done in it. */
  told?: string | undefined
}

/** A message is parked when it has failed this often. */
export const MAX_FAILURES = 3

export function answered(outcome: string, text: string): Verdict {
  return { outcome, rowStatus: 'answered', reply: { text } }
}

/** What was heard in voice notes, for the person to see whether it was understood; nothing when all was written. */
export function describeHeard(rows: InboxRow[], language: string): string[] {
  const text = shortenLine(
    rows
      .flatMap((row) => heardIn(row) ?? [])
      .join(' ')
      .trim(),
  )
  return text ? [`🎤 ${phrase('heard', language, { text })}`] : []
}

/** The question before an act, with buttons. `before`: what the person is told first. */
export function asked({ actions, prompted }: Question, language: string, before: string[]): Verdict {
  const lines = [
    ...before,
    ...(prompted ? [`⚠️ ${phrase('promptedByOthers', language)}`, ''] : []),
    phrase('confirmQuestion', language),
    ...actions.map((action) => `- ${action}`),
  ]
  const quickReplies = [
    { id: 'yes', title: phrase('confirmYes', language) },
    { id: 'no', title: phrase('confirmNo', language) },
  ]
  const reply = { text: lines.join('\n'), quickReplies }
  return { outcome: 'question', rowStatus: 'answered', reply, awaitsAnswer: true, outside: prompted }
}

type Act = Pick<EffectOutcome, 'tool' | 'outcome'> & { receipt?: string | null | undefined }

/**
 * What the model says of its acts is not left to the model alone: what was done is shown as it was read back, and what did
 * not happen is said by the code. `held`: something was asked for that was not begun.
 */
export function describeActs(effects: Act[], held: boolean, language: string): string[] {
  const receipts = effects.flatMap(({ outcome, receipt }) => (outcome === 'done' && receipt ? [receipt] : []))
  const nothing = held && effects.length === 0 ? [`_${phrase('nothingDone', language)}_`] : []
  return [...new Set(receipts), ...describeFailures(effects, language), ...nothing]
}

/** A tool that failed and then did it needs no word. */
function describeFailures(effects: Act[], language: string): string[] {
  const last = new Map(effects.map(({ tool, outcome }) => [tool, outcome]))
  const failed = [...last].filter(([, outcome]) => outcome === 'failed')
  const notes = failed.map(
    ([tool]) => `⚠️ ${phrase('toolFailed', language, { tool: tool.replaceAll('-', ' ') })}`,
  )
  return effects.some(({ outcome }) => outcome === 'unknown')
    ? [...notes, `⚠️ ${phrase('outcomeUnknown', language)}`]
    : notes
}

/** What the person hears when a turn is given up; undefined: it is tried again. `tries` counts this one too. */
export function giveUp(
  error: unknown,
  tries: number,
  timedOut: boolean,
  language: string,
  effects: EffectOutcome[],
): Verdict | undefined {
  // What a tool had done by then is done, and the person must know, or they would ask for it again.
  const done = effects.filter(({ outcome, result }) => outcome === 'done' && result)
  const acts = [
    ...done.map(({ result, receipt }) => receipt ?? `✅ ${(result ?? '').slice(0, 500).toWellFormed()}`),
    ...describeFailures(
      effects.filter(({ outcome }) => outcome === 'unknown'),
      language,
    ),
  ]
  const told = acts.length > 0 ? acts.join('\n\n') : undefined
  const say = (key: 'timeout' | 'modelDown' | 'parked'): string =>
    [...acts, phrase(key, language)].join('\n\n')
  if (timedOut) return { ...answered('timeout', say('timeout')), told }
  if (!(error instanceof PermanentError) && tries < MAX_FAILURES) return undefined
  const model =
    error instanceof TransientError ||
    (error instanceof PermanentError && error.message.startsWith('the model'))
  const reason = scrub(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  const reply = { text: say(model ? 'modelDown' : 'parked') }
  return { outcome: 'parked', rowStatus: 'parked', reason, reply, told }
}

/** What the model wrote may come to nothing, such as a lone rule; the person hears back all the same. */
export function renderReply(
  channel: Channel,
  reply: Reply | undefined,
  medium: string,
  language: string,
): RenderedMessage[] {
  if (!reply) return []
  const messages = channel.render(reply, medium)
  return messages.length > 0 ? messages : channel.render({ text: phrase('parked', language) }, medium)
}
