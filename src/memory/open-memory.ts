import type { Database } from '../store/database.ts'
import { factLines } from '../store/facts.ts'
import { lineOf } from './fact-line.ts'
import { fitting } from './fit.ts'
import { forgetFacts, planForget } from './forget.ts'
import { listFacts } from './list.ts'
import type { Memory } from './memory.ts'
import type { MemoryTurn } from './memory-turn.ts'
import { noteFact } from './note.ts'
import { restoreFacts } from './restore.ts'

export interface OpenMemory {
  memoryOf(turn: MemoryTurn): Memory
  /** What is known of a person and fits their words, one line each, e.g. `f3 (Sarah): Sarah is my sister`. Bounded. */
  factsFor(person: string, words: string): Promise<string[]>
}

export function openMemory({ database }: { database: Database }): OpenMemory {
  return {
    memoryOf: (turn) => ({
      note: (fact) => noteFact(fact, turn, database),
      list: (about) => listFacts(about, turn.person, database.pool),
      planForget: (facts) => planForget(facts, turn.person, database.pool),
      forget: (plan) => forgetFacts(plan, turn, database),
      restore: (undo) => restoreFacts(undo, turn, database),
    }),
    factsFor: async (person, words) => fitting(await factLines(database.pool, person), words).map(lineOf),
  }
}
