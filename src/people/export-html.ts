import { z } from 'zod'
import { phrase, type PhraseKey } from '../phrases.ts'
import type { Counts, OwnLists, OwnProfile } from '../store/own-data.ts'
import type { OwnMessage } from '../store/own-messages.ts'

/** How the reader sees words and times. */
export interface Reader {
  /** BCP 47. */
  language: string
  /** In their language and zone. */
  timeOf(at: Date): string
  assistantName: string
}

const STYLE =
  'body{font:16px/1.45 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c1e21;background:#fff}' +
  'h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2.2rem;border-bottom:1px solid #8885}li,p,dd{overflow-wrap:anywhere;white-space:pre-wrap;unicode-bidi:isolate}' +
  'article{margin:.6rem 0;padding:.5rem .8rem;border-radius:.6rem;background:#8881}article.in{margin-inline-start:2.5rem;background:#0b6e4f22}' +
  'article p{margin:0}small,dt{color:#777}dd{margin:0 0 .5rem}' +
  '@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#18191b}small,dt{color:#aaa}}'

/** Holds also for the file, once it lies somewhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

export function head(reader: Reader, now: Date): string {
  const title = escaped(phrase('exportTitle', reader.language))
  const right = /^(?:ar|fa|he|ur)(?:-|$)/i.test(reader.language) ? ' dir="rtl"' : ''
  return (
    `<!doctype html>\n<html lang="${escaped(reader.language)}"${right}><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="referrer" content="no-referrer">` +
    `<meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style>\n` +
    `<h1>${title}</h1><p>${escaped(reader.assistantName)}, ${escaped(reader.timeOf(now))}</p>\n`
  )
}

export function heading(key: PhraseKey & `count${string}`, count: number, { language }: Reader): string {
  return `<h2>${escaped(phrase(key, language, { count: String(count) }))}</h2>\n`
}

export function settings(profile: OwnProfile, addresses: string[], { language }: Reader): string {
  const set = Object.entries({ ...profile, ...(addresses.length > 0 && { addresses }) })
  const rows = set.flatMap(([name, value]) =>
    value === null
      ? []
      : [`<dt>${escaped(name.replaceAll('_', ' '))}</dt><dd dir="auto">${escaped(shown(value))}</dd>`],
  )
  return `<h2>${escaped(phrase('exportSettings', language))}</h2>\n<dl>${rows.join('')}</dl>\n`
}

export function message(said: OwnMessage, reader: Reader): string {
  const who = said.direction === 'in' ? phrase('exportYou', reader.language) : reader.assistantName
  const notes = [reader.timeOf(said.at), who, said.medium, said.status].map(escaped).join(' · ')
  const text = [said.text, ...wordsIn(said.details)].filter(Boolean).join('\n')
  return `<article class="${said.direction}"><p dir="auto">${escaped(text)}</p><small>${notes}</small></article>\n`
}

const Details = z
  .object({
    place: z.object({ name: z.string().optional(), latitude: z.number(), longitude: z.number() }).optional(),
    files: z
      .record(
        z.string(),
        z.object({ kind: z.string(), what: z.string().optional(), text: z.string().optional() }),
      )
      .default({}),
  })
  .catch({ files: {} })

/** What was heard in voice notes, which files came, and what places were shared; all of it stands in the data below. */
function wordsIn(details: unknown): string[] {
  const { place, files } = Details.parse(details ?? {})
  const shared = place
    ? [`📍 ${[place.name, `${place.latitude}, ${place.longitude}`].filter(Boolean).join(', ')}`]
    : []
  const came = Object.values(files).map(({ kind, what, text }) =>
    kind === 'voice' ? `🎤 ${text ?? ''}` : `📎 ${what ?? kind}`,
  )
  return [...shared, ...came]
}

/** A line of a list: what it is, and the rest of it small. */
export function item<Name extends keyof typeof TITLES>(name: Name, row: OwnLists[Name][number]): string {
  const entries = Object.entries(row).filter(([, value]) => value !== null && value !== '')
  const isTitle = (key: string) => key === TITLES[name]
  const words = entries.map(([key, value]) =>
    isTitle(key) ? shown(value) : `${key.replaceAll('_', ' ')}: ${shown(value)}`,
  )
  const at = entries.findIndex(([key]) => isTitle(key))
  const [title = ''] = words.splice(Math.max(0, at), 1)
  return `<li dir="auto">${escaped(title)}<br><small>${escaped(words.join(' · '))}</small></li>\n`
}

const TITLES = {
  facts: 'text',
  reminders: 'text',
  events: 'title',
  accounts: 'email',
  turns: 'finished_at',
} satisfies Partial<Record<keyof OwnLists, string>>

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

export function createReader(language: string, timeZone: string, assistantName: string): Reader {
  // Once: each of them takes megabytes, and there may be a hundred thousand messages.
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
  const format = new Intl.DateTimeFormat([language, 'en'], style)
  return { language, assistantName, timeOf: (at) => format.format(at) }
}

/** As JSON within a page: nothing in it ends the element it stands in. */
export const embedded = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter)
}

/** Lists with the headings that count them, in the order in which they are read. */
export const SECTIONS = [
  ['facts', 'countFacts'],
  ['reminders', 'countReminders'],
  ['events', 'countEvents'],
  ['accounts', 'countAccounts'],
] as const satisfies [keyof OwnLists & keyof Counts, PhraseKey][]
