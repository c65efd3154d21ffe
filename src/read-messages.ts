import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { PersonMessage } from './graph/person-message.ts'
import { personMessage, roomForEach } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import { quotedText } from './store/history.ts'
import type { InboxRow } from './store/inbox.ts'
import { type Claim, takeArrivals } from './store/turns.ts'
import type { createUnderstand } from './understand.ts'

/** The items of an album are separate messages, so close to each other; in milliseconds. */
const ALBUM_GAP_MS = 700
/** No album takes longer to arrive, in milliseconds. */
const ALBUM_MS = 7_000

export interface ReadMessagesSettings {
  database: Database
  understand: ReturnType<typeof createUnderstand>
  assistantName: string
}

export interface Circumstances {
  channel: Channel
  /** What the person probably speaks, BCP 47. */
  language: string
  signal: AbortSignal
  log: Logger
}

export interface ReadMessages {
  /** Looks into all files of the claimed messages, and takes the rest of an album into the claim. */
  open(claim: Claim, way: Circumstances): Promise<void>
  /** Takes messages that came meanwhile into the claim, as the model reads them. */
  arrivals(claim: Claim, way: Circumstances): Promise<PersonMessage[]>
  /** Messages whose files have been looked into, as the model reads them. */
  read(claim: Claim, rows: InboxRow[]): Promise<PersonMessage[]>
}

export function createReadMessages({
  database,
  understand,
  assistantName,
}: ReadMessagesSettings): ReadMessages {
  const db = database.pool

  function look(claim: Claim, rows: InboxRow[], { language, ...way }: Circumstances): Promise<void> {
    const names = [claim.person.name, assistantName].filter(Boolean).join(', ')
    const prompt = phrase('voiceNoteHint', language, { assistant: assistantName, names })
    return understand(rows, { ...way, hints: { language: claim.person.language ?? undefined, prompt } })
  }

  function read(claim: Claim, rows: InboxRow[]): Promise<PersonMessage[]> {
    const room = roomForEach(claim.rows)
    return Promise.all(
      rows.map(async (row) => {
        const { repliesTo } = row.details
        const quoted = repliesTo ? await quotedText(db, claim.conversation, repliesTo) : undefined
        return personMessage(row, { offered: claim.offered, quoted, room })
      }),
    )
  }

  return {
    read,
    async open(claim, way) {
      const looking = [look(claim, claim.rows, way)]
      const from = Date.now()
      while (isOfAlbum(claim.rows.at(-1)) && Date.now() - from < ALBUM_MS) {
        await new Promise((done) => setTimeout(done, ALBUM_GAP_MS))
        const more = await takeArrivals(db, claim)
        if (more.length === 0) break
        claim.rows.push(...more)
        looking.push(look(claim, more, way))
      }
      await Promise.all(looking)
    },
    async arrivals(claim, way) {
      const arrived = await takeArrivals(db, claim)
      claim.rows.push(...arrived)
      await look(claim, arrived, way)
      return read(claim, arrived)
    },
  }
}

/** A picture or a file without a word to it may be one of many; a voice note is not. */
function isOfAlbum(row: InboxRow | undefined): boolean {
  const [file] = row?.details.media ?? []
  return file !== undefined && !/^(audio\/|text\/(x-)?vcard)/.test(file.contentType)
}
