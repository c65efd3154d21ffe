import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import type { ToolResult } from '../graph/tool.ts'
import type { Database, Queryable } from '../store/database.ts'
import { deleteFacts, type FactRow, putFactsBack, revertFact, writeFacts } from '../store/facts.ts'
import { holderOf, type MemoryTurn } from './memory-turn.ts'
import { receiptOf } from './receipt.ts'

const kept = { about: z.string(), text: z.string(), words: z.string(), turn: z.string(), said: z.string() }
const Undo = z.union([
  z.object({ noted: z.object({ ref: z.int(), said: z.string() }) }),
  z.object({
    changed: z.object({
      ref: z.int(),
      said: z.string(),
      former: z.object({ ...kept, updatedAt: z.string() }),
    }),
  }),
  z.object({
    forgotten: z.array(
      z.object({ ...kept, ref: z.int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() }),
    ),
  }),
])
type Undo = z.output<typeof Undo>

/** Each way back may be gone a second time, when the turn is run again: it comes to the same. */
export async function restoreFacts(undo: unknown, turn: MemoryTurn, database: Database): Promise<ToolResult> {
  const read = Undo.safeParse(undo)
  if (!read.success)
    throw new ToolFailure('This cannot be taken back any more. Nothing was changed.', { cause: read.error })
  const done = read.data
  const holder = holderOf(turn)
  return writeFacts(database, holder, async (db, facts) => {
    if ('noted' in done) return takeBack(db, done.noted, facts, turn)
    if ('changed' in done) return changeBack(db, done.changed, facts, turn)
    await putFactsBack(db, holder, done.forgotten)
    const texts = done.forgotten.map(({ text }) => text)
    return {
      text: `Known again: ${texts.join('; ')}.`,
      receipt: receiptOf('factNoted', texts, turn.person.language),
    }
  })
}

async function takeBack(
  db: Queryable,
  { ref, said }: Extract<Undo, { noted: unknown }>['noted'],
  facts: FactRow[],
  { person }: MemoryTurn,
): Promise<ToolResult> {
  const fact = facts.find((one) => one.ref === ref)
  if (!fact) return { text: `f${ref} is not known any more.` }
  if (fact.said !== said) throw changedSince(ref)
  await deleteFacts(db, person.id, [ref])
  return {
    text: `f${ref} is forgotten again: ${fact.text}.`,
    receipt: receiptOf('factForgotten', [fact.text], person.language),
  }
}

async function changeBack(
  db: Queryable,
  { ref, said, former }: Extract<Undo, { changed: unknown }>['changed'],
  facts: FactRow[],
  { person }: MemoryTurn,
): Promise<ToolResult> {
  const fact = facts.find((one) => one.ref === ref)
  if (!fact) throw changedSince(ref)
  if (fact.said === said) await revertFact(db, person.id, ref, former)
  else if (fact.said !== former.said) throw changedSince(ref)
  return {
    text: `f${ref} is again: ${former.text}.`,
    receipt: receiptOf('factChanged', [former.text], person.language),
  }
}

const changedSince = (ref: number): ToolFailure =>
  new ToolFailure(`f${ref} was changed since then. Nothing was taken back; correct it instead.`)
