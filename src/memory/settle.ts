import type { FactRow } from '../store/facts.ts'
import { aboutWhom, contactsIn, createSlotReader, sameness } from './slots.ts'

/** As much of a fact as is needed to tell what a new one does to it. */
export type KnownFact = Pick<FactRow, 'ref' | 'about' | 'text' | 'turn' | 'said'>

export interface Note {
  about: string
  text: string
  /** The fact it corrects, by its number. */
  replaces: number | undefined
  turn: string
  said: string
}

/** What a note comes down to. `again`: this very turn has noted it. `change`: the fact gets this text. */
export type Settled<Fact> =
  | { kind: 'again' | 'known'; fact: Fact }
  | { kind: 'change'; fact: Fact; text: string }
  | { kind: 'new' | 'missing' }

/** Whether a note is known, corrects what is known, or is new. Never corrects anything when in doubt: then it is new. */
export function settle<Fact extends KnownFact>(facts: Fact[], note: Note): Settled<Fact> {
  const again = facts.find(({ turn, said }) => turn === note.turn && said === note.said)
  if (again) return { kind: 'again', fact: again }
  const same = facts.find(({ text }) => sameness(text) === sameness(note.text))
  if (note.replaces !== undefined) {
    const meant = facts.find(({ ref }) => ref === note.replaces)
    if (!meant) return same ? { kind: 'known', fact: same } : { kind: 'missing' }
    const unchanged = meant === same && aboutWhom(meant.about) === aboutWhom(note.about)
    return unchanged ? { kind: 'known', fact: meant } : { kind: 'change', fact: meant, text: note.text }
  }
  if (same) return { kind: 'known', fact: same }
  const others = facts.filter(({ about }) => sameness(about) === sameness(note.about))
  return aboutTheSame(others, note) ?? { kind: 'new' }
}

/** One fact, and not one of several, says the same thing of the same person: where they live, their address. */
function aboutTheSame<Fact extends KnownFact>(facts: Fact[], note: Note): Settled<Fact> | undefined {
  const slotIn = createSlotReader()
  const slot = slotIn(note.about, note.text)
  const inSlot = (name: string) => facts.filter((fact) => slotIn(fact.about, fact.text)?.name === name)
  if (slot) {
    const [found, ...more] = inSlot(slot.name)
    if (found && more.length === 0) {
      const value = slotIn(found.about, found.text)?.value ?? ''
      if (sameness(value) === sameness(slot.value)) return { kind: 'known', fact: found }
      return { kind: 'change', fact: found, text: note.text }
    }
    if (found) return undefined
  }
  for (const { kind, value } of contactsIn(note.text)) {
    if (slot?.name === kind) return withContact(facts, kind, value)
    const [bare, ...more] = inSlot(kind)
    if (bare && more.length === 0 && !slot) return { kind: 'change', fact: bare, text: note.text }
    const [rest, ...others] = facts.filter((fact) => sameButFor(fact.text, note.text, kind))
    if (rest && others.length === 0) return { kind: 'change', fact: rest, text: note.text }
  }
  return undefined
}

/** "Sarah is my sister, old@…" and "Sarah's e-mail is new@…": only the address in it is new. */
function withContact<Fact extends KnownFact>(
  facts: Fact[],
  kind: string,
  value: string,
): Settled<Fact> | undefined {
  const held = facts.flatMap((fact) => {
    const old = contactsIn(fact.text).find((contact) => contact.kind === kind)
    return old ? [{ fact, old: old.value }] : []
  })
  const [found, ...more] = held
  if (!found || more.length > 0) return undefined
  if (sameness(found.old) === sameness(value)) return { kind: 'known', fact: found.fact }
  return { kind: 'change', fact: found.fact, text: found.fact.text.replace(found.old, () => value) }
}

/** Two sentences that differ only in the address or the number they hold. */
function sameButFor(one: string, other: string, kind: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const contact = contactsIn(text).find((found) => found.kind === kind)
    return contact && sameness(text.replace(contact.value, ' '))
  })
  return a !== undefined && a !== '' && a === b
}
