import type { Agenda } from './calendars/agenda.ts'
import type { AgendaTurn } from './calendars/agenda-turn.ts'
import type { PastActs, ToolServices } from './graph/tool.ts'
import type { Knowledge } from './knowledge/knowledge.ts'
import type { Memory } from './memory/memory.ts'
import type { OwnData } from './people/own-data.ts'
import { createPreferences } from './people/preferences.ts'
import type { Reminders } from './reminders/reminders.ts'
import type { Database } from './store/database.ts'
import type { Person } from './store/turns.ts'

/** Whose turn it is, as the services of its tools need to know it. */
export interface ServiceTurn extends AgendaTurn {
  row: Person
  /** The id of the first message it answers: the same however often the turn is run again. */
  turn: string
  /** Proof of holding the conversation. */
  epoch: string
  /** Answers can be spoken here. */
  canSpeak: boolean
}

export interface OpenServicesSettings {
  database: Database
  agendaOf(turn: ServiceTurn): Agenda
  remindersOf(turn: ServiceTurn): Reminders
  memoryOf(turn: ServiceTurn): Memory
  knowledgeOf(person: string): Knowledge
  ownDataOf(turn: ServiceTurn): OwnData
  /** `services`: what the tools are given that take something back. */
  pastActsOf(turn: ServiceTurn, services: () => ToolServices): PastActs
  zoneChanged(person: string, timeZone: string): Promise<void>
}

/** What the tools of a turn may use of the house. */
export function openServices(settings: OpenServicesSettings) {
  const { database, zoneChanged } = settings
  return function servicesOf(turn: ServiceTurn): ToolServices {
    const services: ToolServices = {
      preferences: createPreferences({ db: database.pool, zoneChanged }, turn),
      agenda: settings.agendaOf(turn),
      reminders: settings.remindersOf(turn),
      memory: settings.memoryOf(turn),
      knowledge: settings.knowledgeOf(turn.person.id),
      ownData: settings.ownDataOf(turn),
      pastActs: settings.pastActsOf(turn, () => services),
    }
    return services
  }
}
