import { asian as agendaAsian } from './phrases/agenda/asian.ts'
import { germanic as agendaGermanic } from './phrases/agenda/germanic.ts'
import { romance as agendaRomance } from './phrases/agenda/romance.ts'
import type { AgendaSentences } from './phrases/agenda/sentences.ts'
import { slavic as agendaSlavic } from './phrases/agenda/slavic.ts'
import { asian } from './phrases/asian.ts'
import { germanic } from './phrases/germanic.ts'
import { memory, type MemorySentences } from './phrases/memory.ts'
import { nameAndLanguage, type NameAndLanguageSentences } from './phrases/name-and-language.ts'
import { ownData, type OwnDataSentences } from './phrases/own-data.ts'
import { romance } from './phrases/romance.ts'
import type { Sentences } from './phrases/sentences.ts'
import { slavic } from './phrases/slavic.ts'

export { affirmation, agreesExcept } from './phrases/affirmation.ts'

type AllSentences = Sentences &
  AgendaSentences &
  OwnDataSentences &
  MemorySentences &
  NameAndLanguageSentences

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
  languageSet: { language: string }
  nameSet: { name: string }
  factNoted: { fact: string }
  factChanged: { fact: string }
  factForgotten: { fact: string }
  allForgotten: { count: string }
  askForgetAll: { count: string }
  eraseUnended: { accounts: string }
  exportReady: { link: string }
  countMessages: { count: string }
  countFacts: { count: string }
  countReminders: { count: string }
  countEvents: { count: string }
  countFiles: { count: string }
  countAccounts: { count: string }
  countTurns: { count: string }
}

const everyday = { ...germanic, ...romance, ...slavic, ...asian }
const agenda = { ...agendaGermanic, ...agendaRomance, ...agendaSlavic, ...agendaAsian }

/** A language that is missing in one of these does not compile. */
const sentencesIn = (language: keyof typeof everyday): AllSentences => ({
  ...everyday[language],
  ...agenda[language],
  ...ownData[language],
  ...memory[language],
  ...nameAndLanguage[language],
})

const english = sentencesIn('en')

/** Every language the fixed sentences exist in, by primary subtag. */
export const phrases: ReadonlyMap<string, AllSentences> = new Map(
  keysOf(everyday).map((language) => [language, sentencesIn(language)]),
)

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

function keysOf<Key extends string>(object: Record<Key, unknown>): Key[] {
  const keys: Key[] = []
  for (const key in object) keys.push(key)
  return keys
}
