import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import { createDecide, type DecideSettings, type Way } from './decide.ts'
import type { Turn } from './graph/agent.ts'
import type { Erase } from './erase.ts'
import type { Spent } from './graph/state.ts'
import type { Metrics } from './metrics.ts'
import { effectOutcomes } from './store/effects.ts'
import { isErasureWanted } from './store/erasure.ts'
import type { QueuedMessage } from './store/outbox.ts'
import type { Queue } from './store/queue.ts'
import { type Claim, claimConversation, ClaimLost, commitTurn, releaseClaim } from './store/turns.ts'
import { showTyping } from './typing.ts'
import { giveUp, renderReply, type Verdict } from './verdict.ts'
import type { VoiceAnswer } from './voice-answer.ts'

export interface AnswerSettings extends DecideSettings {
  queue: Queue
  channels: Map<string, Channel>
  voiceAnswer: VoiceAnswer
  erase: Erase
  /** Files are deleted at the provider once they are dealt with. */
  deleteProviderMedia: boolean
  /** The third step. It follows in the same job: a job of its own for each reply would cost as much as the turn. */
  deliver: (conversation: string, signal: AbortSignal) => Promise<void>
  /** The claims this process holds; whoever runs the worker renews them. */
  claims: Set<Claim>
  metrics: Metrics
  log: Logger
  coalesceMs: number
  turnTimeoutMs: number
}

/** The second step: one turn over all unanswered messages of a conversation, one commit; then its replies are sent. */
export function createAnswer(settings: AnswerSettings) {
  const { database, queue, channels, agent, voiceAnswer, deliver, claims, metrics, reach } = settings
  const { describeTurn, learnLanguage, decide } = createDecide(settings)

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
    const signal = AbortSignal.any([stop, late.signal])
    const way: Way = { channel, language: '', learned: undefined, signal, log }
    const turn = describeTurn(claim, way)
    reach('turn-claimed')

    const typing = showTyping(channel, claim, log)
    let verdict: Verdict
    let replies: QueuedMessage[]
    try {
      learnLanguage(claim, turn, way)
      verdict = await decide(claim, turn, way).catch(async (error: unknown) => {
        if (error instanceof ClaimLost || stop.aborted) throw error
        // Nobody is to hear what the model had to say of it.
        if (await endsInErasure(turn)) return { outcome: 'erased', rowStatus: 'answered' }
        const effects = await effectOutcomes(database.pool, claim.turn)
        const failed = giveUp(error, first.tries, late.signal.aborted, way.language, effects)
        log.warn({ err: error, tries: first.tries, gaveUp: failed !== undefined }, 'turn failed')
        if (!failed) throw error
        await agent.forget(turn, failed.told)
        return failed
      })
      reach('turn-answered')
      if (await endsInErasure(turn)) return await eraseInstead(claim, way, stop)
      replies = await voiceAnswer(renderReply(channel, verdict.reply, claim.medium, way.language), {
        ...way,
        claim,
        asks: verdict.awaitsAnswer ?? false,
      })
    } catch (error) {
      if (error instanceof ClaimLost) return log.warn('lost the conversation to another process')
      await releaseClaim(database.pool, claim, stop.aborted)
      throw error
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
        messages: replies.map((reply) => ({ ...reply, outside: verdict.outside })),
        offered: verdict.reply?.quickReplies ?? (verdict.awaitsAnswer ? claim.offered : undefined),
        awaitsAnswer: verdict.awaitsAnswer ?? false,
        keepClaim: verdict.overWindow ?? false,
        deleteMedia: settings.deleteProviderMedia,
        language: way.learned,
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

  /** A tool has promised it, just now or before a crash. */
  async function endsInErasure({ repeated, context }: Turn): Promise<boolean> {
    if (!repeated && context.spent.effects.length === 0) return false
    return isErasureWanted(database.pool, context.turn)
  }

  async function eraseInstead(claim: Claim, way: Way, stop: AbortSignal): Promise<void> {
    const receipt = await settings.erase(claim, {
      ...way,
      signal: stop,
      locking: () => void claims.delete(claim),
    })
    reach('turn-committed')
    way.log.info('everything about the person was erased')
    if (receipt !== undefined) await deliver(receipt, stop)
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

/** Waits, or not at all when the process stops. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  if (ms === 0 || stop.aborted) return Promise.resolve()
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    stop.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true })
  })
}
