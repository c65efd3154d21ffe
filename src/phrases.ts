import { asian as agendaAsian } from './phrases/agenda/asian.ts'
import { germanic as agendaGermanic } from './phrases/agenda/germanic.ts'
import { romance as agendaRomance } from './phrases/agenda/romance.ts'
import type { AgendaSentences } from './phrases/agenda/sentences.ts'
import { slavic as agendaSlavic } from './phrases/agenda/slavic.ts'
import { asian } from './phrases/asian.ts'
import { germanic } from './phrases/germanic.ts'
import { romance } from './phrases/romance.ts'
import type { Sentences } from './phrases/sentences.ts'
import { slavic } from './phrases/slavic.ts'

export { affirmation, agreesExcept } from './phrases/affirmation.ts'

type AllSentences = Sentences & AgendaSentences

export type PhraseKey = keyof AllSentences

/** What a phrase must be given; the others need nothing. */
interface Parameters {
  help: { name: string }
  toolFailed: { tool: string }
  heard: { text: string }
  voiceNoteHint: { assistant: string; names: string }
  booked: { event: string }
  changed: { event: string }
  deleted: { event: string }
  restored: { event: string }
  seriesDeleted: { event: string }
  invitationAccepted: { event: string }
  invitationDeclined: { event: string }
  invitationMaybe: { event: string }
  askBookAndInvite: { event: string; people: string }
  askChange: { event: string; after: string }
  askChangeFollowing: { event: string; after: string }
  askChangeAll: { event: string; after: string }
  askDelete: { event: string }
  askDeleteFollowing: { event: string }
  askDeleteAll: { event: string }
  willBeTold: { people: string }
  askDisconnect: { account: string }
  zoneGuessed: { zone: string }
  calendarConnected: { account: string }
  calendarLost: { account: string; link: string }
  reminderSet: { what: string; when: string }
  reminderMoved: { what: string; when: string }
  reminderDone: { what: string }
  reminderCancelled: { what: string }
  reminderLate: { when: string }
  eventSoon: { event: string; time: string }
  briefingTitle: { day: string }
  briefingOverlap: { events: string }
  briefingUnseen: { calendar: string }
  briefingSet: { when: string }
  quietSet: { from: string; until: string }
}

const everyday = { ...germanic, ...romance, ...slavic, ...asian }

/** A language missing here does not compile. */
const agenda: Record<keyof typeof everyday, AgendaSentences> = {
  ...agendaGermanic,
  ...agendaRomance,
  ...agendaSlavic,
  ...agendaAsian,
}

const english: AllSentences = { ...everyday.en, ...agenda.en }

/** Every language the fixed sentences exist in, by primary subtag. */
export const phrases: ReadonlyMap<string, AllSentences> = merge(everyday, agenda)

/** A fixed sentence in the person's language (BCP-47), or in English where it does not exist. */
export function phrase<K extends PhraseKey>(
  key: K,
  language: string,
  ...params: K extends keyof Parameters ? [Parameters[K]] : []
): string {
  const [primary = ''] = language.toLowerCase().split(/[-_]/)
  const sentence = (phrases.get(primary) ?? english)[key]
  const given: Record<string, string> = { ...params[0] }
  return sentence.replace(/\{(\w+)\}/g, (hole, name: string) => given[name] ?? hole)
}

function merge<Language extends string>(
  first: Record<Language, Sentences>,
  second: Record<Language, AgendaSentences>,
): Map<string, AllSentences> {
  const merged = new Map<string, AllSentences>()
  for (const language in first) merged.set(language, { ...first[language], ...second[language] })
  return merged
}
