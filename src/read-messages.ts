import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Channel } from './channels/channel.ts'
import type { PersonMessage } from './graph/person-message.ts'
import { personMessage, roomForEach } from './person-text.ts'
import { phrase } from './phrases.ts'
import type { Database } from './store/database.ts'
import { quotedMessage } from './store/history.ts'
import type { InboxRow } from './store/inbox.ts'
import { type Claim, takeArrivals } from './store/turns.ts'
import type { Understand } from './understand.ts'
import { MAX_FAILURES } from './verdict.ts'

/** The items of an album are separate messages, so close to each other; in milliseconds. */
const ALBUM_GAP_MS = 700
/** Once there are two of them there will be more, on a slow line too. */
const NEXT_GAP_MS = 2_000
/** Nobody waits longer for an album to be complete, in milliseconds. */
const ALBUM_MS = 15_000

export interface ReadMessagesSettings {
  database: Database
  understand: Understand
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
    const lastTry = (claim.rows[0]?.tries ?? 0) >= MAX_FAILURES
    return understand(rows, {
      ...way,
      lastTry,
      // What they chose to be answered in tells nothing of what they speak.
      hints: { language: (claim.person.language_chosen ? null : claim.person.language) ?? undefined, prompt },
    })
  }

  function read(claim: Claim, rows: InboxRow[]): Promise<PersonMessage[]> {
    const room = roomForEach(claim.rows)
    return Promise.all(
      rows.map(async (row) => {
        const { repliesTo } = row.details
        const quoted = repliesTo ? await quotedMessage(db, claim.conversation, repliesTo) : undefined
        return personMessage(row, { offered: claim.offered, quoted, room })
      }),
    )
  }

  /** Looks into the files of messages, and into those of an album that are still arriving. Returns all of them. */
  async function lookAll(claim: Claim, first: InboxRow[], way: Circumstances): Promise<InboxRow[]> {
    const rows = [...first]
    const looking: Promise<void>[] = []
    const begin = (some: InboxRow[]): void => {
      const begun = look(claim, some, way)
      begun.catch(() => undefined) // told below, when all have ended; until then nobody waits for it
      looking.push(begun)
    }
    begin(first)
    try {
      const from = Date.now()
      while (isOfAlbum(rows.at(-1)) && Date.now() - from < ALBUM_MS) {
        const gap = rows.filter(isOfAlbum).length > 1 ? NEXT_GAP_MS : ALBUM_GAP_MS
        await pause(gap, undefined, { signal: way.signal })
        const more = await takeArrivals(db, claim)
        if (more.length === 0) break
        claim.rows.push(...more)
        rows.push(...more)
        begin(more)
      }
    } finally {
      await Promise.allSettled(looking)
    }
    await Promise.all(looking)
    return rows
  }

  return {
    read,
    async open(claim, way) {
      await lookAll(claim, claim.rows, way)
    },
    async arrivals(claim, way) {
      const arrived = await takeArrivals(db, claim)
      claim.rows.push(...arrived)
      return read(claim, await lookAll(claim, arrived, way))
    },
  }
}

/** A picture or a file may be one of many, and the words to them all stand with the first; a voice note is alone. */
function isOfAlbum(row: InboxRow | undefined): boolean {
  const [file] = row?.details.media ?? []
  return file !== undefined && !/^(audio\/|text\/(x-)?vcard)/.test(file.contentType)
}
