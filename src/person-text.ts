import type { Choice, Media, Place } from './channels/channel.ts'
import { affirmation } from './phrases.ts'
import type { InboxRow } from './store/inbox.ts'
import type { Claim } from './store/turns.ts'

/** A message as the model reads it. `quoted` is the text of the message it replies to. */
export function personText(row: InboxRow, offered: Choice[], quoted: string | undefined): string {
  const { choice, place, media = [] } = row.details
  const words = readChoice(row, offered)?.title ?? row.text
  const parts = [
    quoted === undefined ? '' : `[In reply to: "${shorten(quoted)}"]`,
    words,
    place ? describePlace(place) : '',
    ...media.map((item) => `[The person sent ${kindOf(item)}, which you cannot open yet.]`),
  ]
  return parts.filter(Boolean).join('\n') || choice?.title || '[An empty message]'
}

/** The quick reply that was tapped, or typed as its number or its words. */
function readChoice(row: Pick<InboxRow, 'text' | 'details'>, offered: Choice[]): Choice | undefined {
  const { choice } = row.details
  const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
  if (choice) {
    const byTitle = offered.find((offer) => offer.id === choice.id || same(offer.title, choice.title))
    return byTitle ?? offered[Number(choice.id) - 1] ?? choice
  }
  const typed = row.text.trim().replace(/[.)!]+$/, '')
  if (/^\d{1,2}$/.test(typed)) return offered[Number(typed) - 1]
  return offered.find((offer) => same(offer.title, typed))
}

/** A tap, "1", "yes", 👍 on a question the person has seen; anything else is for the model to read. */
export function readDecision({ rows, offered, askedAt }: Claim): 'yes' | 'no' | 'other' {
  const seen = askedAt !== undefined && rows.every((row) => row.received_at > askedAt)
  if (!seen || rows.some((row) => row.details.forwarded)) return 'other'
  const words = rows.map((row) => readChoice(row, offered) ?? { id: '', title: row.text })
  const tapped = words.length === 1 ? words[0]?.id : undefined
  if (tapped === 'yes' || tapped === 'no') return tapped
  return affirmation(words.map(({ title }) => title).join('\n')) ?? 'other'
}

/** Nothing in it can be read yet: no words, no place. */
export function isMediaOnly(row: InboxRow): boolean {
  return (
    row.text.trim() === '' &&
    !row.details.choice &&
    !row.details.place &&
    (row.details.media?.length ?? 0) > 0
  )
}

function describePlace({ latitude, longitude, name, address }: Place): string {
  const label = [name, address].filter(Boolean).join(', ')
  const link = `https://maps.google.com/?q=${latitude},${longitude}`
  return `[The person sent a place: ${label ? `${label}, ` : ''}${latitude}, ${longitude}, ${link}]`
}

function kindOf({ contentType }: Media): string {
  if (contentType.startsWith('audio/')) return 'a voice note or other audio'
  if (contentType.startsWith('image/')) return 'a picture'
  if (contentType.startsWith('video/')) return 'a video'
  if (contentType.includes('vcard')) return 'a contact'
  return 'a file'
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length <= 300 ? line : `${line.slice(0, 300).toWellFormed()}…`
}
