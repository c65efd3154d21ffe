import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import type { Database } from '../store/database.ts'
import {
  changeFact,
  type FactContent,
  type FactRow,
  insertFact,
  ownWords,
  writeFacts,
} from '../store/facts.ts'
import { lineOf, refOf } from './fact-line.ts'
import type { NewFact } from './memory.ts'
import { holderOf, type MemoryTurn } from './memory-turn.ts'
import { receiptOf, SHOWN } from './receipt.ts'
import { redactSecrets, secretsIn } from './secrets.ts'
import { settle } from './settle.ts'
import { aboutWhom } from './slots.ts'
import { bestWords, sentence } from './source.ts'

/** Most that is kept of a person, and of one fact, in characters. */
const MOST_FACTS = 200
const MOST_LETTERS = 300

/** Notes it once, however often the turn is run again. */
export async function noteFact(fact: NewFact, turn: MemoryTurn, database: Database): Promise<ToolResult> {
  const about = aboutWhom(fact.about)
  const text = sentence(fact.fact)
  if (text === '') throw new ToolFailure('There are no words in this fact. Nothing was noted.')
  if (text.length > MOST_LETTERS)
    throw new ToolFailure(
      `A fact is one sentence of at most ${MOST_LETTERS} characters; this one has ${text.length}. Nothing was noted.`,
    )
  const replaces = fact.replaces === undefined ? undefined : refOf(fact.replaces)
  if (fact.replaces !== undefined && replaces === undefined) throw missing(fact.replaces)
  const holder = holderOf(turn)

  return writeFacts(database, holder, async (db, facts) => {
    const words = await ownWords(db, holder)
    assertNotSecret(`${about}: ${text}`, words)
    const said = JSON.stringify([about, text, replaces ?? null])
    const settled = settle(facts, { about, text, replaces, turn: turn.turn, said })
    if (settled.kind === 'missing') throw missing(fact.replaces ?? '')
    if (settled.kind === 'known')
      return { text: `This is known already: ${lineOf(settled.fact)}. Nothing was changed.` }
    if (settled.kind === 'again') return tellNoted(settled.fact, turn)
    const content: FactContent = { about, text, words: bestWords(redactSecrets(words), text), said }
    if (settled.kind === 'change') {
      const changed = { ...content, text: settled.text }
      if (changed.text.length > MOST_LETTERS)
        throw new ToolFailure('It would be too long. Nothing was noted.')
      return tellNoted(await changeFact(db, holder, settled.fact.ref, changed), turn)
    }
    if (facts.length >= MOST_FACTS)
      throw new ToolFailure(
        `${MOST_FACTS} facts are kept of this person, and there is no room for more. Nothing was noted. Ask which ones to forget.`,
      )
    return tellNoted(await insertFact(db, holder, content), turn)
  })
}

const missing = (name: string): ToolFailure =>
  new ToolFailure(
    `There is no fact ${name.slice(0, 20)}. Nothing was noted. Name one that is known, or leave \`replaces\` out.`,
  )

/** Neither what looks like a secret, nor what the person's own words show to be one. */
function assertNotSecret(fact: string, words: string): void {
  const [secret] = secretsIn(fact)
  const told = secretsIn(words).find(({ value }) => value.length >= 3 && fact.includes(value))
  const kind = secret?.kind ?? told?.kind
  if (kind)
    throw new ToolFailure(
      `This holds a ${kind}. Secrets are never kept: nothing was noted. Tell the person so, do not repeat it, and advise a password manager.`,
    )
}

/** The same for the first time and for a repeat. */
function tellNoted(fact: FactRow, { person }: MemoryTurn): ToolResult {
  const { former, ref, said } = fact
  if (!former)
    return {
      text: `Noted as ${lineOf(fact)}. ${SHOWN}`,
      receipt: receiptOf('factNoted', [fact.text], person.language),
      undo: { noted: { ref, said } },
    }
  return {
    text: `Noted anew as ${lineOf(fact)}. Before it was: ${former.text}. ${SHOWN}`,
    receipt: receiptOf('factChanged', [fact.text], person.language),
    undo: { changed: { ref, said, former } },
  }
}
