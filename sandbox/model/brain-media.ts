import type { ModelMessage } from './model-request.ts'
import { pictureSize } from './pictures.ts'

const VOICE_NOTE = /^\[voice note\b[^\]]*\][ \t]*/gim
const NOT_HEARD = /\[The sandbox cannot hear[^\]]*\]/g
const OUTSIDE = /<outside source="([^"]*)">\n?([\s\S]*?)\n?<\/outside>/g
/** What says that something other than words came, at the start of a line. */
const MARK =
  /^\[(?:the person sent|picture|sticker|animation|gif|video|document|file|contact)\b[^\]]*\][ \t]*/gim
const PLACE = /\[The person sent a place: ([^\]]*)\]/gi

/** What the brain is told to pass on: a file of no use, a recording without words. */
const SAY_SO = /\[(A (?:file|recording)\b[^\]]*?)\.? Say so\.\]/g

/** What came with or instead of words. */
export interface Shown {
  /** What the person wrote or said themselves, and nothing else. */
  words: string
  /** A voice note came that nobody could listen to. */
  unheard: boolean
  documents: { source: string; words: number }[]
  places: string[]
  failures: string[]
  pictures: number
  sizes: string[]
}

/** The message as if what was said in a voice note had been written; of documents only the name is left. */
export const inOwnWords = (message: ModelMessage): ModelMessage =>
  message.role === 'user'
    ? { ...message, text: message.text.replace(VOICE_NOTE, '').replace(OUTSIDE, '[$1]') }
    : message

/** Tells the person's own words from what else is in their messages. */
export function lookAt(messages: readonly ModelMessage[]): Shown {
  const text = messages.map((message) => message.text).join('\n')
  const own = text.replace(OUTSIDE, '').replace(VOICE_NOTE, '')
  const words = [PLACE, NOT_HEARD, SAY_SO, MARK].reduce((left, pattern) => left.replace(pattern, ''), own)
  return {
    words: words.trim(),
    unheard: own.search(NOT_HEARD) >= 0,
    documents: [...text.matchAll(OUTSIDE)].map(([, source = '', inside = '']) => ({
      source,
      words: inside.match(/\S+/g)?.length ?? 0,
    })),
    places: [...own.matchAll(PLACE)].map(([, place = '']) => place),
    failures: [...own.matchAll(SAY_SO)].map(([, failure = '']) => failure),
    pictures: messages.reduce((count, message) => count + message.images, 0),
    sizes: messages.flatMap(({ pictures }) => pictures.map(pictureSize)).flatMap(sizeOf),
  }
}

/** Says what came, and that it takes a real model to understand it; undefined when nothing came but words. */
export function describe(shown: Shown): string | undefined {
  const { unheard, documents, places, failures, pictures, sizes } = shown
  const lines = failures.map((failure) => `${failure}.`)
  if (unheard) {
    lines.push(
      "I got your voice note, but I can't hear here in the sandbox: it is none of my sample recordings. Set `OPENAI_API_KEY`, or `TRANSCRIBE_BASE_URL` to a speech-to-text server, and I'll listen.",
    )
  }
  if (pictures > 0) {
    const [what, them] =
      pictures === 1 ? ['a picture', 'look at it'] : [`${pictures} pictures`, 'look at them']
    const size = sizes.length > 0 ? ` (${sizes.join(', ')} pixels)` : ''
    lines.push(`I got ${what}${size}, but I can't ${them} without a real model.`)
  }
  for (const { source, words } of documents) {
    const count = `${words} ${words === 1 ? 'word' : 'words'}`
    lines.push(`I got **${source}**, ${count}, but I can't really understand it without a real model.`)
  }
  for (const place of places) lines.push(`You sent me a place: ${place}`)
  return lines.length > 0 ? lines.join('\n\n') : undefined
}

const sizeOf = (size: ReturnType<typeof pictureSize>) => (size ? [`${size.width}×${size.height}`] : [])
