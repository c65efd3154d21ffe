import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError, ToolFailure } from './errors.ts'
import type { Agent, Turn } from './graph/agent.ts'
import type { Spent } from './graph/state.ts'
import type { Preferences } from './graph/tool.ts'
import type { Metrics } from './metrics.ts'
import { languageOf } from './person-language.ts'
import { nothingIn, readDecision, wordsOf } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Circumstances, ReadMessages } from './read-messages.ts'
import type { Database } from './store/database.ts'
import { effectOutcomes } from './store/effects.ts'
import type { QueuedMessage } from './store/outbox.ts'
import { setVoiceReplies } from './store/people.ts'
import type { Queue } from './store/queue.ts'
import { type Claim, claimConversation, ClaimLost, commitTurn, releaseClaim } from './store/turns.ts'
import { showTyping } from './typing.ts'
import {
  answered,
  asked,
  describeFailures,
  describeHeard,
  giveUp,
  renderReply,
  type Verdict,
} from './verdict.ts'
import type { VoiceAnswer } from './voice-answer.ts'

/** A message that was in the way of this many crashes and failures together is given up without another try. */
const MAX_TRIES = 6
/** How often new messages may make a turn begin again before it is said what is thought. */
const MAX_JOINS = 3

export interface AnswerSettings {
  database: Database
  queue: Queue
  channels: Map<string, Channel>
  agent: Agent
  messages: ReadMessages
  voiceAnswer: VoiceAnswer
  /** Answers can be spoken for those who want it. */
  canSpeak: boolean
  /** Files are deleted at the provider once they are dealt with. */
  deleteProviderMedia: boolean
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
  const { database, queue, channels, agent, messages, voiceAnswer, deliver, claims, metrics, reach } =
    settings

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
        const effects = await effectOutcomes(database.pool, claim.turn)
        const failed = giveUp(error, first.tries, late.signal.aborted, way.language, effects)
        log.warn({ err: error, tries: first.tries, gaveUp: failed !== undefined }, 'turn failed')
        if (!failed) throw error
        await agent.forget(turn, failed.told)
        return failed
      })
      reach('turn-answered')
      replies = await voiceAnswer(renderReply(channel, verdict.reply, claim.medium, way.language), {
        ...way,
        claim,
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
        messages: replies,
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

  /** What the turn is in; its messages are read when the gates are passed. */
  function describeTurn(claim: Claim, way: Circumstances): Turn {
    const { person } = claim
    let joins = 0
    return {
      context: {
        turn: claim.turn,
        conversation: claim.conversation,
        epoch: claim.epoch,
        person: {
          id: person.id,
          name: person.name ?? undefined,
          language: '',
          timezone: person.timezone ?? settings.timeZone,
        },
        preferences: preferencesOf(claim, way.channel),
        spent: noSpending(),
        log: way.log,
      },
      messages: claim.rows.map((row) => ({ id: row.id, text: '', forwarded: false })),
      repeated: claim.rows.some((row) => row.tries > 1),
      answer: undefined,
      signal: way.signal,
      async arrivals() {
        reach('model-answered')
        if (joins >= MAX_JOINS) return []
        const arrived = await messages.arrivals(claim, way)
        if (arrived.length > 0) {
          joins += 1
          reach('turn-joined')
        }
        return arrived
      },
    }
  }

  function preferencesOf(claim: Claim, channel: Channel): Preferences {
    return {
      async setVoiceReplies(mode) {
        const canSpeak = settings.canSpeak && channel.voiceMedia.includes(claim.medium)
        if (mode !== 'never' && !canSpeak)
          throw new ToolFailure('Answers cannot be spoken here; they stay text.')
        await setVoiceReplies(database.pool, claim.person.id, mode)
        claim.person.voice_replies = mode // it holds for this very answer
      },
    }
  }

  /** The language of the messages as far as they are known by now, also as what the turn goes on with. */
  function learnLanguage(claim: Claim, turn: Turn, way: Way): void {
    const { language, confident } = languageOf(claim.rows.map(wordsOf), {
      saved: claim.person.language ?? undefined,
      phone: claim.conversation,
      default: settings.language,
    })
    way.language = language
    way.learned = confident ? language : undefined
    turn.context.person.language = language
  }

  /** The gates first; then what was sent is looked into; then the graph. */
  async function decide(claim: Claim, turn: Turn, way: Way): Promise<Verdict> {
    const { awaitsAnswer } = claim
    if (claim.person.opted_out_at)
      return { outcome: 'opted_out', rowStatus: 'ignored', reason: 'opted out', awaitsAnswer }
    if (claim.rows.some((row) => row.tries > MAX_TRIES))
      throw new PermanentError('the turn never came to an end')
    await messages.open(claim, way)
    if (claim.rows.some((row) => row.details.media)) learnLanguage(claim, turn, way)
    const { language } = way
    const nothing = claim.rows.map(nothingIn)
    if (nothing.every((reason) => reason !== undefined)) {
      // A question that is open stays open: this was no answer to it.
      const text = [...new Set(nothing)].map((reason) => phrase(reason, language)).join('\n\n')
      return { ...answered('declined_media', text), awaitsAnswer }
    }
    turn.messages = await messages.read(claim, claim.rows)
    turn.answer = awaitsAnswer ? readDecision(claim) : undefined
    const result = await agent.run(turn)
    if ('question' in result && result.question)
      return asked(result.question, language, describeHeard(claim.rows, language))
    const { turn: id, spent } = turn.context
    const effects = turn.repeated ? await effectOutcomes(database.pool, id) : spent.effects
    // A name or a time may have been misheard, and the person sees it only if they are told what was understood.
    const heard = effects.length > 0 ? describeHeard(claim.rows, language) : []
    const notes = describeFailures(effects, language)
    const text = [...heard, result.reply.trim() || phrase('toolLimit', language), ...notes].join('\n\n')
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

interface Way extends Circumstances {
  /** The language, when the messages show it clearly. */
  learned: string | undefined
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
