import type { Queryable } from '../store/database.ts'
import { conversationsOf, countAll, listOf, namesOf, type OwnLists, profileOf } from '../store/own-data.ts'
import { messagesOf } from '../store/own-messages.ts'
import { createReader, embedded, head, heading, item, message, SECTIONS, settings } from './export-html.ts'
import type { OwnDataAddress } from './own-data-address.ts'
import { whereIs, type ZoneSettings } from './where.ts'

/** How much is sent at once, in characters. */
const PIECE = 64_000

/** Everything about one person as one page, made while it is sent: it is kept nowhere, and is never whole in memory. */
export interface Export {
  /** `expired`: the link is too old, or there is nothing any more; undefined: none of ours. */
  open(
    token: string,
  ): Promise<{ person: string; fileName: string; body: AsyncIterable<string> } | 'expired' | undefined>
}

export interface ExportSettings extends ZoneSettings {
  db: Queryable
  address: Pick<OwnDataAddress, 'personIn'>
  /** What is remembered of what was said longer ago. */
  summaryOf(conversation: string): Promise<string | undefined>
  language: string
  assistantName: string
}

export function createExport(given: ExportSettings): Export {
  const { db, address, summaryOf } = given

  async function* bodyOf(person: string): AsyncGenerator<string> {
    const profile = await profileOf(db, person)
    if (!profile) return
    const now = new Date()
    const names = await namesOf(db, person)
    const conversations = await conversationsOf(db, names)
    const counts = await countAll(db, names)
    const zone = whereIs(profile, now.toTemporalInstant(), given)
    const language = profile.language ?? given.language
    const reader = createReader(language, zone.timezone, given.assistantName)
    const addresses = (await all(listOf(db, 'addresses', names))).map((one) => one.address)
    const summaries = (await Promise.all(conversations.map(summaryOf))).filter(Boolean)

    yield head(reader, now)
    yield settings(
      { ...profile, ...(summaries.length > 0 && { summary: summaries.join('\n') }) },
      addresses,
      reader,
    )
    for (const [list, key] of SECTIONS) {
      yield heading(key, counts[list], reader)
      yield '<ul>'
      for await (const row of listOf(db, list, names)) yield item(list, row)
      yield '</ul>\n'
    }
    yield heading('countFiles', counts.files, reader)
    yield heading('countMessages', counts.messages, reader)
    for await (const said of messagesOf(db, conversations)) yield message(said, reader)
    yield heading('countTurns', counts.turns, reader)
    yield '<ul>'
    for await (const row of listOf(db, 'turns', names)) yield item('turns', row)
    yield '</ul>\n<script type="application/json" id="data">'
    yield* dataOf(
      { at: now.toISOString(), person: profile, addresses, summaries, counts },
      names,
      conversations,
    )
    yield '</script>\n</html>\n'
  }

  /** The same for programs. */
  async function* dataOf(
    first: Record<string, unknown>,
    names: string[],
    conversations: string[],
  ): AsyncGenerator<string> {
    yield embedded(first).slice(0, -1)
    for (const list of [
      'facts',
      'reminders',
      'events',
      'accounts',
      'acts',
      'turns',
    ] satisfies (keyof OwnLists)[])
      yield* arrayOf(list, listOf(db, list, names))
    yield* arrayOf('messages', messagesOf(db, conversations))
    yield '}'
  }

  return {
    async open(token) {
      const found = address.personIn(token)
      if (found === undefined || found === 'expired') return found
      if (!(await profileOf(db, found.person))) return 'expired'
      const day = new Date().toISOString().slice(0, 10)
      const { person } = found
      return { person, fileName: `my-data-${day}.html`, body: inPieces(bodyOf(person)) }
    },
  }
}

async function* arrayOf(name: string, rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield `,${JSON.stringify(name)}:[`
  let before = ''
  for await (const row of rows) {
    yield before + embedded(row)
    before = ','
  }
  yield ']'
}

/** Not a packet for each line. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const line of lines) {
    piece += line
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}
