import type { ToolPerson } from '../graph/tool.ts'
import { phrase } from '../phrases.ts'
import type { Database } from '../store/database.ts'
import { wantErasure } from '../store/erasure.ts'
import type { OwnDataAddress } from './own-data-address.ts'
import type { OwnData } from './own-data.ts'

/** Whose data, in which turn. */
export interface OwnDataTurn {
  person: ToolPerson
  conversation: string
  turn: string
  /** Proof of holding the conversation. */
  epoch: string
}

export function createOwnData(settings: {
  database: Database
  address: Pick<OwnDataAddress, 'pathFor'>
  /** Without a slash at its end. */
  publicUrl: string
}) {
  const { database, address, publicUrl } = settings
  return function ownDataOf(turn: OwnDataTurn): OwnData {
    const { person } = turn // its language is learnt as the turn goes
    return {
      export() {
        // The link is a key: it goes to the person and not through a model.
        const link = publicUrl + address.pathFor(person.id)
        const text =
          'A private link to one file with everything kept about the person is shown to them below your answer, so do not write ' +
          'one. It is for them alone and good for one hour; a new one can be asked for at any time.'
        return { text, receipt: `📦 ${phrase('exportReady', person.language, { link })}` }
      },
      planErasure: () => Promise.resolve({ plan: undefined, ask: [phrase('askErase', person.language)] }),
      async erase() {
        await wantErasure(database.pool, turn)
        return {
          text: 'The person said yes. Everything about them is erased as soon as this turn is over, and the code tells them so.',
        }
      },
    }
  }
}
