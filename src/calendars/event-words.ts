import { z } from 'zod'
import { ToolFailure } from '../errors.ts'
import { oneLine } from '../plain-text.ts'
import { LONGEST } from './calendar.ts'

/** More would be a mailing. */
const MOST_PEOPLE = 50

const Email = z.email().max(254)

export interface Person {
  email: string
  name?: string | undefined
}

/** Addresses that are some, each once. Throws `ToolFailure` for anything else: nobody is invited by a guess. */
export function readPeople(people: Person[] = []): Person[] {
  if (people.length > MOST_PEOPLE)
    throw new ToolFailure(
      `Nothing was done: ${people.length} people are too many. At most ${MOST_PEOPLE} can be invited to an event.`,
    )
  const found = new Map<string, Person>()
  for (const { email, name } of people) {
    const address = email
      .trim()
      .replace(/^mailto:/i, '')
      .toLowerCase()
    if (!Email.safeParse(address).success)
      throw new ToolFailure(
        `Nothing was done: "${oneLine(email).slice(0, 80)}" is no e-mail address. Ask the person for the address, or leave it out ` +
          'and put the name into the title.',
      )
    const shown = oneLine(name ?? '').slice(0, 100)
    found.set(address, { email: address, ...(shown && { name: shown }) })
  }
  return [...found.values()]
}

export function readTitle(title: string): string {
  const line = oneLine(within(title.trim(), LONGEST.title, 'title'))
  if (line === '') throw new ToolFailure('Nothing was done: the event needs a title. Ask what it is.')
  return line
}

export const readLocation = (location: string): string => oneLine(within(location.trim(), 300, 'place'))

/** Lines stay; other signs without a shape go. */
export function readNotes(notes: string): string {
  const text = notes
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .toWellFormed()
  return within(text, LONGEST.notes, 'notes')
}

function within(text: string, most: number, what: string): string {
  if (text.length <= most) return text
  throw new ToolFailure(
    `Nothing was done: the ${what} may have ${most} characters at most, not ${text.length}.`,
  )
}
