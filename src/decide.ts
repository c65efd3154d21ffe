import type { Channel } from './channels/channel.ts'
import type { Reach } from './crash-points.ts'
import { PermanentError, ToolFailure } from './errors.ts'
import type { Agent, Turn } from './graph/agent.ts'
import type { Spent } from './graph/state.ts'
import type { Preferences } from './graph/tool.ts'
import { languageOf } from './person-language.ts'
import { nothingIn, readDecision, wordsOf } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Circumstances, ReadMessages } from './read-messages.ts'
import type { Database } from './store/database.ts'
import { effectOutcomes } from './store/effects.ts'
import { setVoiceReplies } from './store/people.ts'
import type { Claim } from './store/turns.ts'
import { answered, asked, describeFailures, describeHeard, type Verdict } from './verdict.ts'

/** A message that was in the way of this many crashes and failures together is given up without another try. */
const MAX_TRIES = 6
/** How often new messages may make a turn begin again before it is said what is thought. */
const MAX_JOINS = 3

export interface DecideSettings {
  database: Database
  agent: Agent
  messages: ReadMessages
  reach: Reach
  language: string
  timeZone: string
  /** Answers can be spoken for those who want it. */
  canSpeak: boolean
}

export interface Way extends Circumstances {
  /** The language, when the messages show it clearly. */
  learned: string | undefined
}

/** What comes of the messages of a turn: gates, files, graph. */
export function createDecide(settings: DecideSettings) {
  const { database, agent, messages, reach } = settings

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

  return { describeTurn, learnLanguage, decide }
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
