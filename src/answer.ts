import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import type { Agent, Turn } from './graph/agent.ts'
import type { PersonMessage } from './graph/person-message.ts'
import type { Spent } from './graph/state.ts'
import type { Metrics } from './metrics.ts'
import { languageOf } from './person-language.ts'
import { isMediaOnly, personText, readDecision } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import { effectOutcomes } from './store/effects.ts'
import { quotedText } from './store/history.ts'
import type { InboxRow } from './store/inbox.ts'
import type { Queue } from './store/queue.ts'
import {
  type Claim,
  claimConversation,
  ClaimLost,
  commitTurn,
  releaseClaim,
  takeArrivals,
} from './store/turns.ts'
import { showTyping } from './typing.ts'
import { answered, asked, describeFailures, giveUp, renderReply, type Verdict } from './verdict.ts'

/** A message that was in the way of this many crashes and failures together is given up without another try. */
const MAX_TRIES = 6
/** How often new messages may make a turn begin again before it is said what is thought. */
const MAX_JOINS = 3

export interface AnswerSettings {
  database: Database
  queue: Queue
  channels: Map<string, Channel>
  agent: Agent
  /** The third step. It follows in the same job: a job of its own for each reply would cost as much as the turn. */
  deliver: (conversation: string, signal: AbortSignal) => Promise<void>
  /** The claims this process holds; whoever runs the worker renews them. */
  claims: Set<Claim>
  metrics: Metrics
  log: Logger
  reach: Reach
  language: string
  timeZone: string
  coalesceMs: number
  turnTimeoutMs: number
}

/** The second step: one turn over all unanswered messages of a conversation, one commit; then its replies are sent. */
export function createAnswer(settings: AnswerSettings) {
  const { database, queue, channels, agent, deliver, claims, metrics, reach } = settings

  return async function answer(conversation: string, stop: AbortSignal): Promise<void> {
    await pause(settings.coalesceMs, stop)
    const claim = await claimConversation(database.pool, conversation)
    // The turn may have been committed by a process that died before it sent the replies.
    if (claim === 'nothing') return deliver(conversation, stop)
    // Held by a process that has just died, or is about to finish: look again when the claim has run out.
    if (claim === 'busy') return queue.enqueue('answer', conversation, { afterSeconds: 2 })
    claims.add(claim)
    try {
      await takeTurn(claim, stop)
    } finally {
      claims.delete(claim)
    }
  }

  async function takeTurn(claim: Claim, stop: AbortSignal): Promise<void> {
    const first = claim.rows[0]
    const channel = channels.get(claim.channel)
    if (!first || !channel)
      throw new Error(`a message waits for the channel ${claim.channel}, which is not set up`)
    const startedAt = new Date()
    const log = settings.log.child({ conversation: claim.conversation, turn: claim.turn })
    // Not AbortSignal.timeout(): that one lives on until its time is up, and with it all that listens to it.
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(new Error('the turn took too long')), settings.turnTimeoutMs)
    const { language, confident } = languageOf(
      claim.rows.map((row) => row.text),
      { saved: claim.person.language ?? undefined, phone: claim.conversation, default: settings.language },
    )
    const turn = await describeTurn(claim, language, AbortSignal.any([stop, late.signal]), log)
    reach('turn-claimed')

    const typing = showTyping(channel, claim, log)
    let verdict: Verdict
    try {
      verdict = await decide(claim, turn, language)
      reach('turn-answered')
    } catch (error) {
      if (error instanceof ClaimLost) return log.warn('lost the conversation to another process')
      if (stop.aborted) {
        await releaseClaim(database.pool, claim, true)
        throw error
      }
      const failed = giveUp(
        error,
        first.tries,
        late.signal.aborted,
        language,
        await effectOutcomes(database.pool, claim.turn),
      )
      log.warn({ err: error, tries: first.tries, gaveUp: failed !== undefined }, 'turn failed')
      if (!failed) {
        await releaseClaim(database.pool, claim, false)
        throw error
      }
      await agent.forget(turn, failed.told)
      verdict = failed
    } finally {
      typing.stop()
      clearTimeout(timer)
    }

    try {
      await commitTurn(database.pool, claim, {
        outcome: verdict.outcome,
        rowStatus: verdict.rowStatus,
        reason: verdict.reason,
        startedAt,
        usage: turn.context.spent,
        messages: renderReply(channel, verdict.reply, claim.medium, language),
        offered: verdict.reply?.quickReplies ?? (verdict.awaitsAnswer ? claim.offered : undefined),
        awaitsAnswer: verdict.awaitsAnswer ?? false,
        keepClaim: verdict.overWindow ?? false,
        language: confident ? language : undefined,
      })
    } catch (error) {
      if (error instanceof ClaimLost) return log.warn('lost the conversation to another process')
      await releaseClaim(database.pool, claim, false)
      throw error
    }
    reach('turn-committed')
    observe(verdict, turn.context.spent, startedAt)
    log.info({ outcome: verdict.outcome, messages: claim.rows.length }, 'turn committed')
    try {
      await deliver(claim.conversation, stop)
    } finally {
      if (verdict.overWindow) await tidy(claim, turn)
    }
  }

  async function describeTurn(
    claim: Claim,
    language: string,
    signal: AbortSignal,
    log: Logger,
  ): Promise<Turn> {
    const { person, rows } = claim
    const messages = await Promise.all(rows.map((row) => readRow(claim, row)))
    let joins = 0
    return {
      context: {
        turn: claim.turn,
        conversation: claim.conversation,
        epoch: claim.epoch,
        person: {
          id: person.id,
          name: person.name ?? undefined,
          language,
          timezone: person.timezone ?? settings.timeZone,
        },
        spent: noSpending(),
        log,
      },
      messages,
      repeated: rows.some((row) => row.tries > 1),
      answer: claim.awaitsAnswer ? readDecision(claim) : undefined,
      signal,
      async arrivals() {
        reach('model-answered')
        if (joins >= MAX_JOINS) return []
        const arrived = await takeArrivals(database.pool, claim)
        if (arrived.length > 0) joins += 1
        if (arrived.length > 0) reach('turn-joined')
        claim.rows.push(...arrived)
        return Promise.all(arrived.map((row) => readRow(claim, row)))
      },
    }
  }

  async function readRow(claim: Claim, row: InboxRow): Promise<PersonMessage> {
    const { repliesTo, forwarded = false } = row.details
    const quoted = repliesTo ? await quotedText(database.pool, claim.conversation, repliesTo) : undefined
    return { id: row.id, text: personText(row, claim.offered, quoted), forwarded }
  }

  /** The gates first; then the graph. */
  async function decide(claim: Claim, turn: Turn, language: string): Promise<Verdict> {
    if (claim.person.opted_out_at)
      return {
        outcome: 'opted_out',
        rowStatus: 'ignored',
        reason: 'opted out',
        awaitsAnswer: claim.awaitsAnswer,
      }
    if (claim.rows.some((row) => row.tries > MAX_TRIES))
      throw new PermanentError('the turn never came to an end')
    if (claim.rows.every(isMediaOnly)) {
      // A question that is open stays open: this was no answer to it.
      const { awaitsAnswer } = claim
      return { ...answered('declined_media', phrase('declinedMedia', language)), awaitsAnswer }
    }
    const result = await agent.run(turn)
    if ('question' in result && result.question) return asked(result.question, language)
    const { turn: id, spent } = turn.context
    const effects = turn.repeated ? await effectOutcomes(database.pool, id) : spent.effects
    const notes = describeFailures(effects, language)
    const text = [result.reply.trim() || phrase('toolLimit', language), ...notes].join('\n\n')
    return { ...answered('answered', text), overWindow: result.overWindow }
  }

  /** The person has their answer; what is left is housekeeping, and what fails of it is done by the next turn. */
  async function tidy(claim: Claim, turn: Turn): Promise<void> {
    try {
      await agent.fold(turn)
    } catch (err) {
      turn.context.log.warn({ err }, 'the conversation was not folded')
    } finally {
      await releaseClaim(database.pool, claim, false)
    }
  }

  function observe(verdict: Verdict, spent: Spent, startedAt: Date): void {
    metrics.turns.observe({ outcome: verdict.outcome }, (Date.now() - startedAt.getTime()) / 1000)
    if (!spent.model) return
    const label = { gen_ai_request_model: spent.model }
    metrics.tokens.inc({ ...label, gen_ai_token_type: 'input' }, spent.inputTokens)
    metrics.tokens.inc({ ...label, gen_ai_token_type: 'output' }, spent.outputTokens)
    if (spent.costUsd !== null) metrics.cost.inc(label, spent.costUsd)
  }
}

function noSpending(): Spent {
  return {
    model: null,
    modelCalls: 0,
    toolCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: null,
    effects: [],
  }
}

/** Waits, or not at all when the process stops. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms === 0 || stop.aborted) return Promise.resolve()
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    stop.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true })
  })
}
