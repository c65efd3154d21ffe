import type { ToolPerson } from '../graph/tool.ts'
import type { FactHolder } from '../store/facts.ts'

/** Whose memory, in which turn. */
export interface MemoryTurn {
  person: ToolPerson
  conversation: string
  turn: string
  epoch: string
}

export const holderOf = ({ person, conversation, turn, epoch }: MemoryTurn): FactHolder => ({
  person: person.id,
  conversation,
  turn,
  epoch,
})
