import type { Reach } from './crash-points.ts'
import { PermanentError } from './errors.ts'
import type { Agent, Turn } from './graph/agent.ts'
import type { Spent } from './graph/state.ts'
import type { ToolPerson, ToolServices } from './graph/tool.ts'
import type { ServiceTurn } from './open-services.ts'
import { type ZoneSettings, whereIs } from './people/where.ts'
import { languageOf } from './person-language.ts'
import { nothingIn, readDecision, wordsOf } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Circumstances, ReadMessages } from './read-messages.ts'
import type { Database } from './store/database.ts'
import { effectOutcomes } from './store/effects.ts'
import { type Claim, isLastQuestion } from './store/turns.ts'
import { answered, asked, describeActs, describeHeard, type Verdict } from './verdict.ts'

/** A message that was in the way of this many crashes and failures together is given up without another try. */
const MAX_TRIES = 6
/** How often new messages may make a turn begin again before it is said what is thought. */
const MAX_JOINS = 3

export interface DecideSettings extends ZoneSettings {
  database: Database
  agent: Agent
  messages: ReadMessages
  reach: Reach
  language: string
  servicesOf(turn: ServiceTurn): ToolServices
  factsFor(person: string, words: string): Promise<string[]>
  /** What the owner's documents for a person are about. */
  documentsFor(person: string): Promise<string | undefined>
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
    const { person, conversation, now } = claim
    const { signal, log } = way
    const toolPerson: ToolPerson = {
      id: person.id,
      name: person.name ?? undefined,
      language: '', // known when the messages are read
      ...whereIs(person, now, settings),
    }
    const canSpeak = settings.canSpeak && way.channel.voiceMedia.includes(claim.medium)
    const { turn, epoch } = claim
    let joins = 0
    return {
      context: {
        turn,
        conversation,
        epoch,
        now,
        person: toolPerson,
        services: settings.servicesOf({
          person: toolPerson,
          row: person,
          conversation,
          turn,
          epoch,
          now,
          canSpeak,
          signal,
          log,
        }),
        openReminders: claim.openReminders,
        facts: [],
        documents: undefined,
        spent: noSpending(),
        log,
      },
      messages: claim.rows.map((row) => ({ id: row.id, text: '', forwarded: false })),
      repeated: claim.rows.some((row) => row.tries > 1),
      answer: undefined,
      signal,
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

  /** The language of the messages as far as they are known by now, also as what the turn goes on with. */
  function learnLanguage(claim: Claim, turn: Turn, way: Way): void {
    const { person } = claim
    const chosen = person.language_chosen ? (person.language ?? undefined) : undefined
    const { language, confident } = chosen
      ? { language: chosen, confident: false }
      : languageOf(claim.rows.map(wordsOf), {
          saved: person.language ?? undefined,
          phone: claim.conversation,
          default: settings.language,
        })
    way.language = language
    way.learned = confident ? language : undefined
    turn.context.person.language = language
    turn.context.person.languageChosen = chosen !== undefined
  }

  /** What the messages answer to our question. "ok" to a reminder below it is no answer. */
  async function decisionIn(claim: Claim): Promise<Turn['answer']> {
    const quoted = claim.rows.flatMap(({ details: { repliesTo } }) => repliesTo ?? [])
    for (const id of new Set(quoted))
      if (!(await isLastQuestion(database.pool, claim.conversation, id))) return 'other'
    return readDecision(claim)
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
    turn.answer = awaitsAnswer ? await decisionIn(claim) : undefined
    turn.context.facts = await settings.factsFor(claim.person.id, claim.rows.map(wordsOf).join('\n'))
    turn.context.documents = await settings.documentsFor(claim.person.id)
    const result = await agent.run(turn)
    const { turn: id, spent } = turn.context
    const effects = turn.repeated ? await effectOutcomes(database.pool, id) : spent.effects
    if ('question' in result && result.question) {
      const before = [...describeHeard(claim.rows, language), ...describeActs(effects, false, language)]
      return asked(result.question, language, before)
    }
    // A name or a time may have been misheard, and the person sees it only if they are told what was understood.
    const heard = effects.length > 0 ? describeHeard(claim.rows, language) : []
    const said = result.reply.trim() || phrase('toolLimit', language)
    const acts = describeActs(effects, spent.held, language)
    const text = [...heard, said, ...acts].join('\n\n')
    return { ...answered('answered', text), overWindow: result.overWindow, outside: result.outside }
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
    held: false,
    effects: [],
  }
}
