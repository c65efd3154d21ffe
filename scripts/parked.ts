import { parseArgs } from 'node:util'
import { readConfig } from '../src/config.ts'
import { PermanentError } from '../src/errors.ts'
import { createLog } from '../src/log.ts'
import type { Database } from '../src/store/database.ts'
import { messagesAround } from '../src/store/history.ts'
import { type InboxRow, listParked, releaseParked } from '../src/store/inbox.ts'
import { openQueue } from '../src/store/queue.ts'
import { listWaiting } from '../src/store/waiting.ts'
import { manyLines, oneLine, runCommand, UsageError } from './command.ts'
import { databaseFailure, isSetUp, openOwnersDatabase, type OwnersDatabase } from './database.ts'

const USAGE = `npm run parked [-- <command>]: the messages that the assistant gave up on, and those of its own that wait

  list               which they are (also without a command)
  show <id>          one of them, with the conversation around it
  retry <id…|all>    give them back: a running service answers them at once
  drop <id…|all>     never answer them

An id may be cut short as long as only one message begins with it.`

const WAITING = {
  window:
    'WhatsApp takes free text only within 24 hours of the last message of the person; TWILIO_TEMPLATE_NOTICE names no template, or it was refused. They come when the person writes.',
  breaker: 'More than NOTICES_PER_PERSON_PER_HOUR in an hour. They come as one.',
}

type Act = (open: OwnersDatabase, parked: InboxRow[], timeZone: string) => Promise<void> | void

await runCommand(USAGE, async (args) => {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [command = 'list', ...ids] = positionals
  const act = chooseAct(command, ids)
  const config = readConfig(process.env)
  await using open = await openOwnersDatabase(config)
  await act(open, await readParked(open), config.timeZone)
})

/** Everything that can be said without the database is said before it is opened. */
function chooseAct(command: string, ids: string[]): Act {
  switch (command) {
    case 'list':
      if (ids.length > 0) throw new UsageError('list takes no ids; show <id> tells about one message.')
      return list
    case 'show': {
      const [id] = ids
      if (id === undefined || id === 'all' || ids.length > 1) throw new UsageError('show takes one id.')
      return (open, parked, timeZone) => show(open.database, pick(parked, [id]), timeZone)
    }
    case 'retry':
    case 'drop':
      if (ids.length === 0) throw new UsageError(`${command} takes ids, or all.`)
      return (open, parked) => (command === 'retry' ? retry : drop)(open, pick(parked, ids))
  }
  throw new UsageError(`There is no command ${oneLine(command, 40)}.`)
}

async function readParked({ database, place }: OwnersDatabase): Promise<InboxRow[]> {
  let ready: boolean
  try {
    ready = await isSetUp(database)
  } catch (cause) {
    throw new PermanentError(`The database at ${place} does not answer: ${databaseFailure(cause)}`, { cause })
  }
  if (!ready)
    throw new PermanentError(`The database at ${place} is not set up for this version: npm start does it.`)
  return listParked(database.pool)
}

async function list({ database }: OwnersDatabase, parked: InboxRow[], timeZone: string): Promise<void> {
  if (parked.length === 0) console.log('No message is parked.')
  else printParked(parked, timeZone)
  const waiting = await listWaiting(database.pool)
  if (waiting.length === 0) return
  console.log('\nMessages of the assistant that wait:')
  const heads = ['since', 'who', 'messages', 'the first', 'reason']
  const rows = waiting.map((one) => [
    timeOf(one.since, timeZone),
    oneLine(one.conversation, 24),
    String(one.count),
    oneLine(one.body, 40),
    WAITING[one.waiting_for],
  ])
  printTable([heads, ...rows])
}

function printParked(parked: InboxRow[], timeZone: string): void {
  const heads = ['id', 'when', 'who', 'channel', 'message', 'reason']
  const rows = parked.map((row) => [
    row.id.slice(0, 8),
    timeOf(row.received_at, timeZone),
    oneLine(row.conversation, 24),
    row.medium,
    oneLine(words(row), 40),
    oneLine(row.reason ?? '', 80),
  ])
  printTable([heads, ...rows])
}

function printTable(table: string[][]): void {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  for (const row of table) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

async function show(database: Database, [row]: InboxRow[], timeZone: string): Promise<void> {
  if (!row) return
  const { choice, place, media, repliesTo, forwarded } = row.details
  const facts: [string, string | undefined][] = [
    ['id', row.id],
    ['when', timeOf(row.received_at, timeZone)],
    ['who', oneLine(row.conversation, 60)],
    ['channel', `${row.medium} through ${row.channel}`],
    ['provider id', row.provider_id],
    ['tries', String(row.tries)],
    ['reason', manyLines(row.reason ?? 'unknown')],
    ['choice', choice && oneLine(`${choice.title} (${choice.id})`, 100)],
    [
      'place',
      place &&
        oneLine([place.name, place.address, place.latitude, place.longitude].filter(Boolean).join(', '), 200),
    ],
    ['media', media?.map(({ contentType, ref }) => oneLine(`${contentType} ${ref}`, 300)).join('\n')],
    ['replies to', repliesTo && oneLine(repliesTo, 60)],
    ['forwarded', forwarded ? 'yes' : undefined],
    ['text', manyLines(row.text)],
  ]
  for (const [name, value] of facts) if (value) console.log(`${name.padEnd(12)}${indent(value, 12)}`)
  console.log('\nThe conversation around it:')
  for (const message of await messagesAround(database.pool, row)) {
    const mark = message.id === row.id ? '»' : ' '
    const side = message.direction === 'in' ? '<' : '>'
    const head = `${mark} ${timeOf(message.at, timeZone)} ${side} `
    console.log(`${head}${indent(manyLines(message.text) || '(no text)', head.length)} [${message.status}]`)
  }
}

async function retry({ database, url, startedHere }: OwnersDatabase, rows: InboxRow[]): Promise<void> {
  await using queue = await openQueue(url, database, createLog('silent'))
  const ids = rows.map((row) => row.id)
  await database.transaction(async (db) => {
    for (const conversation of await releaseParked(db, ids, 'received'))
      await queue.enqueue('answer', conversation, { db })
  })
  const then = startedHere
    ? 'The service does not run: it answers when it starts.'
    : 'A running service answers now.'
  console.log(`Given back: ${counted(rows)}. ${then}`)
}

async function drop({ database }: OwnersDatabase, rows: InboxRow[]): Promise<void> {
  const ids = rows.map((row) => row.id)
  await database.transaction((db) => releaseParked(db, ids, 'ignored'))
  console.log(`Dropped: ${counted(rows)}.`)
}

/** The messages that were meant; one wrong id stops everything, before anything was done. */
function pick(parked: InboxRow[], ids: string[]): InboxRow[] {
  if (ids.includes('all')) {
    if (ids.length > 1) throw new UsageError('Either all, or ids.')
    if (parked.length === 0) throw new PermanentError('No message is parked.')
    return parked
  }
  const picked = ids.map((id) => {
    const [row, another] = parked.filter((one) => one.id.startsWith(id.toLowerCase()))
    if (!row) throw new PermanentError(`No parked message has an id that begins with ${oneLine(id, 40)}.`)
    if (another)
      throw new PermanentError(`Several parked messages have ids that begin with ${id}: give more of it.`)
    return row
  })
  return [...new Set(picked)]
}

function words({ text, details }: InboxRow): string {
  if (text) return text
  if (details.place) return '(a place)'
  const [media] = details.media ?? []
  return media ? `(${media.contentType})` : '(no text)'
}

function timeOf(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(date)
}

function counted(rows: InboxRow[]): string {
  return rows.length === 1 ? '1 message' : `${rows.length} messages`
}

function indent(text: string, columns: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(columns)}`)
}
