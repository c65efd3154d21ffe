import type { ToolPerson, ToolResult } from '../graph/tool.ts'
import { fold } from '../phrases/fold.ts'
import type { Queryable } from '../store/database.ts'
import { type FactRow, factsOf } from '../store/facts.ts'
import { lineOf, refOf } from './fact-line.ts'
import { byWords } from './fit.ts'
import { aboutWhom } from './slots.ts'

/** A result is cut after 8,000 characters: all facts with their sources may be more. */
const MOST = 7_000

/** What is known, with where it is from. */
export async function listFacts(
  about: string | undefined,
  person: ToolPerson,
  db: Queryable,
): Promise<ToolResult> {
  const all = await factsOf(db, person.id)
  if (all.length === 0) return { text: 'Nothing is known of the person yet.' }
  const facts = about?.trim() ? thoseAbout(all, about.trim()) : all
  if (facts.length === 0)
    return { text: `Nothing is known about that; there are ${all.length} facts about other things.` }
  const lines: string[] = []
  for (const line of facts.map((fact) => describe(fact, person.timezone)))
    if (lines.join('\n').length + line.length < MOST) lines.push(line)
  const left = facts.length - lines.length
  return {
    text: [
      'What is known of the person, by its name. They can have any of it corrected or forgotten.',
      ...lines,
      ...(left > 0
        ? [`${left} more are not listed here; list what is about one of their topics or names.`]
        : []),
    ].join('\n'),
  }
}

/** By name (`f3`), by whom it is about, or by the words it holds. */
function thoseAbout(facts: FactRow[], about: string): FactRow[] {
  const ref = /^f\d/i.test(about) ? refOf(about) : undefined
  if (ref !== undefined) return facts.filter((fact) => fact.ref === ref)
  const whom = fold(aboutWhom(about))
  const found = facts.filter((fact) => fold(fact.about) === whom)
  return found.length > 0 ? found : byWords(facts, about)
}

function describe(fact: FactRow, timeZone: string): string {
  const day = (at: Temporal.Instant): string => at.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  const { words, former, createdAt, updatedAt } = fact
  const from = words ? `from their words "${words}"` : 'from what they sent'
  const first = `learnt ${day(createdAt.toTemporalInstant())}`
  if (!former) return `${lineOf(fact)} [${first}, ${from}]`
  return `${lineOf(fact)} [${first}, corrected ${day(updatedAt.toTemporalInstant())}, ${from}; before: ${former.text}]`
}
