import { ToolFailure } from '../errors.ts'
import type { Prepared, ToolPerson, ToolResult } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import { plainMarkdown } from '../plain-text.ts'
import type { Database, Queryable } from '../store/database.ts'
import { deleteFacts, type FactRow, factsOf, type KeptFact, writeFacts } from '../store/facts.ts'
import { lineOf, refOf } from './fact-line.ts'
import type { ForgetPlan } from './memory.ts'
import { holderOf, type MemoryTurn } from './memory-turn.ts'
import { receiptOf, SHOWN } from './receipt.ts'

/** More at once than these are asked about, as all of them are. */
const MOST_UNASKED = 5

/** The facts as they are now: what is forgotten, and can be put back, is the same however often the turn is run again. */
export async function planForget(
  names: string[] | 'all',
  person: ToolPerson,
  db: Queryable,
): Promise<Prepared<ForgetPlan>> {
  const known = await factsOf(db, person.id)
  if (known.length === 0) throw new ToolFailure('Nothing is known of the person. There is nothing to forget.')
  if (names === 'all')
    return {
      plan: { all: known.length },
      ask: [phrase('askForgetAll', person.language, { count: String(known.length) })],
    }
  if (names.length === 0) throw new ToolFailure('Name the facts to forget. Nothing was forgotten.')
  const refs = new Set(names.map(refOf))
  const facts = known.filter(({ ref }) => refs.has(ref))
  const unknown = names.filter((name) => !facts.some(({ ref }) => ref === refOf(name)))
  if (facts.length === 0 || unknown.length > 0)
    throw new ToolFailure(
      `There is no fact ${unknown.map((name) => name.slice(0, 20)).join(', ')}. Nothing was forgotten. Recall what is known, and use its names.`,
    )
  const ask = facts.map(({ text }) => `🗑️ ${plainMarkdown(text)}`)
  return { plan: { facts: facts.map(keep) }, ...(facts.length > MOST_UNASKED && { ask }) }
}

export async function forgetFacts(
  plan: ForgetPlan,
  turn: MemoryTurn,
  database: Database,
): Promise<ToolResult> {
  const { person } = turn
  const refs = 'all' in plan ? 'all' : plan.facts.map(({ ref }) => ref)
  await writeFacts(database, holderOf(turn), (db) => deleteFacts(db, person.id, refs))
  if ('all' in plan)
    return {
      text: `Forgotten: all ${plan.all} facts about the person. This cannot be taken back. ${SHOWN}`,
      receipt: `🗑️ ${phrase('allForgotten', person.language, { count: String(plan.all) })}`,
    }
  const { facts } = plan
  return {
    text: `Forgotten:\n${facts.map(lineOf).join('\n')}\nDo not use it any more. ${SHOWN}`,
    receipt: receiptOf(
      'factForgotten',
      facts.map(({ text }) => text),
      person.language,
    ),
    undo: { forgotten: facts },
  }
}

/** As JSON: a plan and an undo are kept. */
function keep({ ref, about, text, words, turn, said, createdAt, updatedAt }: FactRow): KeptFact {
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
  return { ref, about, text, words, turn, said, ...times }
}
