import type { Choice, Place } from './channels/channel.ts'
import { fence } from './graph/outside.ts'
import type { PersonMessage } from './graph/person-message.ts'
import type { Answer } from './graph/question.ts'
import { affirmation, agreesExcept, type PhraseKey } from './phrases.ts'
import type { Quoted } from './store/history.ts'
import type { InboxRow, Understood } from './store/inbox.ts'
import type { Claim } from './store/turns.ts'

/** Most a turn's documents may come to together, in characters; each alone is shorter. */
const MOST_DOCUMENTS = 60_000

export interface Reading {
  /** The quick replies it may answer. */
  offered: Choice[]
  /** The message it replies to. */
  quoted: Quoted | undefined
  /** Most of a document that is read, in characters. */
  room: number
}

/** A message as the model reads it. */
export function personMessage(row: InboxRow, { offered, quoted, room }: Reading): PersonMessage {
  const { place, forwarded = false } = row.details
  const files = Object.values(row.understood)
  const words = readChoice(row, offered)?.title ?? row.text
  const parts = [
    quoted ? describeQuoted(quoted) : '',
    words,
    place ? describePlace(place) : '',
    ...files.map((file) => describeFile(file, room)),
  ]
  // What may have been written by others: a place is named by the map, or by whoever passed it on.
  const outside =
    quoted?.from === 'others' ||
    Boolean(place?.name ?? place?.address) ||
    files.some((file) => file.kind === 'file' || (file.kind === 'voice' && !file.own))
  return {
    id: row.id,
    text: parts.filter(Boolean).join('\n') || '[An empty message]',
    own: forwarded ? '' : [wordsOf(row), ...pointedAt(row, quoted)].filter(Boolean).join('\n'),
    forwarded,
    outside,
    pictures: files.flatMap((file) => (file.kind === 'file' ? file.pictures : [])),
  }
}

/** The buttons of a reminder, in any language, as `change-reminder` has them. */
const REMINDER_BUTTONS: Record<string, string> = {
  '1': 'done',
  'reminder-done': 'done',
  '2': 'later',
  'reminder-later': 'later',
}

/** What the person named without words: the reminder that they reply to, and its button that they tapped. */
function pointedAt({ details: { choice } }: InboxRow, quoted: Quoted | undefined): string[] {
  if (!quoted?.reminders.length) return []
  return [...quoted.reminders, REMINDER_BUTTONS[choice?.id ?? ''] ?? '']
}

/** How long each document of a turn may be, so that all of them together stay within what a model can be given. */
export function roomForEach(rows: InboxRow[]): number {
  const files = rows.flatMap((row) => Object.values(row.understood))
  const documents = files.filter((file) =>
    file.kind === 'file' ? file.text || file.heard : file.kind === 'voice' && !file.own && file.text,
  )
  return Math.floor(MOST_DOCUMENTS / Math.max(1, documents.length))
}

/** What the person said, written or spoken. */
export function wordsOf(row: InboxRow): string {
  const spoken = recordings(row).flatMap(({ own, text }) => (own ? text : []))
  return [row.text, ...spoken].filter((text) => text.trim() !== '').join('\n')
}

/** What was heard in recordings, whoever speaks in them; undefined when there are none. */
export function heardIn(row: InboxRow): string | undefined {
  const found = recordings(row)
  return found.length > 0 ? found.map(({ text }) => text).join('\n') : undefined
}

function recordings(row: InboxRow): (Understood & { kind: 'voice' })[] {
  return Object.values(row.understood).filter((file) => file.kind === 'voice')
}

/** The quick reply that was tapped, or typed as its number or its words. */
function readChoice(row: InboxRow, offered: Choice[]): Choice | undefined {
  const { choice } = row.details
  const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
  if (choice) {
    const byTitle = offered.find((offer) => offer.id === choice.id || same(offer.title, choice.title))
    // The place alone counts where no title tells otherwise: "Done" under a reminder is the first button there, as "Yes"
    // is of a question.
    const byPlace = same(choice.id, choice.title) ? offered[Number(choice.id) - 1] : undefined
    return byTitle ?? byPlace ?? choice
  }
  const typed = wordsOf(row)
    .trim()
    .replace(/[.)!]+$/, '')
  if (/^\d{1,2}$/.test(typed)) return offered[Number(typed) - 1]
  return offered.find((offer) => same(offer.title, typed))
}

/**
 * A tap, "1", "yes" written or said, 👍, or "yes but at 5" on a question the person has seen; anything else is for the model
 * to read.
 */
export function readDecision({ rows, offered, askedAt }: Claim): Answer['decision'] {
  const seen = askedAt !== undefined && rows.every((row) => row.received_at > askedAt)
  const own = (file: Understood): boolean => file.kind === 'voice' && file.own
  const plain = rows.every((row) => Object.values(row.understood).every(own))
  if (!seen || !plain || rows.some((row) => row.details.forwarded)) return 'other'
  const words = rows.map((row) => readChoice(row, offered) ?? { id: '', title: wordsOf(row) })
  const tapped = words.length === 1 ? words[0]?.id : undefined
  if (tapped === 'yes' || tapped === 'no') return tapped
  const said = words.map(({ title }) => title).join('\n')
  return affirmation(said) ?? (agreesExcept(said) ? 'yes, but' : 'other')
}

/** Why there is nothing in the message to answer: no words, no place, and no file that came to anything. */
export function nothingIn(row: InboxRow): PhraseKey | undefined {
  const files = Object.values(row.understood)
  const failures = files.flatMap((file) => failureOf(file) ?? [])
  const { choice, place } = row.details
  if (row.text.trim() !== '' || choice || place || failures.length < files.length) return undefined
  return failures[0]
}

function failureOf(file: Understood): PhraseKey | undefined {
  if (file.kind === 'unusable') return failurePhrases[file.reason]
  return file.kind === 'voice' && file.text === '' ? 'voiceSilent' : undefined
}

const failurePhrases = {
  gone: 'mediaGone',
  unheard: 'voiceDown',
  unsupported: 'mediaUnsupported',
  damaged: 'mediaDamaged',
  protected: 'mediaProtected',
  'too-large': 'mediaTooLarge',
  'too-long': 'mediaTooLong',
  empty: 'mediaEmpty',
} as const

function describeFile(file: Understood, room: number): string {
  if (file.kind === 'unusable')
    return `[A file came with this that could not be used: ${problems[file.reason]}. Say so.]`
  if (file.kind === 'voice')
    return file.text === ''
      ? '[A recording in which no words could be made out. Say so.]'
      : file.own
        ? `[Voice note, transcript:] ${file.text}`
        : `[The person sent a recording, transcript:]\n${fence(cut(file.text, room), 'recording')}`
  const { what, text, leftOut, heard, pictures } = file
  const shown =
    pictures.length > 0 ? `, shown as ${pictures.length} picture${pictures.length > 1 ? 's' : ''}` : ''
  const said = heard ? `\nWhat is said in it: ${heard}` : ''
  const omitted = leftOut ? `\n[Left out: ${leftOut}]` : ''
  const whole = [text ?? '', said].join('')
  const inside = (cut(whole, room) + omitted).trim()
  return [`[The person sent a ${what}${shown}]`, inside && fence(inside, what)].filter(Boolean).join('\n')
}

const problems = {
  gone: 'it could not be fetched; ask them to send it again',
  unheard: 'speech to text is not available right now',
  unsupported: 'this kind of file cannot be opened',
  damaged: 'it is damaged',
  protected: 'it is locked with a password',
  'too-large': 'it is too large',
  'too-long': 'it is too long',
  empty: 'there is nothing in it',
} as const

function cut(text: string, room: number): string {
  if (text.length <= room) return text
  return `${text.slice(0, room).toWellFormed()}\n[Left out: all after the first ${room} characters]`
}

function describePlace({ latitude, longitude, name, address }: Place): string {
  const link = `https://maps.google.com/?q=${latitude},${longitude}`
  const label = [name, address].filter(Boolean).join(', ')
  const place = `[The person sent a place: ${latitude}, ${longitude}, ${link}]`
  return label ? `${place}\n${fence(shortenLine(label), 'name of the place')}` : place
}

function describeQuoted({ text, from, reminders, sentAt }: Quoted): string {
  const line = shortenLine(text)
  const [first, ...more] = reminders
  const what = first
    ? ` your reminder${more.length > 0 ? 's' : ''} ${reminders.join(', ')}, sent ${sentAt.toISOString().slice(0, 16)}Z`
    : ''
  return from === 'others'
    ? `[In reply to${what}:]\n${fence(line, 'message replied to')}`
    : `[In reply to${what}: "${line}"]`
}

/** One line of at most 300 characters. */
export function shortenLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= 300 ? line : `${line.slice(0, 300).toWellFormed()}…`
}
